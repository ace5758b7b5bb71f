/** What SELECT answers for a security domain. [GPCS §11.9.3.1] */
import { type Bytes, bytes, EMPTY, equal } from '../../base/index.ts';
import { emitTlv } from '../../wire/index.ts';
import { COMMAND_DATA_SHORT_MAX } from '../limits.ts';

const PROPRIETARY = emitTlv(0xa5, emitTlv(0x9f65, bytes(COMMAND_DATA_SHORT_MAX)));

/** The template under the name the caller used; `more` follows the proprietary data. [M-45] */
export function emitFileControlInformation(name: Bytes, more: Bytes = EMPTY): Bytes {
  return emitTlv(0x6f, emitTlv(0x84, name), PROPRIETARY, more);
}

/** Keeps the last template made, because one name is selected again and again. */
export class FileControlInformation {
  readonly #more: Bytes;
  #name: Bytes | undefined;
  #template: Bytes = EMPTY;

  constructor(more: Bytes) {
    this.#more = more;
  }

  of(name: Bytes): Bytes {
    if (this.#name === undefined || (name !== this.#name && !equal(name, this.#name))) {
      this.#name = Uint8Array.from(name);
      this.#template = emitFileControlInformation(this.#name, this.#more);
    }
    return this.#template;
  }
}
