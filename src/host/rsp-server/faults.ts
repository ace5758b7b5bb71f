/**
 * Wrong things that a server does on purpose, one each, for those who test LPAs and eUICCs. A
 * server without a fault applies `NO_FAULTS`.
 */
import type { Bytes } from '../../base/index.ts';
import type { ServerIdentity, ServerKey } from '../pki/index.ts';

/** What a server does to each thing before it leaves. */
export interface ServerFaults {
  readonly euiccChallenge: (challenge: Bytes) => Bytes;
  readonly authentication: (identity: ServerIdentity) => ServerKey;
  readonly signature1: (signature: Bytes) => Bytes;
  readonly signature2: (signature: Bytes) => Bytes;
  readonly packageSignature: (signature: Bytes) => Bytes;
  /** The profile, in DER, before it is protected. */
  readonly profile: (upp: Bytes) => Bytes;
  /** One protected segment of a bound package; `number` counts from 1 over all sequences. */
  readonly segment: (segment: Bytes, number: number) => Bytes;
  /** Whether a notification is answered. */
  readonly answersNotifications: boolean;
  /** Before each answer. */
  readonly delayMs: number;
}

const same = <T>(value: T): T => value;

export const NO_FAULTS: ServerFaults = {
  euiccChallenge: same,
  authentication: ({ auth }) => auth,
  signature1: same,
  signature2: same,
  packageSignature: same,
  profile: same,
  segment: same,
  answersNotifications: true,
  delayMs: 0,
};

/** The last bit changed. */
export function spoiled(source: Bytes): Bytes {
  const copy = source.slice();
  copy[copy.length - 1]! ^= 1;
  return copy;
}
