/** The table of a volume's files, as stored: where each stands and what it is. */
import { bigEndian, type Bytes, EMPTY, Fault, hex, readBigEndian } from '../../base/index.ts';
import type { Codec } from '../../os/abi/index.ts';
import { FILE_KINDS, type FileEntry, type FilePlace } from './file-entry.ts';

export interface FileTable {
  /** The number of the next file. */
  readonly next: number;
  /** In order of creation; a DF comes before what it holds. */
  readonly files: readonly FileEntry[];
}

export const NO_FILES: FileTable = { next: 0, files: [] };

const SHAREABLE = 0x80;
const INTERNAL = 0x40;
const KIND = 0x0f;
const NO_LINK = 0xffff;
const NEXT_LENGTH = 2;
/** Bytes of a row before its byte strings, and the lengths of these. */
const NUMBERS_LENGTH = 27;
const TEXTS = 4;

export const fileTableCodec: Codec<FileTable> = {
  emit({ next, files }) {
    let length = NEXT_LENGTH;
    for (const one of files) length += rowLength(one);
    const writer = new Writer(length);
    writer.number(next, NEXT_LENGTH);
    for (const one of files) emitEntry(writer, one);
    return writer.stored;
  },
  parse(stored) {
    const reader = new Reader(stored);
    const next = reader.number(NEXT_LENGTH);
    const files: FileEntry[] = [];
    while (!reader.atEnd) files.push(parseEntry(reader));
    return { next, files };
  },
  describe: ({ files }) =>
    files.map(({ id, parent, fid, kind, lifeCycle, length }) => ({
      id,
      parent,
      fid: hex(bigEndian(fid, 2)),
      kind,
      lifeCycle,
      length,
    })),
};

function rowLength({ name, rules, pattern, keys }: FileEntry): number {
  const texts = name.length + rules.length + pattern.length + keys.length;
  return NUMBERS_LENGTH + TEXTS + texts;
}

/** Writes from the front into what is long enough. */
class Writer {
  readonly stored: Bytes;
  #at = 0;

  constructor(length: number) {
    this.stored = new Uint8Array(length);
  }

  number(value: number, length: number): void {
    for (let shift = 8 * (length - 1); shift >= 0; shift -= 8)
      this.stored[this.#at++] = value >>> shift;
  }

  text(text: Bytes): void {
    this.number(text.length, 1);
    this.stored.set(text, this.#at);
    this.#at += text.length;
  }
}

function emitEntry(writer: Writer, one: FileEntry): void {
  const flags =
    FILE_KINDS.indexOf(one.kind) | (one.shareable ? SHAREABLE : 0) | (one.internal ? INTERNAL : 0);
  writer.number(one.id, 2);
  writer.number(one.parent, 2);
  writer.number(one.fid, 2);
  writer.number(flags, 1);
  writer.number(one.sfi, 1);
  writer.number(one.lifeCycle, 1);
  writer.number(one.special, 1);
  writer.number(one.recordLength, 1);
  writer.number(one.length, 4);
  writer.number(one.offset, 4);
  writer.number(one.sizeMax, 4);
  writer.number(one.link?.volume ?? NO_LINK, 2);
  writer.number(one.link?.id ?? NO_LINK, 2);
  writer.text(one.name);
  writer.text(one.rules);
  writer.text(one.pattern);
  writer.text(one.keys);
}

function parseEntry(reader: Reader): FileEntry {
  reader.expect(NUMBERS_LENGTH + TEXTS);
  const [id, parent, fid] = [reader.number(2), reader.number(2), reader.number(2)];
  const flags = reader.number(1);
  const kind = FILE_KINDS[flags & KIND];
  if (kind === undefined) throw new Fault('a stored file has no kind that is known');
  return {
    id,
    parent,
    fid,
    kind,
    shareable: (flags & SHAREABLE) !== 0,
    internal: (flags & INTERNAL) !== 0,
    sfi: reader.number(1),
    lifeCycle: reader.number(1),
    special: reader.number(1),
    recordLength: reader.number(1),
    length: reader.number(4),
    offset: reader.number(4),
    sizeMax: reader.number(4),
    link: parseLink(reader),
    name: reader.text(),
    rules: reader.text(),
    pattern: reader.text(),
    keys: reader.text(),
  };
}

function parseLink(reader: Reader): FilePlace | undefined {
  const [volume, id] = [reader.number(2), reader.number(2)];
  return volume === NO_LINK ? undefined : { volume, id };
}

/** Equal byte strings, which most files share, become one. */
export class SharedTexts {
  readonly #known = new Map<string, Bytes>();

  of(text: Bytes): Bytes {
    if (text.length === 0) return EMPTY;
    const key = hex(text);
    const known = this.#known.get(key) ?? Uint8Array.from(text);
    this.#known.set(key, known);
    return known;
  }
}

/** Reads from the front. */
class Reader {
  readonly #source: Bytes;
  readonly #texts = new SharedTexts();
  #at = 0;

  constructor(source: Bytes) {
    this.#source = source;
  }

  get atEnd(): boolean {
    return this.#at >= this.#source.length;
  }

  expect(length: number): void {
    if (this.#at + length > this.#source.length) throw new Fault('a stored table of files is cut');
  }

  number(length: number): number {
    return readBigEndian(this.#take(length));
  }

  text(): Bytes {
    return this.#texts.of(this.#take(this.number(1)));
  }

  #take(length: number): Bytes {
    this.expect(length);
    this.#at += length;
    return this.#source.subarray(this.#at - length, this.#at);
  }
}
