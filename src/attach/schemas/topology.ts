/** The device as `bifrons topology` prints it, and its parts, which other commands print alone. */
import * as z from 'zod';
import { HOST_ERROR_CODES } from '../../base/index.ts';
import {
  MOUNTS,
  REACHES,
  RULING_SCOPES,
  shownDescriptionSchema,
  VERDICTS,
} from '../../device/index.ts';
import { count, hexBytes, text } from './parts.ts';

export const pairingRule = z.strictObject({
  link: text,
  lsi: z.int().optional(),
  container: text,
});

export const linkRow = z.strictObject({
  id: text,
  interface: text,
  protocol: text,
  mode: z.enum(['contact', 'contactless']),
  lsi: count,
  container: text,
  /** The rule that paired it, as written. */
  by: text,
  /** The client on the link. */
  client: text,
  powered: z.boolean(),
});

const containerRow = z.strictObject({
  id: text,
  title: text,
  kind: text,
  entities: z.array(z.strictObject({ name: text, aid: hexBytes, root: z.boolean() })),
  quota: count,
  free: count,
});

export const aliasRow = z.strictObject({
  common: hexBytes,
  container: text,
  real: hexBytes,
  clash: z.boolean(),
});

export const ruling = z.strictObject({
  rules: z.array(
    z.strictObject({
      action: text,
      by: text,
      container: text.optional(),
      verdict: z.enum(VERDICTS),
      scope: z.enum(RULING_SCOPES).optional(),
    }),
  ),
  reach: z.record(text, z.enum(REACHES)),
});
export const deviceLocks = z.array(z.strictObject({ container: text, rule: text }));

/** Why the device answers nothing now, if so, and what to do. */
export const mute = z
  .strictObject({ code: z.enum(Object.keys(HOST_ERROR_CODES)), why: text, next: text })
  .nullable();

export const topology = z.strictObject({
  version: text,
  device: text,
  formFactor: text,
  /** The machine around the chip. */
  host: z.strictObject({
    kind: text.nullable(),
    mount: z.enum(MOUNTS),
    functions: z.array(text),
    present: z.boolean(),
  }),
  policy: text,
  folder: text,
  fresh: z.boolean(),
  mute,
  /** The process that runs the device. */
  pid: count,
  links: z.array(linkRow),
  containers: z.array(containerRow),
  aliases: z.array(aliasRow),
  pairing: z.array(pairingRule),
  ruling,
  /** Containers whose lock goes for the whole device, by which rule. */
  deviceLocks,
  /** By link: its PC/SC reader now, or why it has none; while the device is up. */
  readers: z.record(text, text).optional(),
  /** The whole description; its secrets are masked without --show-test-keys. */
  description: shownDescriptionSchema,
});
