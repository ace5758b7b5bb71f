/**
 * What an application authenticates with: the algorithm, its keys and constants, the options of
 * sequence numbers. One record in the memory of its ADF. [TS33102 §6.3] [SAIP §8.4.2]
 */
import {
  assert,
  bigEndian,
  type Bytes,
  bytes,
  concat,
  isWireError,
  readBigEndian,
} from '../../base/index.ts';
import {
  AUTHENTICATION_ALGORITHMS,
  type AuthenticationAlgorithm,
  MILENAGE_CONSTANTS,
  type MilenageConstants,
} from '../../crypto/index.ts';
import type { Cell, Codec, Nvm } from '../../os/abi/index.ts';
import { emitTlv, findTlv, parseTlvs } from '../../wire/index.ts';
import type { SequenceLimits } from './sequence-numbers.ts';

export type AlgorithmName = AuthenticationAlgorithm['kind'];

export interface Subscription {
  readonly algorithm: AlgorithmName;
  /** 16 bytes; of TUAK 16 or 32. */
  readonly key: Bytes;
  /** OPc of 16 bytes, TOPc of 32; empty for the test algorithm. */
  readonly opc: Bytes;
  /** Length of RES in bytes: 4, 8, 16 or, of TUAK, 32. */
  readonly resLength: number;
  /** Of Milenage: five rotations in bits, five constants of 16 bytes. */
  readonly rotations: Bytes;
  readonly constants: Bytes;
  /** Of TUAK: applications of the permutation. */
  readonly iterations: number;
  readonly limits: SequenceLimits;
  /** The EF of the ADF that has algorithm and keys instead, where the card is of that kind. */
  readonly keyFile?: number | undefined;
}

export const STANDARD_MILENAGE: Pick<Subscription, 'rotations' | 'constants'> = {
  rotations: bytes(...MILENAGE_CONSTANTS.rotations),
  constants: concat(...MILENAGE_CONSTANTS.constants),
};

const CONSTANT_LENGTH = 16;
const KEY_LENGTH = 16;

/** As the formulas take it. */
export function algorithmOf(subscription: Subscription): AuthenticationAlgorithm {
  const { algorithm, key: k, opc, resLength, iterations } = subscription;
  if (algorithm === 'milenage')
    return { kind: 'milenage', k, opc, resLength, constants: constantsOf(subscription) };
  if (algorithm === 'xor') return { kind: 'xor', k, resLength };
  const lengths = { res: resLength, ck: KEY_LENGTH, ik: KEY_LENGTH };
  return { kind: 'tuak', k, topc: opc, iterations, lengths };
}

function constantsOf({ rotations, constants }: Subscription): MilenageConstants {
  return {
    rotations: [...rotations],
    constants: Array.from({ length: rotations.length }, (_, at) =>
      constants.subarray(at * CONSTANT_LENGTH, (at + 1) * CONSTANT_LENGTH),
    ),
  };
}

/** Tags of the record; an absent limit is not checked. */
const TAG = {
  algorithm: 0x80,
  key: 0x81,
  opc: 0x82,
  resLength: 0x83,
  rotations: 0x84,
  constants: 0x85,
  iterations: 0x86,
  delta: 0x87,
  age: 0x88,
  keyFile: 0x89,
} as const;
const LIMIT_LENGTH = 6;

const RECORD: Codec<Subscription | undefined> = {
  parse(data) {
    if (data.length === 0) return undefined;
    const list = parseTlvs(data);
    assert(!isWireError(list), 'a record of a subscription');
    const value = (tag: number): Bytes => {
      const found = findTlv(list, tag);
      assert(found, 'the record of a subscription is whole');
      return found;
    };
    const limit = (tag: number) => {
      const found = findTlv(list, tag);
      return found && readBigEndian(found);
    };
    const algorithm = AUTHENTICATION_ALGORITHMS[value(TAG.algorithm)[0]!];
    assert(algorithm, 'a known algorithm');
    return {
      algorithm,
      key: value(TAG.key),
      opc: value(TAG.opc),
      resLength: value(TAG.resLength)[0]!,
      rotations: value(TAG.rotations),
      constants: value(TAG.constants),
      iterations: value(TAG.iterations)[0]!,
      limits: { delta: limit(TAG.delta), age: limit(TAG.age) },
      ...(findTlv(list, TAG.keyFile) && { keyFile: limit(TAG.keyFile) }),
    };
  },
  emit(subscription) {
    if (subscription === undefined) return bytes();
    const { algorithm, key, opc, resLength, rotations, constants, iterations } = subscription;
    const { delta, age } = subscription.limits;
    const { keyFile } = subscription;
    return concat(
      emitTlv(TAG.algorithm, bytes(AUTHENTICATION_ALGORITHMS.indexOf(algorithm))),
      emitTlv(TAG.key, key),
      emitTlv(TAG.opc, opc),
      emitTlv(TAG.resLength, bytes(resLength)),
      emitTlv(TAG.rotations, rotations),
      emitTlv(TAG.constants, constants),
      emitTlv(TAG.iterations, bytes(iterations)),
      delta === undefined ? bytes() : emitTlv(TAG.delta, bigEndian(delta, LIMIT_LENGTH)),
      age === undefined ? bytes() : emitTlv(TAG.age, bigEndian(age, LIMIT_LENGTH)),
      keyFile === undefined ? bytes() : emitTlv(TAG.keyFile, bigEndian(keyFile, 2)),
    );
  },
};

/** The record in the memory of an ADF; `undefined` where the application cannot authenticate. */
export function subscriptionIn(nvm: Nvm): Cell<Subscription | undefined> {
  return nvm.cell('subscription', RECORD, undefined);
}
