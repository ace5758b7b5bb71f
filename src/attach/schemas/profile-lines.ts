/** What `bifrons profile` prints with `--json`. */
import * as z from 'zod';
import { count, hexBytes, text } from './parts.ts';

const profile = z.strictObject({
  name: text,
  /** In digits. */
  iccid: text,
  isdP: hexBytes,
  class: z.enum(['test', 'provisioning', 'operational']),
  state: z.enum(['enabled', 'disabled']),
  /** AIDs of its applications. */
  applications: z.array(hexBytes),
  files: count,
  /** Bytes of memory. */
  used: count,
});

const fileHead = z.strictObject({
  /** File identifiers from 3F00, or from the AID of an application. */
  path: text,
  /** AID of an ADF. */
  name: hexBytes.optional(),
  /** `df`, or the structure of an elementary file. */
  kind: text,
  length: count,
  /** 0 where it has no records. */
  recordLength: count,
  /** Short file identifier; 0 where it has none. */
  sfi: count,
  lifeCycle: count,
  /** The object that its access rules stand in. */
  rules: text,
  /** Whether its content is that of another file. */
  linked: z.boolean(),
});

const status = z.strictObject({
  /** A code of the profile package specification; 0 is ok. */
  status: count,
  identification: count.optional(),
  additionalInformation: count.optional(),
  offset: count.optional(),
});

export const profileLines = z.union([
  /** `list`, `enable`, `disable`, `delete`: one profile a line. */
  profile.extend({ container: text }),
  /** `load`. */
  z.strictObject({
    response: z.looseObject({ peStatus: z.array(status) }),
    profile,
    why: text.optional(),
  }),
  /** `tree`: one file a line. */
  fileHead.extend({ bytes: count }),
  /** `read` and `export`. */
  fileHead.extend({ content: hexBytes }),
  /** `explain`: in words. */
  z.strictObject({ line: text }),
]);
