/** The key that seals what is at rest: a file with 32 bytes, or 64 hexadecimal digits. */
import { createHmac, hkdfSync } from 'node:crypto';
import { statSync } from 'node:fs';
import { type Bytes, HostError, Secret } from '../../base/index.ts';
import { readFileWhole } from '../files/index.ts';

const KEY_LENGTH = 32;
const NAME_LENGTH = 4;
/** Digits, and blanks around them. */
const KEY_FILE_LENGTH_MAX = 4_096;

/** The key that store, snapshots and journals are encrypted under; `readKeyFile` gives it. */
export class SealingKey {
  /** Distinguishes keys without revealing them: 8 hexadecimal digits. */
  readonly name: string;
  /** Where it was read from, for what is kept beside it. */
  readonly path: string;
  readonly #key: Secret;

  constructor(key: Bytes, path: string) {
    this.#key = new Secret(key);
    this.path = path;
    const name = createHmac('sha256', key).update('bifrons key name').digest();
    this.name = name.subarray(0, NAME_LENGTH).toString('hex').toUpperCase();
  }

  /** A key of 32 bytes for one purpose and one salt. [RFC5869 §2] */
  derive(purpose: string, salt: Bytes): Bytes {
    const info = `bifrons ${purpose}`;
    return new Uint8Array(hkdfSync('sha256', this.#key.reveal(), salt, info, KEY_LENGTH));
  }
}

/**
 * Reads a key file. Throws `HostError` INPUT_INVALID for a file that is none, PERMISSION for one
 * that others can read.
 */
export function readKeyFile(path: string): SealingKey {
  let content: Buffer;
  try {
    content = readFileWhole(path, { lengthMax: KEY_FILE_LENGTH_MAX });
    if ((statSync(path).mode & 0o077) !== 0) throw exposed(path);
  } catch (error) {
    if (error instanceof HostError) throw error;
    throw invalid(`cannot read the key file: ${(error as Error).message}`);
  }
  const text = content.toString('latin1').trim();
  if (/^[0-9A-Fa-f]{64}$/.test(text)) return new SealingKey(Buffer.from(text, 'hex'), path);
  if (content.length === KEY_LENGTH) return new SealingKey(new Uint8Array(content), path);
  throw invalid(`${path} holds no key`);
}

function invalid(message: string): HostError {
  const next = 'make one: (umask 077; openssl rand -hex 32 > FILE)';
  return new HostError('INPUT_INVALID', message, next);
}

function exposed(path: string): HostError {
  return new HostError('PERMISSION', `${path} can be read by others`, `chmod 600 ${path}`);
}

export function keyNeeded(what: string, name: string): HostError {
  return new HostError(
    'KEY_NEEDED',
    `${what} is encrypted under the key ${name}`,
    'give it: --key-file FILE',
  );
}

export function keyWrong(what: string, name: string, given: string): HostError {
  return new HostError(
    'KEY_WRONG',
    `${what} is encrypted under the key ${name}, not under ${given}`,
    `give the file with the key ${name}: --key-file FILE`,
  );
}
