/**
 * The data field of PUT KEY: a key version number and key data fields in the basic or the extended
 * format. [GPCS §11.8.2.3]
 */
import { type Bytes, readBigEndian } from '../../base/index.ts';
import { refuse } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';
import { KEY_TYPE_EXTENDED } from '../../wire/globalplatform/index.ts';
import { NOT_GIVEN } from './key.ts';
import { parseKeyUsage } from './key-usage.ts';

const CLAUSE = 'GPCS §11.8.2.3.1';

/** A component as it was sent; secret ones are encrypted. [GPCS §11.8.2.3.2] */
export interface KeyComponentBlock {
  /** One byte, in both formats. */
  readonly type: number;
  readonly block: Bytes;
}

export interface KeyDataField {
  readonly components: readonly KeyComponentBlock[];
  readonly checkValue: Bytes;
  /** As in `Key`. */
  readonly usage: number;
  readonly access: number;
}

export interface KeyData {
  readonly version: number;
  readonly fields: readonly KeyDataField[];
}

export function parseKeyData(data: Bytes): KeyData {
  const reader = new KeyDataReader(data);
  const version = reader.byte('the key version number');
  const fields: KeyDataField[] = [];
  do fields.push(reader.field());
  while (!reader.atEnd);
  return { version, fields };
}

/**
 * A key component value's length before its encrypted bytes, where they are padded.
 * [GPCS §11.8.2.3.2 table 11-70]
 */
export function parsePaddedBlock(block: Bytes): { readonly length: number; readonly rest: Bytes } {
  const reader = new KeyDataReader(block);
  const length = reader.length('the key component');
  return { length, rest: reader.rest() };
}

/** Types of standard key components; below comes the length of a key check value. */
const TYPE_MIN = 0x80;
/** Also the length 128 in one byte. [GPCS §11.8.2.3.1] */
const LENGTH_SHORT_MAX = 0x80;

class KeyDataReader {
  readonly #data: Bytes;
  #at = 0;

  constructor(data: Bytes) {
    this.#data = data;
  }

  get atEnd(): boolean {
    return this.#at === this.#data.length;
  }

  field(): KeyDataField {
    const isExtended = this.#data[this.#at] === KEY_TYPE_EXTENDED;
    const components: KeyComponentBlock[] = [];
    do components.push(this.#component(isExtended));
    while ((this.#data[this.#at] ?? 0) >= TYPE_MIN);
    const checkValue = this.#short('the key check value');
    if (!isExtended) return { components, checkValue, usage: NOT_GIVEN, access: NOT_GIVEN };
    const usage = this.#short('the key usage qualifier');
    const access = this.#short('the key access');
    if (usage.length > 2) this.#refuse('a key usage qualifier has one or two bytes');
    if (access.length > 1) this.#refuse('key access is one byte');
    return {
      components,
      checkValue,
      usage: parseKeyUsage(usage),
      access: access[0] ?? NOT_GIVEN,
    };
  }

  #component(isExtended: boolean): KeyComponentBlock {
    const first = this.byte('a key type');
    if ((first === KEY_TYPE_EXTENDED) !== isExtended) {
      this.#refuse('one key data field has one format');
    }
    const type = isExtended ? this.byte('a key type') : first;
    if (type < TYPE_MIN) this.#refuse('no standard key type');
    return { type, block: this.#value('a key component', this.length('a key component')) };
  }

  /** A value behind a length of one byte, up to 127. */
  #short(what: string): Bytes {
    const length = this.byte(what);
    if (length >= TYPE_MIN) this.#refuse(`${what} is too long`);
    return this.#value(what, length);
  }

  length(what: string): number {
    const first = this.byte(what);
    if (first <= LENGTH_SHORT_MAX) return this.#notZero(what, first);
    if (first !== 0x81 && first !== 0x82) this.#refuse(`${what} has no such form of length`);
    return this.#notZero(what, readBigEndian(this.#value(what, first & 0x7f)));
  }

  #notZero(what: string, length: number): number {
    if (length === 0) this.#refuse(`${what} is empty`);
    return length;
  }

  byte(what: string): number {
    return this.#data[this.#at++] ?? this.#refuse(`${what} is missing`);
  }

  rest(): Bytes {
    return this.#data.subarray(this.#at);
  }

  #value(what: string, length: number): Bytes {
    const end = this.#at + length;
    if (end > this.#data.length) this.#refuse(`${what} is cut`);
    const value = this.#data.slice(this.#at, end);
    this.#at = end;
    return value;
  }

  #refuse(why: string): never {
    return refuse(SW.WRONG_DATA, CLAUSE, why);
  }
}
