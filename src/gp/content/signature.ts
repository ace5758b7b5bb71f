/**
 * Signatures of secure content management: tokens, receipts and DAPs, made and verified by the
 * scheme that the type and the length of a key require. [GPCS §C] [GPCS §B]
 */
import { type Bytes, concat, sameSecret } from '../../base/index.ts';
import {
  cmac,
  type Crypto,
  type Curve,
  DES_BLOCK,
  digestInfo,
  type HashName,
  macAlgorithm3,
  modulusLength,
  padBlocks,
  type RsaKey,
  signEcdsa,
  signPkcs1,
  signPss,
  verifyPkcs1,
  verifyPss,
} from '../../crypto/index.ts';
import type { Services } from '../../os/abi/index.ts';
import type { Environment } from '../domain/domain.ts';
import { curveOf } from '../domain/ecc-key.ts';
import { componentOf, type Key, KEY_TYPE, NOT_GIVEN } from '../domain/key.ts';
import { KeyStore } from '../domain/key-store.ts';
import { rsaKeyOf } from '../domain/rsa-key.ts';
import type { RegistryEntry } from '../registry/entry.ts';

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
/** RSA keys of 1024 bits have a scheme of their own. [GPCS §B.3.1] */
const RSA_SCHEME_1 = 128;
/** Single DES keys of a DES key of 16 bytes. */
const DES_HALF = 8;

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

type Scheme =
  | { readonly mac: (data: Bytes) => Bytes }
  | { readonly rsa: RsaKey }
  | { readonly curve: Curve };

function schemeOf(
  { registry, services }: Environment,
  { key, entry }: DomainKey,
): Scheme | undefined {
  const { crypto } = services;
  const { parts } = key;
  const des = componentOf(parts, KEY_TYPE.DES);
  if (des !== undefined) return { mac: (data) => retailMac(crypto, des, data) };
  const aes = componentOf(parts, KEY_TYPE.AES);
  if (aes !== undefined) return { mac: (data) => cmac(crypto.aes(aes))(data) };
  const rsa = rsaKeyOf(parts);
  if (rsa !== undefined) return { rsa };
  const curve = curveOf({ registry, entry, crypto }, parts);
  return curve && { curve };
}

/** [GPCS §B.1.2.2] [GPCS §B.1.3] */
function retailMac(crypto: Crypto, key: Bytes, data: Bytes): Bytes {
  const chain = crypto.des(key.subarray(0, DES_HALF));
  const last = crypto.des(key.subarray(0, 2 * DES_HALF));
  return macAlgorithm3({ chain, last }, padBlocks(data, DES_BLOCK));
}

/** [GPCS §B.4.3 table B-3] */
function hashOf({ domain }: Curve): HashName {
  if (domain.orderLength < 48) return 'sha256';
  return domain.orderLength < 64 ? 'sha384' : 'sha512';
}

/** Bytes that a hash must have at least where this key signs it. [GPCS §C.2 table C-3] */
export function hashLengthMin(environment: Environment, key: DomainKey): number {
  const scheme = schemeOf(environment, key);
  const { crypto } = environment.services;
  const strong = (name: HashName): number => crypto.hash(name).outputLength;
  if (scheme !== undefined && 'curve' in scheme) return strong(hashOf(scheme.curve));
  const isScheme2 = scheme !== undefined && 'rsa' in scheme && !isScheme1(scheme.rsa);
  return strong(isScheme2 ? 'sha256' : 'sha1');
}

function isScheme1(key: RsaKey): boolean {
  return modulusLength(key) === RSA_SCHEME_1;
}

export function verifies(
  environment: Environment,
  key: DomainKey,
  claim: { readonly data: Bytes; readonly signature: Bytes },
): boolean {
  const scheme = schemeOf(environment, key);
  if (scheme === undefined) return false;
  const { crypto } = environment.services;
  const { data, signature } = claim;
  if ('mac' in scheme) return sameSecret(scheme.mac(data), signature);
  if ('rsa' in scheme) return verifiesRsa(crypto, scheme.rsa, claim);
  const publicKey = componentOf(key.key.parts, KEY_TYPE.ECC_PUBLIC);
  const { orderLength } = scheme.curve.domain;
  if (publicKey === undefined || signature.length !== 2 * orderLength) return false;
  const [r, s] = [signature.subarray(0, orderLength), signature.subarray(orderLength)];
  return scheme.curve.verify({ publicKey, r, s, hash: hashOf(scheme.curve), message: data });
}

/** [GPCS §B.3.1.1] [GPCS §B.3.2.1] */
function verifiesRsa(
  crypto: Crypto,
  key: RsaKey,
  { data, signature }: { readonly data: Bytes; readonly signature: Bytes },
): boolean {
  if (isScheme1(key)) {
    const content = digestInfo('sha1', crypto.hash('sha1').digest(data));
    return verifyPkcs1(crypto, key, { content, signature });
  }
  const digest = crypto.hash('sha256').digest(data);
  return verifyPss(crypto, { hash: 'sha256', key, digest, signature });
}

/** `undefined` where the key cannot sign. */
export function signWith(environment: Environment, key: DomainKey, data: Bytes): Bytes | undefined {
  const scheme = schemeOf(environment, key);
  if (scheme === undefined) return undefined;
  const { services } = environment;
  if ('mac' in scheme) return scheme.mac(data);
  if ('rsa' in scheme) return signsRsa(services, key.key, { rsa: scheme.rsa, data });
  const secret = componentOf(key.key.parts, KEY_TYPE.ECC_PRIVATE);
  if (secret === undefined) return undefined;
  const digest = services.crypto.hash(hashOf(scheme.curve)).digest(data);
  const { r, s } = signEcdsa(scheme.curve, services.rng, { key: secret, digest });
  return concat(r, s);
}

function signsRsa(
  { crypto, rng }: Services,
  { parts }: Key,
  { rsa, data }: { readonly rsa: RsaKey; readonly data: Bytes },
): Bytes | undefined {
  if (componentOf(parts, KEY_TYPE.RSA_PUBLIC_EXPONENT) !== undefined) return undefined;
  if (isScheme1(rsa)) {
    return signPkcs1(crypto, rsa, digestInfo('sha1', crypto.hash('sha1').digest(data)));
  }
  const digest = crypto.hash('sha256').digest(data);
  return signPss(crypto, rng, { hash: 'sha256', key: rsa, digest });
}
