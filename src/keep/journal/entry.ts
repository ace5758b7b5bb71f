/**
 * What a journal holds, and its text: one JSON value a line. The first line is the header, the
 * second says whether it was closed, every other is an entry, an array that begins with a word; the
 * last says that it is the last. Times are virtual microseconds, bytes are hexadecimal, stored
 * values base 64.
 */
import { type Bytes, hex, HostError, type Image, type Time, unhex } from '../../base/index.ts';
import { withoutCheck } from './line-check.ts';

/** Rises with every change of entries or of stored records that an older build cannot read. */
export const JOURNAL_FORMAT = 4;

/** The first line of a journal. */
export interface JournalHeader {
  /** Version of the format. */
  readonly bifronsJournal: typeof JOURNAL_FORMAT;
  /** ISO 8601, for people; nothing depends on it. */
  readonly made: string;
  /** The release that wrote it. */
  readonly release: string;
  /** The device's description, with its defaults and its keys. */
  readonly description: unknown;
  /** SHA-256 of the description as JSON with its keys in order. */
  readonly descriptionHash: string;
}

/** Management operations that change the device. */
export type ManagementOperation =
  | 'setPairing'
  | 'setRuling'
  | 'addAlias'
  | 'removeAlias'
  | 'changeProfile';

/** A change of power, reset or field on a wire. */
export type Signal = 'power-on' | 'power-off' | 'reset' | 'field-on' | 'field-off';

/** One line of a journal: what reached the device, or left it. Times in virtual microseconds. */
export type Entry =
  /** A boot, cold, from this memory and with this entropy. */
  | {
      readonly kind: 'boot';
      readonly seed: Bytes;
      readonly gapFactor: number | undefined;
      readonly image: Image;
    }
  /** Bytes that reached the device over an interface's wire. */
  | {
      readonly kind: 'in';
      readonly at: Time;
      readonly wire: string;
      readonly bytes: Bytes;
      readonly parity: Bytes | undefined;
    }
  /** What the device put on the wire when it was polled; nothing where it only moved its timers. */
  | {
      readonly kind: 'out';
      readonly at: Time;
      readonly wire: string;
      readonly bytes: Bytes | undefined;
    }
  | { readonly kind: 'signal'; readonly at: Time; readonly wire: string; readonly signal: Signal }
  /** The device was run, and did something. */
  | { readonly kind: 'run'; readonly at: Time }
  /** Batches left for the store; the digest is of all their writes. */
  | { readonly kind: 'keep'; readonly batches: number; readonly digest: string }
  /** Batches were reported durable. */
  | { readonly kind: 'durable'; readonly batches: number }
  /** A sensor of the chip fired. */
  | { readonly kind: 'tamper'; readonly at: Time; readonly why: string }
  /** The device had gone mute; why is for people. */
  | { readonly kind: 'mute'; readonly why: string }
  /** Management by the manufacturer; `error` is the code with which it refused. */
  | {
      readonly kind: 'manage';
      readonly operation: ManagementOperation;
      readonly argument: unknown;
      readonly error: string | undefined;
    };

export function emitEntry(entry: Entry): string {
  return JSON.stringify(toRow(entry));
}

function toRow(entry: Entry): readonly unknown[] {
  switch (entry.kind) {
    case 'boot': {
      const image: Record<string, string> = {};
      for (const [key, value] of entry.image) image[key] = Buffer.from(value).toString('base64');
      return ['boot', hex(entry.seed), entry.gapFactor ?? null, image];
    }
    case 'in': {
      const row = ['in', entry.at, entry.wire, hex(entry.bytes)];
      return entry.parity === undefined ? row : [...row, hex(entry.parity)];
    }
    case 'out':
      return ['out', entry.at, entry.wire, entry.bytes === undefined ? null : hex(entry.bytes)];
    case 'signal':
      return ['signal', entry.at, entry.wire, entry.signal];
    case 'run':
      return ['run', entry.at];
    case 'keep':
      return ['keep', entry.batches, entry.digest];
    case 'durable':
      return ['durable', entry.batches];
    case 'tamper':
      return ['tamper', entry.at, entry.why];
    case 'mute':
      return ['mute', entry.why];
    case 'manage':
      return ['manage', entry.operation, entry.argument, entry.error ?? null];
  }
}

type Row = readonly unknown[];

const READERS: Readonly<Record<Entry['kind'], (row: Row) => Entry>> = {
  boot: ([, seed, gapFactor, image]) => ({
    kind: 'boot',
    seed: unhex(text(seed)),
    gapFactor: gapFactor === null ? undefined : number(gapFactor),
    image: new Map(
      Object.entries(image as Record<string, string>).map(([key, value]) => [
        key,
        new Uint8Array(Buffer.from(text(value), 'base64')),
      ]),
    ),
  }),
  in: ([, at, wire, data, parity]) => ({
    kind: 'in',
    at: number(at),
    wire: text(wire),
    bytes: unhex(text(data)),
    parity: parity === undefined ? undefined : unhex(text(parity)),
  }),
  out: ([, at, wire, data]) => ({
    kind: 'out',
    at: number(at),
    wire: text(wire),
    bytes: data === null ? undefined : unhex(text(data)),
  }),
  signal: ([, at, wire, signal]) => ({
    kind: 'signal',
    at: number(at),
    wire: text(wire),
    signal: text(signal) as Signal,
  }),
  run: ([, at]) => ({ kind: 'run', at: number(at) }),
  keep: ([, batches, digest]) => ({
    kind: 'keep',
    batches: number(batches),
    digest: text(digest),
  }),
  durable: ([, batches]) => ({ kind: 'durable', batches: number(batches) }),
  tamper: ([, at, why]) => ({ kind: 'tamper', at: number(at), why: text(why) }),
  mute: ([, why]) => ({ kind: 'mute', why: text(why) }),
  manage: ([, operation, argument, error]) => ({
    kind: 'manage',
    operation: text(operation) as ManagementOperation,
    argument,
    error: error === null ? undefined : text(error),
  }),
};

/** The entry of one line, with its check. Throws for a line that is none. */
export function parseEntry(line: string): Entry {
  const row: unknown = JSON.parse(withoutCheck(line));
  if (!Array.isArray(row)) throw new TypeError('an entry is an array');
  const kind: unknown = row[0];
  if (typeof kind !== 'string' || !Object.hasOwn(READERS, kind))
    throw new TypeError(`there is no entry of kind ${String(kind)}`);
  return READERS[kind as Entry['kind']](row);
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError(`expected text, got ${String(value)}`);
  return value;
}

function number(value: unknown): number {
  if (typeof value !== 'number') throw new TypeError(`expected a number, got ${String(value)}`);
  return value;
}

export function journalInvalid(message: string, next: string): HostError {
  return new HostError('JOURNAL_INVALID', message, next);
}
