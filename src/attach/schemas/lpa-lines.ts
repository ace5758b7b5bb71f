/** What `bifrons lpa` prints with `--json`. */
import * as z from 'zod';
import { count, hexBytes, text } from './parts.ts';

/** `bifrons lpa chip`. */
const chip = z.strictObject({
  /** The link and the device, or the reader. */
  card: text,
  /** The AID under which the ISD-R was found. */
  isdR: hexBytes,
  /** 32 digits. */
  eid: hexBytes,
  /** The edition of SGP.22 that the eUICC follows. */
  svn: text.nullable(),
  defaultDp: text.nullable(),
  rootDs: text.nullable(),
  verificationKeys: z.array(hexBytes),
  signingKeys: z.array(hexBytes),
  profileVersion: text.nullable(),
  firmwareVersion: text.nullable(),
  javaCardVersion: text.nullable(),
  globalPlatformVersion: text.nullable(),
  protectionProfileVersion: text.nullable(),
  accreditationNumber: text.nullable(),
  capabilities: z.array(text),
  category: text.nullable(),
  forbiddenPolicyRules: z.array(text),
  resources: z
    .strictObject({ applications: count, memory: count, volatileMemory: count })
    .nullable(),
  /** The rules authorisation table. */
  rules: z.array(
    z.strictObject({
      policyRules: z.array(text),
      operators: z.array(
        z.strictObject({ mccMnc: hexBytes, gid1: hexBytes.nullable(), gid2: hexBytes.nullable() }),
      ),
      consentRequired: z.boolean(),
    }),
  ),
});

/** `bifrons lpa list`: one profile a line. */
const profile = z.strictObject({
  /** In digits. */
  iccid: text.nullable(),
  isdP: hexBytes.nullable(),
  state: z.enum(['enabled', 'disabled']).nullable(),
  class: z.enum(['test', 'provisioning', 'operational']).nullable(),
  nickname: text.nullable(),
  serviceProvider: text.nullable(),
  profileName: text.nullable(),
  /** MCC and MNC of its operator, as coded. */
  owner: hexBytes.nullable(),
  policyRules: z.array(text),
});

export const lpaLines = z.union([
  chip,
  profile,
  z.strictObject({ defaultDp: text.nullable() }),
  z.strictObject({ event: z.enum(['enabled', 'disabled', 'named']), profile }),
]);
