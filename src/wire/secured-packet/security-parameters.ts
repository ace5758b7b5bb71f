/** Security parameters of a secured packet: SPI, KIc, KID. [TS102225 §5.1.1] [TS102225 §5.1.2] */
import { type Bytes, bytes, fail, type WireError } from '../../base/index.ts';

export const INTEGRITY = ['none', 'redundancy', 'checksum', 'signature'] as const;
export type Integrity = (typeof INTEGRITY)[number];

/** How the receiver treats the counter. */
export const COUNTER_CHECKS = ['absent', 'ignored', 'higher', 'next'] as const;
export type CounterCheck = (typeof COUNTER_CHECKS)[number];

/** When a proof of receipt is sent. */
export const PROOF_OF_RECEIPT = ['never', 'always', 'on-error'] as const;

export interface SecurityParameters {
  readonly counter: CounterCheck;
  readonly ciphered: boolean;
  readonly integrity: Integrity;
  readonly proof: {
    readonly when: (typeof PROOF_OF_RECEIPT)[number];
    readonly integrity: Integrity;
    readonly ciphered: boolean;
    /** As a message of its own instead of in the report of the delivery. */
    readonly submit: boolean;
  };
}

const CODEC = 'SPI';
const CIPHERED = 0x04;
const PROOF_CIPHERED = 0x10;
const PROOF_SUBMIT = 0x20;

/** Bits that are reserved must be zero. */
export function parseSpi(source: Bytes): SecurityParameters | WireError {
  const [first, second] = source as unknown as [number, number];
  if (source.length !== 2) return fail(CODEC, 0, { expected: '2 bytes', got: source.length });
  if ((first & 0xe0) !== 0) return fail(CODEC, 0, { expected: 'reserved bits 0', got: first });
  const when = PROOF_OF_RECEIPT[second & 0x03];
  if ((second & 0xc0) !== 0 || when === undefined)
    return fail(CODEC, 1, { expected: 'reserved bits 0 and a proof of receipt', got: second });
  return {
    counter: COUNTER_CHECKS[(first >> 3) & 0x03]!,
    ciphered: (first & CIPHERED) !== 0,
    integrity: INTEGRITY[first & 0x03]!,
    proof: {
      when,
      integrity: INTEGRITY[(second >> 2) & 0x03]!,
      ciphered: (second & PROOF_CIPHERED) !== 0,
      submit: (second & PROOF_SUBMIT) !== 0,
    },
  };
}

export function emitSpi({ counter, ciphered, integrity, proof }: SecurityParameters): Bytes {
  const first =
    (COUNTER_CHECKS.indexOf(counter) << 3) |
    (ciphered ? CIPHERED : 0) |
    INTEGRITY.indexOf(integrity);
  const second =
    PROOF_OF_RECEIPT.indexOf(proof.when) |
    (INTEGRITY.indexOf(proof.integrity) << 2) |
    (proof.ciphered ? PROOF_CIPHERED : 0) |
    (proof.submit ? PROOF_SUBMIT : 0);
  return bytes(first, second);
}

/**
 * Algorithms of KIc, and of KID where the SPI says checksum. [TS102225 §5.1.2] [TS102225 §5.1.3]
 */
export const KEY_ALGORITHMS = {
  0x0: 'implicit',
  0x1: 'des-cbc',
  0x2: 'aes',
  0x3: 'proprietary',
  0x5: 'des2-cbc',
  0x9: 'des3-cbc',
  0xd: 'des-ecb',
} as const;
export type KeyAlgorithm = (typeof KEY_ALGORITHMS)[keyof typeof KEY_ALGORITHMS];

/** Algorithms of KID where the SPI says redundancy check. [TS102225 §5.1.3.1] */
export const REDUNDANCY_ALGORITHMS = {
  0x0: 'implicit',
  0x1: 'crc16',
  0x3: 'proprietary',
  0x5: 'crc32',
} as const;
export type RedundancyAlgorithm =
  (typeof REDUNDANCY_ALGORITHMS)[keyof typeof REDUNDANCY_ALGORITHMS];

/** The key that KIc or KID names: which of a key set, and its algorithm, where it is known. */
export interface KeyIndicator<A extends string = KeyAlgorithm> {
  /** Number of the key set, 0 for the one that is agreed on. */
  readonly keySet: number;
  readonly algorithm: A | undefined;
}

export function keyIndicatorOf(value: number): KeyIndicator {
  const algorithms: Readonly<Record<number, KeyAlgorithm>> = KEY_ALGORITHMS;
  return { keySet: value >> 4, algorithm: algorithms[value & 0x0f] };
}

export function redundancyOf(value: number): KeyIndicator<RedundancyAlgorithm> {
  const algorithms: Readonly<Record<number, RedundancyAlgorithm>> = REDUNDANCY_ALGORITHMS;
  return { keySet: value >> 4, algorithm: algorithms[value & 0x0f] };
}
