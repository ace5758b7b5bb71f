/** The sum of a set of records that come and go: their SHA-256 digests as eight words, added. */
import { type Bytes, hex } from '../../base/index.ts';

const WORDS = 8;

export class RecordSum {
  readonly #digests = new Map<string, Bytes>();
  readonly #words = new Uint32Array(WORDS);

  get records(): number {
    return this.#digests.size;
  }

  /** All of it, in hexadecimal. */
  get text(): string {
    return hex(new Uint8Array(this.#words.buffer));
  }

  keys(): Iterable<string> {
    return this.#digests.keys();
  }

  /** `digest` has 32 bytes. */
  put(key: string, digest: Bytes): void {
    this.remove(key);
    this.#digests.set(key, digest);
    this.#add(digest, 1);
  }

  remove(key: string): void {
    const digest = this.#digests.get(key);
    if (digest === undefined) return;
    this.#digests.delete(key);
    this.#add(digest, -1);
  }

  #add(digest: Bytes, sign: 1 | -1): void {
    const view = new DataView(digest.buffer, digest.byteOffset, digest.byteLength);
    for (let word = 0; word < WORDS; word++)
      this.#words[word] = this.#words[word]! + sign * view.getUint32(4 * word);
  }
}
