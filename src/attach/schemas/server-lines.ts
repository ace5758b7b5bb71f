/** What `bifrons smdp` and `bifrons smds` print with `--json`. */
import * as z from 'zod';
import { PROFILE_RECORD_STATES } from '../../host/smdp/index.ts';
import { count, hexBytes, text } from './parts.ts';

/** A request that was answered. */
const answered = z.strictObject({
  over: text,
  /** The last part of the path. */
  function: text,
  status: z.union([z.literal(200), z.literal(204), z.literal(404)]),
  /** Why it was refused. */
  failure: z.strictObject({ subject: text, reason: text, why: text }).optional(),
  /** What was done, where the answer does not show it. */
  note: text.optional(),
});

/** A client that was turned away before a function ran. */
const turnedAway = z.strictObject({ over: text, problem: text });

export const smdpLines = z.union([
  /** The first line, when clients can connect. */
  z.strictObject({
    up: text,
    ports: z.strictObject({ es9: count, es2: count }),
    /** Keys of stored records that could not be read. */
    damaged: z.array(text),
  }),
  /** A profile of the server, after its start. */
  z.strictObject({
    iccid: text,
    profileType: text,
    state: z.enum(PROFILE_RECORD_STATES),
    eid: hexBytes.optional(),
    activationCode: text.optional(),
  }),
  /** A list of revoked certificates, for LPAs. */
  z.strictObject({ revoked: text }),
  answered,
  turnedAway,
  /** What was sent to another server, and why it failed. */
  z.strictObject({
    call: z.enum(['register-event', 'delete-event', 'progress']),
    iccid: text,
    problem: text.optional(),
  }),
]);

export const smdsLines = z.union([
  z.strictObject({ up: text, ports: z.strictObject({ es11: count, es12: count }) }),
  /** An event, after the start. */
  z.strictObject({
    eid: hexBytes,
    eventId: text,
    rspServerAddress: text,
    forwardingIndicator: z.boolean(),
  }),
  answered,
  turnedAway,
]);

/** `bifrons pki`. */
export const pkiLines = z.union([
  z.strictObject({ file: text, kind: z.enum(['certificate', 'key']) }),
  /** `import`: what was written, and what was done with each issuer. */
  z.strictObject({ file: text, device: text, issuers: z.array(text) }),
]);
