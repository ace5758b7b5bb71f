/**
 * Confirmations: what a delegated domain's card answers, with a receipt over it for the issuer.
 * [GPCS §11.1.6] [GPCS §C.5]
 */
import { type Bytes, concat, EMPTY, readBigEndian } from '../../../base/index.ts';
import { type Crypto, verifyContent, type VerifyingKey } from '../../../crypto/index.ts';
import { emitField } from '../../../wire/globalplatform/index.ts';

export interface Confirmation {
  readonly receipt: Bytes;
  readonly counter: number;
  /** Issuer and card identification, one behind the other. */
  readonly card: Bytes;
  /** The identifier of the token; empty without one. */
  readonly token: Bytes;
  /** All that follows the receipt, as it was signed. */
  readonly data: Bytes;
}

/** `undefined` where an answer holds none. [GPCS §11.1.6 table 11-13] */
export function parseConfirmation(answer: Bytes): Confirmation | undefined {
  const outer = new Fields(answer);
  const inside = new Fields(outer.long());
  if (inside.isEmpty) return undefined;
  const receipt = inside.long();
  const data = inside.rest();
  const counter = readBigEndian(inside.short());
  const card = inside.short();
  const token = inside.isEmpty ? EMPTY : inside.short();
  return inside.isBroken || outer.isBroken ? undefined : { receipt, counter, card, token, data };
}

/** What was done, as the receipt signs it. [GPCS §C.5] */
export function emitOperation(...aids: readonly Bytes[]): Bytes {
  return concat(...aids.map(emitField));
}

export function verifiesReceipt(
  crypto: Crypto,
  key: VerifyingKey,
  { confirmation, operation }: { readonly confirmation: Confirmation; readonly operation: Bytes },
): boolean {
  const { receipt, data } = confirmation;
  return verifyContent(crypto, key, { data: concat(data, operation), signature: receipt });
}

/** Values with their lengths; what is cut reads as empty. */
class Fields {
  readonly #source: Bytes;
  #at = 0;
  isBroken = false;

  constructor(source: Bytes) {
    this.#source = source;
  }

  get isEmpty(): boolean {
    return this.#at >= this.#source.length;
  }

  rest(): Bytes {
    return this.#source.subarray(this.#at);
  }

  short(): Bytes {
    return this.#value(this.#byte());
  }

  long(): Bytes {
    const first = this.#byte();
    if (first < 0x80) return this.#value(first);
    return this.#value(readBigEndian(this.#value(first & 0x7f)));
  }

  #byte(): number {
    const byte = this.#source[this.#at++];
    if (byte === undefined) this.isBroken = true;
    return byte ?? 0;
  }

  #value(length: number): Bytes {
    const value = this.#source.subarray(this.#at, this.#at + length);
    if (value.length < length) this.isBroken = true;
    this.#at += length;
    return value;
  }
}
