/** The pure implementation of the crypto port, on audited primitives. */
import { sha1 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { aes } from './aes.ts';
import type { Crypto } from './port.ts';

export const pureCrypto: Crypto = { aes, sha1, sha256 };
