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

/** `bifrons lpa notifications`. */
const notification = z.strictObject({
  sequenceNumber: count,
  /** `install`, `enable`, `disable`, `delete`. */
  operation: text,
  /** Of the server that gets it. */
  address: text,
  iccid: text.nullable(),
});

/** What a server offers, before the end user consents. */
const offer = z.strictObject({
  event: z.literal('offer'),
  ...profile.pick({ class: true, policyRules: true }).shape,
  iccid: text,
  serviceProvider: text,
  profileName: text,
  /** Whether the server requires a confirmation code. */
  codeRequired: z.boolean(),
});

export const lpaLines = z.union([
  chip,
  profile,
  notification,
  offer,
  z.strictObject({ defaultDp: text.nullable() }),
  z.strictObject({ event: z.enum(['enabled', 'disabled', 'named', 'deleted']), profile }),
  z.strictObject({ event: z.literal('progress'), step: text, done: count, total: count }),
  z.strictObject({ event: z.literal('downloaded'), iccid: text, isdP: hexBytes }),
  notification.extend({
    event: z.literal('notification'),
    sent: z.boolean(),
    /** Why it stays on the eUICC, if it does. */
    why: text.nullable(),
  }),
  z.strictObject({ event: z.literal('removed'), sequenceNumber: count }),
  z.strictObject({ event: z.literal('reset'), options: z.array(text) }),
  /** `bifrons lpa discovery`: one event a line. */
  z.strictObject({ eventId: text, server: text, activationCode: text }),
]);
