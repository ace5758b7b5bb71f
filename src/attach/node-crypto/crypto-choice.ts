/** Which crypto provider a device computes with: its user decides. */
import { type Crypto, pureCrypto } from '../../crypto/index.ts';
import { nodeCrypto } from './node-crypto.ts';

/** `native`: OpenSSL of Node; `pure`: in TypeScript; or an implementation of your own. */
export type CryptoChoice = 'native' | 'pure' | Crypto;

export function cryptoProvider(choice: CryptoChoice = 'native'): Crypto {
  if (typeof choice === 'object') return choice;
  return choice === 'native' ? nodeCrypto : pureCrypto;
}
