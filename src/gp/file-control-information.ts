/** What SELECT answers for a security domain. [GPCS §11.9.3.1] */
import { type Bytes, bytes, equal } from '../base/index.ts';
import { emitTlv } from '../wire/index.ts';
import { COMMAND_DATA_SHORT_MAX } from './limits.ts';

const PROPRIETARY = emitTlv(0xa5, emitTlv(0x9f65, bytes(COMMAND_DATA_SHORT_MAX)));

/** P2 of SELECT with b4 b3 = 11: nothing is to be returned. [ISO7816-4 §7.1.1] */
export function returnsNothing(p2: number): boolean {
  return (p2 & 0x0c) === 0x0c;
}

/** The template under the name the caller used. [M-45] */
export function emitFileControlInformation(name: Bytes): Bytes {
  return emitTlv(0x6f, emitTlv(0x84, name), PROPRIETARY);
}

/** Remembers the last template made, because one name is selected again and again. */
export class FileControlInformation {
  #name: Bytes;
  #template: Bytes;

  constructor(name: Bytes) {
    this.#name = name;
    this.#template = emitFileControlInformation(name);
  }

  of(name: Bytes): Bytes {
    if (name !== this.#name && !equal(name, this.#name)) {
      this.#name = Uint8Array.from(name);
      this.#template = emitFileControlInformation(this.#name);
    }
    return this.#template;
  }
}
