/**
 * AES-256-GCM for many records under one key. Every sealer draws a salt of 16 bytes, which gives it
 * a key of its own, and counts its nonces: so no nonce meets its key twice, however many records
 * and openings there are. A sealed record is salt, counter (8 bytes), ciphertext, tag (16 bytes).
 * [SP800-38D §8.2.1]
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { type Bytes, concat, hex } from '../../base/index.ts';
import type { SealingKey } from './key-file.ts';

const SALT_LENGTH = 16;
const COUNTER_LENGTH = 8;
const TAG_LENGTH = 16;
const NONCE_LENGTH = 12;
const CIPHER = 'aes-256-gcm';
/** What sealing adds to a record. */
export const SEALING_LENGTH = SALT_LENGTH + COUNTER_LENGTH + TAG_LENGTH;

export class Sealer {
  readonly #key: SealingKey;
  readonly #purpose: string;
  readonly #salt = new Uint8Array(randomBytes(SALT_LENGTH));
  readonly #own: Bytes;
  readonly #keys = new Map<string, Bytes>();
  #count = 0n;

  /** What one purpose seals, no other opens. */
  constructor(key: SealingKey, purpose: string) {
    this.#key = key;
    this.#purpose = purpose;
    this.#own = key.derive(purpose, this.#salt);
  }

  /** `bound` is not in the record, and must be the same again when it is opened. */
  seal(plain: Bytes, bound: string): Bytes {
    const counter = Buffer.alloc(COUNTER_LENGTH);
    counter.writeBigUInt64BE(this.#count++);
    const cipher = createCipheriv(CIPHER, this.#own, nonceOf(counter));
    cipher.setAAD(Buffer.from(bound));
    const body = cipher.update(plain);
    cipher.final();
    return concat(this.#salt, counter, body, cipher.getAuthTag());
  }

  /** `undefined` for what this key did not seal, or not for this place. */
  open(sealed: Bytes, bound: string): Bytes | undefined {
    if (sealed.length < SEALING_LENGTH) return undefined;
    const salt = sealed.subarray(0, SALT_LENGTH);
    const counter = sealed.subarray(SALT_LENGTH, SALT_LENGTH + COUNTER_LENGTH);
    const body = sealed.subarray(SALT_LENGTH + COUNTER_LENGTH, -TAG_LENGTH);
    const decipher = createDecipheriv(CIPHER, this.#keyOf(salt), nonceOf(counter));
    decipher.setAAD(Buffer.from(bound));
    decipher.setAuthTag(sealed.subarray(-TAG_LENGTH));
    const plain = decipher.update(body);
    try {
      decipher.final();
    } catch {
      return undefined;
    }
    return new Uint8Array(plain);
  }

  #keyOf(salt: Bytes): Bytes {
    const name = hex(salt);
    let key = this.#keys.get(name);
    if (key === undefined) this.#keys.set(name, (key = this.#key.derive(this.#purpose, salt)));
    return key;
  }
}

/** Differs between the records of two sealers. */
export function saltOf(sealed: Bytes): string {
  return hex(sealed.subarray(0, SALT_LENGTH));
}

function nonceOf(counter: Bytes): Bytes {
  return concat(new Uint8Array(NONCE_LENGTH - COUNTER_LENGTH), counter);
}
