/**
 * Operations of a running device: one schema of parameters an operation. The published JSON
 * Schema of control requests is made from this table.
 */
import * as z from 'zod';
import { REACHES, RULING_SCOPES, VERDICTS } from '../../../device/index.ts';
import { MODEM_MODELS } from '../../../host/index.ts';

const link = z.string().min(1).max(32);
const aid = z.string().regex(/^([0-9A-Fa-f]{2}){5,16}$/, 'an AID: 5 to 16 bytes in hexadecimal');
const apdu = z
  .string()
  .max(140_000, { abort: true })
  .regex(/^([0-9A-Fa-f]{2})+$/, 'an APDU in hexadecimal, two digits a byte');
const name = z.string().min(1).max(64);
/** An application's system: its readers are those of the host's wiring. */
const from = z.enum(['rich-os', 'tee']);
const selected = z
  .string()
  .regex(/^([0-9A-Fa-f]{2}){0,16}$/, 'an AID in hexadecimal, or nothing for the issuer domain');
const channel = z.int().min(1);
const container = z.string().min(1).max(32);
/** ICCID in digits, AID of the ISD-P, or name. */
const profile = z.string().min(1).max(100);
const profilePackage = z
  .string()
  .max(2_000_000, { abort: true })
  .regex(/^([0-9A-Fa-f]{2})+$/, 'a profile package in hexadecimal, two digits a byte');

export const OPERATIONS = {
  topology: z.strictObject({
    /** Whether the description comes with its keys; otherwise they are masked. */
    showTestKeys: z.boolean().default(false),
  }),
  transmit: z.strictObject({
    link,
    apdu,
    /** Whether 61xx and 6Cxx of a T=0 link are for the client. */
    raw: z.boolean().default(false),
  }),
  reset: z.strictObject({ link }),
  'power.on': z.strictObject({ link }),
  'power.off': z.strictObject({ link }),
  'host.remove': z.strictObject({}),
  'host.insert': z.strictObject({}),
  /** A command line to a modem, the first one unless a link is named. */
  'host.at': z.strictObject({
    link: link.optional(),
    line: z.string().max(140_000),
    /** What the modem is known for. */
    model: z.enum(MODEM_MODELS).optional(),
  }),
  /** A remote server's commands, which the modem takes out of their packet. */
  'host.script': z.strictObject({ link: link.optional(), commands: z.array(apdu).min(1).max(256) }),
  'host.readers': z.strictObject({ from }),
  /** A channel of a reader: a logical one unless `basic`, with an application selected on it. */
  'host.open': z.strictObject({
    from,
    /** Left out, the first. */
    reader: name.optional(),
    /** Left out, the default application. */
    aid: selected.optional(),
    p2: z.int().min(0).max(255).default(0),
    basic: z.boolean().default(false),
  }),
  'host.transmit': z.strictObject({ channel, apdu }),
  'host.next': z.strictObject({ channel, aid: selected }),
  'host.close': z.strictObject({ channel }),
  'host.tamper': z.strictObject({
    /** What fired, for the trace. */
    why: z
      .string()
      .max(100, { abort: true })
      .regex(/^\P{Cc}+$/u, 'words of one line'),
  }),
  'host.power-cycle': z.strictObject({}),
  'pairing.set': z.strictObject({
    rules: z
      .array(
        z.strictObject({
          link,
          lsi: z.int().min(0).max(31).optional(),
          container: z.string().min(1).max(32),
        }),
      )
      .max(256),
  }),
  'alias.add': z.strictObject({ common: aid, container: z.string().min(1).max(32), real: aid }),
  'alias.remove': z.strictObject({ common: aid, container: z.string().min(1).max(32) }),
  'profile.list': z.strictObject({}),
  /** The files of one profile. */
  'profile.files': z.strictObject({ container: container.optional(), profile }),
  /** A profile package in hexadecimal, installed as the manufacturer would. */
  'profile.load': z.strictObject({ container: container.optional(), package: profilePackage }),
  'profile.change': z.strictObject({
    act: z.enum(['enable', 'disable', 'remove']),
    container: container.optional(),
    profile,
  }),
  'ruling.set': z.strictObject({
    rules: z
      .array(
        z.strictObject({
          action: z.string().min(1).max(32),
          by: z.string().min(1).max(32),
          container: z.string().min(1).max(32).optional(),
          verdict: z.enum(VERDICTS),
          scope: z.enum(RULING_SCOPES).optional(),
        }),
      )
      .max(256),
    reach: z.record(z.string().min(1).max(32), z.enum(REACHES)),
  }),
  'trace.read': z.strictObject({ after: z.int().min(0).default(0) }),
  'trace.follow': z.strictObject({ after: z.int().min(0).optional() }),
  /** What passes the links' ends from now on, whole and unmasked, as events. */
  'trace.capture': z.strictObject({}),
  'state.report': z.strictObject({}),
  'state.snapshot': z.strictObject({ name }),
  'state.restore': z.strictObject({ name }),
  'state.fork': z.strictObject({ name, from: name.optional() }),
  'state.diff': z.strictObject({ from: name, to: name.optional() }),
  'state.reset': z.strictObject({}),
} as const;

export type OperationName = keyof typeof OPERATIONS;

/** A request line: `{"id":1,"op":"transmit","params":{"link":"spi","apdu":"00A40400"}}`. */
export const requestSchema = z.strictObject({
  id: z.int().min(0),
  op: z.enum(Object.keys(OPERATIONS) as [OperationName, ...OperationName[]]),
  params: z.record(z.string(), z.unknown()).default({}),
});

/** The schema of every request line, operation by operation, for publication. */
export function requestJsonSchema(): unknown {
  const whole = z.discriminatedUnion('op', [
    ...(Object.entries(OPERATIONS).map(([op, params]) =>
      z.strictObject({ id: z.int().min(0), op: z.literal(op), params }),
    ) as unknown as [z.ZodObject<{ op: z.ZodLiteral<string> }>]),
  ]);
  return z.toJSONSchema(whole, { io: 'input' });
}
