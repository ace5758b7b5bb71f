/** The keys that PUT KEY brings, of the options. */
import { type Bytes, bytes, HostError } from '../../base/index.ts';
import { type NewKey } from '../../host/off-card/index.ts';
import { REFERENCED_CURVES } from '../../crypto/index.ts';
import type { CardTask } from './card-task.ts';
import { readKey, readPem } from './key-material.ts';
import { KEY_TYPE } from '../../wire/globalplatform/index.ts';

export interface NewKeyOptions {
  readonly id?: number;
  readonly type?: 'aes' | 'des' | 'psk-tls' | 'hmac';
  readonly newKey?: string;
  readonly newEnc?: string;
  readonly newMac?: string;
  readonly newDek?: string;
  readonly pem?: string;
}

const TYPES = {
  aes: KEY_TYPE.AES,
  des: KEY_TYPE.DES,
  'psk-tls': KEY_TYPE.PSK_TLS,
  hmac: KEY_TYPE.HMAC_SHA1,
} as const;

/** One key, or three. Throws `HostError` INPUT_INVALID. */
export function newKeys({ session }: CardTask, options: NewKeyOptions): readonly NewKey[] {
  const { newKey, newEnc, newMac, newDek, pem, id } = options;
  if (pem !== undefined) return [ofPem(pem)];
  const type = TYPES[options.type ?? (session.messaging?.protocol === 2 ? 'des' : 'aes')];
  const symmetric = (value: Bytes): NewKey => [{ type, value }];
  if (newEnc !== undefined && newMac !== undefined && newDek !== undefined) {
    return [
      symmetric(readKey(newEnc, '--new-enc')),
      symmetric(readKey(newMac, '--new-mac')),
      symmetric(readKey(newDek, '--new-dek')),
    ];
  }
  if (newKey !== undefined) {
    const key = symmetric(readKey(newKey, '--new-key'));
    return id === undefined ? [key, key, key] : [key];
  }
  throw new HostError(
    'INPUT_INVALID',
    'no new key is given',
    'give --new-key, or --new-enc, --new-mac and --new-dek, or --pem',
  );
}

function ofPem(path: string): NewKey {
  const key = readPem(path, '--pem');
  if (key.kind === 'rsa') {
    if (key.privateKey !== undefined) {
      throw new HostError(
        'INPUT_INVALID',
        `${path} is a private RSA key`,
        'give the public key: openssl pkey -pubout',
      );
    }
    return [
      { type: KEY_TYPE.RSA_MODULUS, value: key.publicKey.modulus },
      { type: KEY_TYPE.RSA_PUBLIC_EXPONENT, value: key.publicKey.exponent },
    ];
  }
  const curve = { type: KEY_TYPE.ECC_CURVE, value: bytes(REFERENCED_CURVES.indexOf(key.curve)) };
  if (key.scalar !== undefined) return [{ type: KEY_TYPE.ECC_PRIVATE, value: key.scalar }, curve];
  return [{ type: KEY_TYPE.ECC_PUBLIC, value: key.point }, curve];
}
