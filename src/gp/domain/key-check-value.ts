/** Key check values of components by their type. [GPCS §B.6] [GPAmdB §3.9.1] */
import type { Bytes } from '../../base/index.ts';
import { type Crypto, keyCheckValue } from '../../crypto/index.ts';
import { KEY_TYPE } from '../../wire/globalplatform/index.ts';

/** `undefined` where none is defined for the type. */
export function componentCheckValue(crypto: Crypto, type: number, value: Bytes): Bytes | undefined {
  if (type === KEY_TYPE.PSK_TLS) return keyCheckValue(crypto, 'psk', value);
  if (type === KEY_TYPE.DES) return keyCheckValue(crypto, 'des', value);
  return type === KEY_TYPE.AES ? keyCheckValue(crypto, 'aes', value) : undefined;
}
