/**
 * The functions f1 to f5* of one subscription, by its algorithm: what a USIM and an
 * authentication centre share. [TS33102 §6.3] [TS33102 §6.8.1.2]
 */
import { type Bytes, concat } from '../base/index.ts';
import {
  type AuthenticationKeys,
  type AuthenticationNumbers,
  Milenage,
  type MilenageKeys,
} from './milenage.ts';
import type { Crypto } from './provider.ts';
import { type TuakKeys, tuakKeys, type TuakLengths, tuakMac, tuakResyncKey } from './tuak.ts';
import { xorKeys, xorMac } from './xor-algorithm.ts';

/** MAC-A and MAC-S in AUTN and AUTS. [TS33102 §6.3.7] */
const MAC_LENGTH = 8;
const WORD = 4;
const KC_LENGTH = 8;

/** Names of the algorithms: Milenage, TUAK, and the exclusive or of test USIMs. */
export const AUTHENTICATION_ALGORITHMS = ['milenage', 'tuak', 'xor'] as const;

/** Bytes of K and of OPc or TOPc, which the exclusive or does not use. */
interface SecretLengths {
  readonly k: readonly number[];
  readonly opc: readonly number[];
}

/** [TS35206 §4.1] [TS35231 §7] [TS34108 §8.1.2] */
export const AUTHENTICATION_LENGTHS: Readonly<
  Record<(typeof AUTHENTICATION_ALGORITHMS)[number], SecretLengths>
> = {
  milenage: { k: [16], opc: [16] },
  tuak: { k: [16, 32], opc: [32] },
  xor: { k: [16], opc: [0, 16] },
};

/** A subscription's algorithm and secrets; lengths in bytes. */
export type AuthenticationAlgorithm =
  | ({ readonly kind: 'milenage'; readonly resLength: number } & MilenageKeys)
  | ({ readonly kind: 'tuak'; readonly lengths: TuakLengths } & TuakKeys)
  | { readonly kind: 'xor'; readonly k: Bytes; readonly resLength: number };

export interface AuthenticationFunctions {
  /** f1 and f1*, 8 bytes each. */
  mac(numbers: AuthenticationNumbers): { readonly macA: Bytes; readonly macS: Bytes };
  /** f2, f3, f4 and f5. */
  keys(rand: Bytes): AuthenticationKeys;
  /** f5*, 6 bytes. */
  resyncKey(rand: Bytes): Bytes;
}

export function authenticationFunctions(
  crypto: Crypto,
  algorithm: AuthenticationAlgorithm,
): AuthenticationFunctions {
  switch (algorithm.kind) {
    case 'milenage': {
      const functions = new Milenage(crypto, algorithm);
      return {
        mac: (numbers) => functions.mac(numbers),
        keys: (rand) => shortened(functions.keys(rand), algorithm.resLength),
        resyncKey: (rand) => functions.resyncKey(rand),
      };
    }
    case 'tuak':
      return {
        mac: (numbers) => tuakMac(algorithm, numbers, MAC_LENGTH),
        keys: (rand) => tuakKeys(algorithm, rand, algorithm.lengths),
        resyncKey: (rand) => tuakResyncKey(algorithm, rand),
      };
    case 'xor':
      return {
        mac: (numbers) => {
          const mac = xorMac(algorithm.k, numbers);
          return { macA: mac, macS: mac };
        },
        keys: (rand) => shortened(xorKeys(algorithm.k, rand), algorithm.resLength),
        resyncKey: (rand) => xorKeys(algorithm.k, rand).ak,
      };
  }
}

/** SRES of 4 bytes from RES of 4 to 16: conversion function c2. [TS33102 §6.8.1.2] */
export function gsmResponse(res: Bytes): Bytes {
  const padded = concat(res, new Uint8Array(4 * WORD - res.length));
  return folded(padded, WORD);
}

/** Kc of 8 bytes from CK and IK of 16: conversion function c3. [TS33102 §6.8.1.2] */
export function gsmCipherKey({ ck, ik }: Pick<AuthenticationKeys, 'ck' | 'ik'>): Bytes {
  return folded(concat(ck, ik), KC_LENGTH);
}

function shortened(keys: AuthenticationKeys, resLength: number): AuthenticationKeys {
  return { ...keys, res: keys.res.subarray(0, resLength) };
}

function folded(data: Bytes, length: number): Bytes {
  const out = new Uint8Array(length);
  data.forEach((byte, i) => (out[i % length]! ^= byte));
  return out;
}
