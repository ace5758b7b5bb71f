/** The shape of every object that the command line prints with `--json`, one a line. */
import * as z from 'zod';
import { HOST_ERROR_CODES } from '../../base/index.ts';
import { shownDescriptionSchema } from '../../device/index.ts';
import { lpaLines } from './lpa-lines.ts';
import { managementLines } from './management-lines.ts';
import { modemLines } from './modem-lines.ts';
import { count, hexBytes, text } from './parts.ts';
import { reportLines } from './report-lines.ts';
import { profileLines } from './profile-lines.ts';
import { pkiLines, smdpLines, smdsLines } from './server-lines.ts';
import { aliasRow, deviceLocks, linkRow, mute, pairingRule, ruling, topology } from './topology.ts';

const snapshot = z.strictObject({ name: text, made: text, device: text, bytes: count });

const stateReport = z.strictObject({
  folder: text,
  device: text,
  store: z.strictObject({ bytes: count, records: count }),
  snapshots: z.array(snapshot),
  /** After a restore or reset: the snapshot that keeps memory which did not read. */
  aside: text.optional(),
});

/** `bifrons state diff`: one change a line. */
const stateChange = z.strictObject({
  owner: text,
  form: z.enum(['cell', 'counter', 'region', 'arena', 'part', 'description']),
  part: text,
  key: text,
  /** What it belongs to, for people; empty where that has no name. */
  title: text,
  path: text,
  before: text.optional(),
  after: text.optional(),
});

const demonstration = z.strictObject({
  event: z.literal('demonstration'),
  client: text,
  link: text,
  command: hexBytes,
  answer: hexBytes,
  target: text,
  reason: text,
});

/** A data object by its name; its value in hexadecimal and in words, or the objects inside. */
const tlv = z.strictObject({
  tag: hexBytes,
  name: text.optional(),
  length: count,
  value: hexBytes.optional(),
  words: text.optional(),
  get inside() {
    return z.array(tlv).optional();
  },
});

const describedCommand = z.strictObject({ name: text.optional(), data: z.array(tlv).optional() });

const apdu = z.strictObject({
  link: text,
  command: hexBytes,
  answer: hexBytes,
  sw: z.string().regex(/^[0-9A-F]{4}$/),
  /** The status word in words. */
  status: text,
  /** The expectation of a transcript, and whether it was met. */
  expected: text.optional(),
  met: z.boolean().optional(),
  /** With --why: each routing decision in words. */
  why: z.array(text).optional(),
  /** With --decode: what the two say. */
  decoded: z
    .strictObject({
      command: describedCommand,
      answer: z.strictObject({
        data: z.array(tlv).optional(),
        text: text.optional(),
        status: text,
      }),
    })
    .optional(),
});

/** What `bifrons host at, omapi, tee, nfc, server` print. */
const hostEvents = [
  /** A command line to a modem; the lines of its answer, and the result code. */
  z.strictObject({ link: text, command: text, lines: z.array(text), result: text }),
  z.strictObject({ reader: text, link: text, present: z.boolean() }),
  /** A channel that was opened, or went on to the next application: `null` where there is none. */
  z.strictObject({
    reader: text,
    link: text,
    /** 0 is the basic channel. */
    number: count,
    atr: hexBytes.nullable(),
    selectResponse: hexBytes.nullable(),
  }),
  z.strictObject({
    event: z.literal('enter'),
    type: z.enum(['A', 'B']),
    link: text,
    atr: hexBytes,
  }),
  z.strictObject({ event: z.literal('leave'), type: z.enum(['A', 'B']), link: text }),
  apdu.pick({ link: true, command: true, answer: true, sw: true, status: true }),
] as const;

const slot = z.strictObject({
  link: text,
  reader: text.nullable(),
  port: z.int().nullable(),
  /** The device that holds the reader's slot now. */
  holder: z.strictObject({ device: text, link: text, pid: count }).nullable(),
});

const writtenFile = z.strictObject({ file: text, device: text });

