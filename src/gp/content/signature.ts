/**
 * Signatures of secure content management: tokens, receipts and DAPs, made and verified by the
 * scheme that the type and the length of a key require. [GPCS §C] [GPCS §B]
 */
import type { Bytes } from '../../base/index.ts';
import {
  signatureHash,
  type SignatureScheme,
  signContent,
  verifyContent,
} from '../../crypto/index.ts';
import type { Environment } from '../domain/domain.ts';
import { curveOf } from '../domain/ecc-key.ts';
import { componentOf, type Key, NOT_GIVEN } from '../domain/key.ts';
import { KeyStore } from '../domain/key-store.ts';
import { rsaKeyOf } from '../domain/rsa-key.ts';
import type { RegistryEntry } from '../registry/entry.ts';
import { KEY_TYPE } from '../../wire/globalplatform/index.ts';

type Purpose = 'token' | 'receipt' | 'dap' | 'cipher';

/**
 * By which a security domain identifies its keys: the versions that configurations of
 * GlobalPlatform give them, or the usage that came with them. [GPCS §C.1] [GPCS §11.1.9]
 */
const PURPOSES: Readonly<
  Record<Purpose, { readonly version: number; readonly usages: readonly number[] }>
> = {
  token: { version: 0x70, usages: [0x81, 0x83, 0x87] },
  receipt: { version: 0x71, usages: [0x44, 0x43] },
  dap: { version: 0x73, usages: [0x84, 0x86, 0x87] },
  cipher: { version: 0x75, usages: [] },
};

/** A key with the security domain that has it, whose curves it may refer to. */
export interface DomainKey {
  readonly key: Key;
  readonly entry: RegistryEntry;
}

/** The key of a security domain for this purpose, if it has one. */
export function keyFor(
  { registry }: Environment,
  entry: RegistryEntry,
  purpose: Purpose,
): DomainKey | undefined {
  const { version, usages } = PURPOSES[purpose];
  const { list } = new KeyStore(registry.content(entry));
  const isMeant = ({ usage }: Key): boolean => usage !== NOT_GIVEN && usages.includes(usage & 0xff);
  const key = list.find(isMeant) ?? list.find((one) => one.version === version);
  return key && { key, entry };
}

function schemeOf(
  { registry, services }: Environment,
  { key, entry }: DomainKey,
): SignatureScheme | undefined {
  const { crypto } = services;
  const { parts } = key;
  const des = componentOf(parts, KEY_TYPE.DES);
  if (des !== undefined) return { kind: 'des', key: des };
  const aes = componentOf(parts, KEY_TYPE.AES);
  if (aes !== undefined) return { kind: 'aes', key: aes };
  const rsa = rsaKeyOf(parts);
  if (rsa !== undefined) return { kind: 'rsa', key: rsa };
  const curve = curveOf({ registry, entry, crypto }, parts);
  return curve && { kind: 'ecc', curve };
}

/** Bytes that a hash must have at least where this key signs it. [GPCS §C.2 table C-3] */
export function hashLengthMin(environment: Environment, key: DomainKey): number {
  const scheme = schemeOf(environment, key);
  const name = (scheme && signatureHash(scheme)) ?? 'sha1';
  return environment.services.crypto.hash(name).outputLength;
}

/**
 * Bytes that the hash of a load file must have at least where an AES key ciphers the file or signs
 * its hash; 0 for other keys. [GPAmdD §8.1 table 8-1] [GPCS §C.2 table C-3]
 */
export function hashLengthForAes({ key }: DomainKey): number {
  return 2 * (componentOf(key.parts, KEY_TYPE.AES)?.length ?? 0);
}

export function verifies(
  environment: Environment,
  key: DomainKey,
  claim: { readonly data: Bytes; readonly signature: Bytes },
): boolean {
  const scheme = schemeOf(environment, key);
  if (scheme === undefined) return false;
  const { crypto } = environment.services;
  if (scheme.kind !== 'ecc') return verifyContent(crypto, scheme, claim);
  const point = componentOf(key.key.parts, KEY_TYPE.ECC_PUBLIC);
  return point !== undefined && verifyContent(crypto, { ...scheme, point }, claim);
}

/** `undefined` where the key cannot sign. */
export function signWith(environment: Environment, key: DomainKey, data: Bytes): Bytes | undefined {
  const scheme = schemeOf(environment, key);
  if (scheme === undefined) return undefined;
  const { services } = environment;
  const { parts } = key.key;
  if (scheme.kind === 'ecc') {
    const secret = componentOf(parts, KEY_TYPE.ECC_PRIVATE);
    return secret && signContent(services, { ...scheme, key: secret }, data);
  }
  const isPublic = componentOf(parts, KEY_TYPE.RSA_PUBLIC_EXPONENT) !== undefined;
  return isPublic ? undefined : signContent(services, scheme, data);
}
