/**
 * The sum of a set of sealed records that come and go. A record's share is its HMAC-SHA-256 under a
 * key that the sealing key gives: eight words, each added modulo 2^32. Without the key no share can
 * be computed, nor a relation between the shares of many records, so another set of records has the
 * same sum by chance alone, one in 2^256. Were the shares plain digests, such a set could be
 * computed from enough earlier records. [RFC2104 §2]
 */
import { createHmac, type KeyObject } from 'node:crypto';
import { type Bytes, hex } from '../../base/index.ts';

const WORDS = 8;

export class RecordSum {
  readonly #key: KeyObject;
  readonly #shares = new Map<string, Buffer>();
  readonly #words = new Uint32Array(WORDS);

  /** The key must be this sum's alone. */
  constructor(key: KeyObject) {
    this.#key = key;
  }

  get records(): number {
    return this.#shares.size;
  }

  /** All of it, in hexadecimal; it stays secret. */
  get text(): string {
    return hex(new Uint8Array(this.#words.buffer));
  }

  names(): Iterable<string> {
    return this.#shares.keys();
  }

  put(name: string, sealed: Bytes): void {
    this.remove(name);
    const share = createHmac('sha256', this.#key).update(`${name}\0`).update(sealed).digest();
    this.#shares.set(name, share);
    this.#add(share, 1);
  }

  remove(name: string): void {
    const share = this.#shares.get(name);
    if (share === undefined) return;
    this.#shares.delete(name);
    this.#add(share, -1);
  }

  #add(share: Buffer, sign: 1 | -1): void {
    for (let word = 0; word < WORDS; word++)
      this.#words[word] = this.#words[word]! + sign * share.readUInt32BE(4 * word);
  }
}