/** By command: what each line of its standard output is. */
export const OUTPUT_SCHEMAS = {
  up: z.union([
    topology.extend({
      event: z.literal('up'),
      /** By link: its PC/SC reader, or why it has none. */
      readers: z.record(text, text),
      /** By link that was given away: its TCP port. */
      raw: z.record(text, count),
      /** Ports of modems: TCP ports, and terminals by their paths. */
      at: z.array(z.strictObject({ link: text, at: z.union([count, text]) })),
      /** Where all that reaches the device is written down, if it is. */
      journal: text.optional(),
    }),
    demonstration,
    z.strictObject({ event: z.literal('ready'), socket: text }),
    z.strictObject({ event: z.literal('end') }),
  ]),
  shell: z.union([apdu, z.strictObject({ link: text, step: z.literal('reset') })]),
  apdu: z.union([
    apdu,
    z.strictObject({ link: text, step: z.enum(['reset', 'power-on', 'power-off']) }),
  ]),
  list: z.strictObject({
    /** The name in its description; nothing where that does not read. */
    device: text.nullable(),
    state: z.enum(['up', 'in use', 'at rest']),
    folder: text,
    pid: count.nullable(),
    /** What the process that owns the folder does. */
    doing: text.nullable(),
    /** By link: its PC/SC reader now, or why it has none; while the device is up. */
    readers: z.record(text, text).nullable(),
  }),
  init: writtenFile,
  describe: z.union([writtenFile, shownDescriptionSchema]),
  topology,
  host: z.union([
    z.strictObject({
      ...topology.shape.host.shape,
      mute,
      clients: z.array(z.strictObject({ client: text, link: text })),
    }),
    ...hostEvents,
    ...modemLines,
  ]),
  profile: profileLines,
  gp: managementLines,
  lpa: lpaLines,
  report: reportLines,
  smdp: smdpLines,
  smds: smdsLines,
  pki: pkiLines,
  pairing: z.strictObject({ pairing: z.array(pairingRule), links: z.array(linkRow) }),
  alias: aliasRow,
  ruling: ruling.extend({ deviceLocks }),
  trace: z.union([
    z.strictObject({
      seq: z.int().min(1),
      /** Virtual microseconds since boot. */
      at: count,
      where: text,
      what: text,
      operands: z.array(z.union([text, z.number(), z.boolean(), z.null()])),
      /** The record in words. */
      text,
      /** With --decode: what a command says. */
      decoded: describedCommand.optional(),
    }),
    /** With --pcap or --gsmtap: to where, and how many frames at the end. */
    z.strictObject({ capturing: z.array(text) }),
    z.strictObject({ frames: count }),
  ]),
  state: z.union([
    stateReport,
    z.strictObject({
      folder: text,
      /** Where the store that did not open was put. */
      aside: text.optional(),
      /** The name of the key that seals it, if one does. */
      key: text.optional(),
    }),
    z.strictObject({ snapshot }),
    stateChange,
    z.strictObject({
      /** Commands that the rebuilt device has behind it. */
      commands: count,
      boots: count,
      /** Why it is mute, if it is. */
      mute: text.optional(),
      folder: text.optional(),
      snapshot: text.optional(),
    }),
  ]),
  replay: z.strictObject({
    commands: count,
    boots: count,
    entries: count,
    /** Whether its writer closed it. */
    ending: z.enum(['closed', 'open']),
    /** Whether it is encrypted. */
    sealed: z.boolean(),
    /** Whether the last line is not whole, and was left out. */
    cut: z.boolean(),
    difference: z
      .strictObject({
        /** The line of the journal. */
        line: count,
        commands: count,
        at: z.number().optional(),
        where: text,
        expected: text,
        got: text,
      })
      .optional(),
  }),
  pcsc: z.union([
    z.strictObject({
      driver: text.nullable(),
      /** Whether pcscd runs, so that programs see readers. */
      pcscd: z.boolean(),
      device: text,
      links: z.array(slot),
    }),
    z.strictObject({ link: text, reader: text, port: z.int(), library: text }),
    z.strictObject({ removed: count }),
  ]),
  /** On standard error, when a command ends with code 3, or with code 2: `USAGE`. */
  error: z.strictObject({
    error: z.strictObject({
      code: z.enum(['USAGE', ...Object.keys(HOST_ERROR_CODES)]),
      message: text,
      next: text,
    }),
  }),
} as const;

export type OutputName = keyof typeof OUTPUT_SCHEMAS;
