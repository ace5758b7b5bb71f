/** What `bifrons report` prints with `--json`. */
import * as z from 'zod';
import { count, text } from './parts.ts';

const caseLine = z.strictObject({
  /** Id of the eUICC's container; empty where the device has none. */
  container: text,
  /** Of SGP.23: `4.2.18`; or `transport`, `ES9+`, `ES11`. */
  group: text,
  title: text,
  /** Place in its group, from 1. */
  sequence: count,
  name: text,
  /** `SGP.22 §5.7.13`. */
  clause: text,
  result: z.enum(['pass', 'fail', 'not applicable']),
  /** Why it failed, or is not applicable. */
  reason: text.nullable(),
  /** The last exchange before the failure: in hexadecimal, or JSON of a server. */
  exchange: z.strictObject({ what: text, sent: text, received: text }).nullable(),
});

export const reportLines = z.union([
  caseLine,
  /** The last line. */
  z.strictObject({
    device: text,
    cases: count,
    passed: count,
    failed: count,
    notApplicable: count,
  }),
]);
