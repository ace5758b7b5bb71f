/** Keys on elliptic curves, and which curve they are of. [RFC5480 §2.1] [RFC5639 §4.1] */
import { nameOf } from '../../base/index.ts';
import { DerReader, UNIVERSAL } from '../asn1/index.ts';
import type { AlgorithmIdentifier } from './signed.ts';
import { emitOid, readOid } from './names.ts';

export const EC_PUBLIC_KEY = '1.2.840.10045.2.1';
export const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';

/** The curves of remote provisioning, by their identifiers. [SGP22 §2.6.7.1] */
export const KEY_CURVE = {
  p256: '1.2.840.10045.3.1.7',
  brainpoolP256r1: '1.3.36.3.3.2.8.1.1.7',
} as const;
export type KeyCurve = keyof typeof KEY_CURVE;

export function ecAlgorithm(curve: KeyCurve): AlgorithmIdentifier {
  return { algorithm: EC_PUBLIC_KEY, parameters: emitOid(KEY_CURVE[curve]) };
}

/** `undefined` for a key of another kind or curve. */
export function curveOfKey({ algorithm, parameters }: AlgorithmIdentifier): KeyCurve | undefined {
  if (algorithm !== EC_PUBLIC_KEY || parameters === undefined) return undefined;
  const reader = DerReader.of('key parameters', parameters);
  if (!reader.next(UNIVERSAL.objectIdentifier)) return undefined;
  const named = readOid(reader, 'a curve');
  reader.end();
  if (reader.error !== undefined) return undefined;
  return nameOf(KEY_CURVE, named);
}
