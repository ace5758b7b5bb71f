/**
 * The data field of INSTALL: values with their lengths, one after another. [GPCS §11.5.2.3]
 */
import { AID_LENGTH_MAX, AID_LENGTH_MIN, type Bytes, readBigEndian } from '../../../base/index.ts';
import { refuse } from '../../../os/abi/index.ts';
import { SW } from '../../../wire/index.ts';
import { tokenData } from '../../../wire/globalplatform/index.ts';
import { type Token } from '../../content/token.ts';
import type { PlainCommand } from '../plain-command.ts';

/** In BER the first byte of a longer form; here also a length of its own. [GPCS §11.5.2.3.1] */
const LENGTH_128 = 0x80;

/** Reads fields in their order; each that is not as it must be is refused. */
export class InstallFields {
  readonly #data: Bytes;
  readonly #clause: string;
  #at = 0;

  constructor(data: Bytes, clause: string) {
    this.#data = data;
    this.#clause = clause;
  }

  aid(name: string): Bytes {
    return this.#aid(name, AID_LENGTH_MIN);
  }

  /** One that may be left out. */
  optionalAid(name: string): Bytes {
    return this.#aid(name, 0);
  }

  /** A field that is empty in this form of the command. */
  nothing(name: string): void {
    if (this.#value(name, this.#byte(name)).length === 0) return;
    this.#refuse(`${name} is to be empty`);
  }

  /** A value whose length is one of these. */
  value(name: string, lengths: readonly number[]): Bytes {
    const value = this.#value(name, this.#byte(name));
    if (lengths.includes(value.length)) return value;
    return this.#refuse(`${name} cannot be ${value.length} bytes`);
  }

  /** Parameters or a token, whose length may be of up to three bytes. */
  long(name: string): Bytes {
    const first = this.#byte(name);
    if (first <= LENGTH_128) return this.#value(name, first);
    if (first !== 0x81 && first !== 0x82) this.#refuse(`${name} has no such form of length`);
    const coded = this.#value(name, first & 0x7f);
    return this.#value(name, readBigEndian(coded));
  }

  /** The last field, with what it signs: all that comes before it. [GPCS §C.4] */
  token(command: Pick<PlainCommand, 'p1' | 'p2'>, reference: Bytes): Token {
    const signed = tokenData(command, this.#data.slice(0, this.#at));
    const value = this.long('the token');
    this.end();
    return { value, signed, reference };
  }

  end(): void {
    const left = this.#data.length - this.#at;
    if (left > 0) this.#refuse(`${left} bytes follow the last field`);
  }

  #aid(name: string, min: number): Bytes {
    const value = this.#value(name, this.#byte(name));
    const isPossible = value.length >= AID_LENGTH_MIN && value.length <= AID_LENGTH_MAX;
    if (isPossible || (value.length === 0 && min === 0)) return value;
    return this.#refuse(`${name} of ${value.length} bytes`);
  }

  #byte(name: string): number {
    const byte = this.#data[this.#at++];
    return byte ?? this.#refuse(`${name} is missing`);
  }

  #value(name: string, length: number): Bytes {
    const end = this.#at + length;
    if (end > this.#data.length) this.#refuse(`${name} is cut`);
    const value = this.#data.slice(this.#at, end);
    this.#at = end;
    return value;
  }

  #refuse(why: string): never {
    return refuse(SW.WRONG_DATA, this.#clause, why);
  }
}
