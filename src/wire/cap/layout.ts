/**
 * Layouts: one declaration of a structure's fields serves parsing and writing. A reader notes its
 * first error and reads zeros from then on, so that a structure checks once, at its end.
 */
import { bigEndian, type Bytes, EMPTY, fail, type WireError } from '../../base/index.ts';

export interface Layout<T> {
  read(reader: StructureReader): T;
  write(value: T, out: number[]): void;
}

export type LayoutValue<L> = L extends Layout<infer T> ? T : never;

export class StructureReader {
  readonly #codec: string;
  readonly #source: Bytes;
  #at: number;
  #error: WireError | undefined;

  constructor(codec: string, source: Bytes, at = 0) {
    this.#codec = codec;
    this.#source = source;
    this.#at = at;
  }

  get error(): WireError | undefined {
    return this.#error;
  }

  /** Whether nothing more can be read. */
  get done(): boolean {
    return this.#error !== undefined || this.#at >= this.#source.length;
  }

  take(length: number): Bytes {
    if (this.#error !== undefined) return EMPTY;
    const left = this.#source.length - this.#at;
    if (length > left) {
      this.reject(`${length} bytes`, left);
      return EMPTY;
    }
    this.#at += length;
    return this.#source.subarray(this.#at - length, this.#at);
  }

  number(length: number): number {
    let value = 0;
    for (const byte of this.take(length)) value = value * 256 + byte;
    return value;
  }

  /** The value of the next byte, which stays unread. */
  peek(): number {
    return this.done ? 0 : this.#source[this.#at]!;
  }

  rest(): Bytes {
    return this.take(this.#error === undefined ? this.#source.length - this.#at : 0);
  }

  reject(expected: string, got: string | number): void {
    this.#error ??= fail(this.#codec, this.#at, { expected, got });
  }
}

function unsigned(length: number): Layout<number> {
  return {
    read: (reader) => reader.number(length),
    write: (value, out) => void out.push(...bigEndian(value, length)),
  };
}

export const u1 = unsigned(1);
export const u2 = unsigned(2);
export const u4 = unsigned(4);

/** Everything up to the end of the structure. */
export const rest: Layout<Bytes> = {
  read: (reader) => reader.rest(),
  write: (value, out) => pushAll(out, value),
};

/** Bytes behind a field that holds their number. */
export function counted(
  length: Layout<number>,
  range: { readonly min: number; readonly max: number } = { min: 0, max: 0xffff },
): Layout<Bytes> {
  return {
    read(reader) {
      const count = length.read(reader);
      if (reader.error === undefined && (count < range.min || count > range.max))
        reader.reject(`a length of ${range.min} to ${range.max}`, count);
      return reader.take(count);
    },
    write(value, out) {
      length.write(value.length, out);
      pushAll(out, value);
    },
  };
}

/** Items behind a field that holds their number. */
export function listOf<T>(count: Layout<number>, item: Layout<T>): Layout<readonly T[]> {
  return {
    read: (reader) => readItems(reader, count.read(reader), item),
    write(list, out) {
      count.write(list.length, out);
      for (const one of list) item.write(one, out);
    },
  };
}

/** Items up to the end of the structure. */
export function untilEnd<T>(item: Layout<T>): Layout<readonly T[]> {
  return {
    read(reader) {
      const list: T[] = [];
      while (!reader.done) list.push(item.read(reader));
      return list;
    },
    write: (list, out) => list.forEach((one) => item.write(one, out)),
  };
}

/** The fields of a structure, in the order of its declaration. */
export function struct<T extends object>(fields: {
  readonly [K in keyof T]: Layout<T[K]>;
}): Layout<T> {
  const names = Object.keys(fields) as (keyof T)[];
  return {
    read(reader) {
      const value: Partial<T> = {};
      for (const name of names) value[name] = fields[name].read(reader);
      return value as T;
    },
    write: (value, out) => names.forEach((name) => fields[name].write(value[name], out)),
  };
}

/** Items whose number stands elsewhere. */
export function readItems<T>(reader: StructureReader, count: number, item: Layout<T>): T[] {
  const list: T[] = [];
  while (list.length < count && reader.error === undefined) list.push(item.read(reader));
  return list;
}

/** A whole structure: nothing may follow it. */
export function parseLayout<T>(codec: string, layout: Layout<T>, source: Bytes): T | WireError {
  const reader = new StructureReader(codec, source);
  const value = layout.read(reader);
  if (!reader.done) reader.reject('the end', `${reader.rest().length} more bytes`);
  return reader.error ?? value;
}

export function emitLayout<T>(layout: Layout<T>, value: T): Bytes {
  const out: number[] = [];
  layout.write(value, out);
  return Uint8Array.from(out);
}

function pushAll(out: number[], bytes: Bytes): void {
  for (const byte of bytes) out.push(byte);
}
