/** Signatures over a digest: RSA and ECDSA. [RFC8017 §8] [FIPS186-5 §6.4] */
import { type Bytes, concat, equal, Fault } from '../../../base/index.ts';
import {
  digestInfo,
  modulusLength,
  signEcdsa,
  signPkcs1,
  signPss,
  verifyPkcs1,
  verifyPss,
} from '../../../crypto/index.ts';
import type { Machine } from '../../machine/index.ts';
import { curveOf, padded, pointOf, rsaKeyOf, scalarOf } from './key-values.ts';
import type { SignatureRow } from './signature-rows.ts';

export type DigestRow = Extract<SignatureRow, { hash: unknown }>;

const SEQUENCE = 0x30;
const INTEGER = 0x02;

/** `undefined` where the key is too short for digest and padding. */
export function signDigest(
  machine: Machine,
  { kind, hash }: DigestRow,
  { key, digest }: { readonly key: number; readonly digest: Bytes },
): Bytes | undefined {
  const { crypto, rng } = machine.host;
  try {
    if (kind === 'rsa') return signPkcs1(crypto, rsaKeyOf(machine, key), digestInfo(hash, digest));
    if (kind === 'pss') return signPss(crypto, rng, { key: rsaKeyOf(machine, key), digest, hash });
  } catch (error) {
    if (error instanceof Fault || error instanceof RangeError) return undefined;
    throw error;
  }
  const curve = curveOf(machine, key);
  const { r, s } = signEcdsa(curve, rng, { key: scalarOf(machine, key, curve), digest });
  return kind === 'ecdsa-plain' ? concat(r, s) : derSignature(r, s);
}

export function verifyDigest(
  machine: Machine,
  { kind, hash }: DigestRow,
  given: { readonly key: number; readonly digest: Bytes; readonly signature: Bytes },
): boolean {
  const { crypto } = machine.host;
  const { key, digest, signature } = given;
  if (kind === 'rsa') {
    const content = digestInfo(hash, digest);
    return verifyPkcs1(crypto, rsaKeyOf(machine, key), { content, signature });
  }
  if (kind === 'pss')
    return verifyPss(crypto, { key: rsaKeyOf(machine, key), digest, hash, signature });
  const curve = curveOf(machine, key);
  const { orderLength } = curve.domain;
  const numbers =
    kind === 'ecdsa-plain'
      ? [signature.slice(0, orderLength), signature.slice(orderLength)]
      : numbersIn(signature, orderLength);
  const [r, s] = numbers ?? [];
  if (r?.length !== orderLength || s?.length !== orderLength) return false;
  return curve.verify({ publicKey: pointOf(machine, key), r, s, digest });
}

/** Longest signature of a key. */
export function signatureLength(machine: Machine, { kind }: DigestRow, key: number): number {
  if (kind === 'rsa' || kind === 'pss') return modulusLength(rsaKeyOf(machine, key));
  const { orderLength } = curveOf(machine, key).domain;
  if (kind === 'ecdsa-plain') return 2 * orderLength;
  const content = 2 * (orderLength + 3);
  return content + (content < 0x80 ? 2 : 3);
}

/** SEQUENCE of two INTEGERs. [RFC3279 §2.2.3] */
function derSignature(r: Bytes, s: Bytes): Bytes {
  const content = concat(derInteger(r), derInteger(s));
  const length = content.length < 0x80 ? [content.length] : [0x81, content.length];
  return concat(Uint8Array.of(SEQUENCE, ...length), content);
}

function derInteger(value: Bytes): Bytes {
  const first = value.findIndex((byte) => byte !== 0);
  const short = value.slice(first < 0 ? value.length - 1 : first);
  const sign = short[0]! >= 0x80 ? [0] : [];
  return Uint8Array.of(INTEGER, sign.length + short.length, ...sign, ...short);
}

/** Two numbers of a length; `undefined` where the encoding is another than `derSignature` gives. */
function numbersIn(signature: Bytes, length: number): readonly [Bytes, Bytes] | undefined {
  const head = signature[1] === 0x81 ? 3 : 2;
  if (signature[0] !== SEQUENCE || signature[head] !== INTEGER) return undefined;
  const firstEnd = head + 2 + signature[head + 1]!;
  const [r, s] = [signature.slice(head + 2, firstEnd), signature.slice(firstEnd + 2)].map((one) =>
    padded(one, length),
  ) as [Bytes, Bytes];
  if (r.length !== length || s.length !== length) return undefined;
  return equal(derSignature(r, s), signature) ? [r, s] : undefined;
}
