/** Class KeyBuilder: keys by type and length, without a value. [JCAPI §KeyBuilder] */
import { type Machine, referenceCell } from '../../machine/index.ts';
import { type ApiClass, method } from '../api-class.ts';
import { setCell } from '../arguments.ts';
import { cryptoException, REASON } from './crypto-exception.ts';
import { KEY_CELL, MEMORY, newInstance, newPart } from './key-parts.ts';
import { keyClassName } from './keys.ts';

interface KeyKind {
  readonly name: string;
  /** Types of keys in persistent memory, cleared on reset, cleared on deselection. */
  readonly types: readonly (number | undefined)[];
  /** The type without its memory. */
  readonly algorithm: number;
  readonly fits: (bits: number) => boolean;
  /** Bytes of each part. */
  readonly capacities: (bits: number) => readonly number[];
}

const HMAC_KEY_MAX = 128;
const COFACTOR_LENGTH = 2;

const isOneOf =
  (...sizes: readonly number[]) =>
  (bits: number): boolean =>
    sizes.includes(bits);
const isRsa = (bits: number): boolean => bits >= 512 && bits <= 2048 && bits % 32 === 0;
const isCurve = (bits: number): boolean => bits >= 112 && bits <= 521;
const whole = (bits: number): number => Math.ceil(bits / 8);

/** Field, a, b, base point, order; then the scalar or the point, and the cofactor. */
function curveParts(own: (length: number) => number) {
  return (bits: number): readonly number[] => {
    const length = whole(bits);
    const point = 1 + 2 * length;
    return [length, length, length, point, length + 1, own(length), COFACTOR_LENGTH];
  };
}

const KINDS: readonly KeyKind[] = [
  {
    name: 'DESKey',
    types: [3, 1, 2],
    algorithm: 1,
    fits: isOneOf(64, 128, 192),
    capacities: (bits) => [whole(bits)],
  },
  {
    name: 'AESKey',
    types: [15, 13, 14],
    algorithm: 2,
    fits: isOneOf(128, 192, 256),
    capacities: (bits) => [whole(bits)],
  },
  {
    name: 'HMACKey',
    types: [21, 19, 20],
    algorithm: 9,
    fits: (bits) => bits > 0 && bits <= 8 * HMAC_KEY_MAX,
    capacities: () => [HMAC_KEY_MAX],
  },
  {
    name: 'RSAPublicKey',
    types: [4],
    algorithm: 11,
    fits: isRsa,
    capacities: (bits) => [whole(bits), whole(bits)],
  },
  {
    name: 'RSAPrivateKey',
    types: [5, 22, 23],
    algorithm: 12,
    fits: isRsa,
    capacities: (bits) => [whole(bits), whole(bits)],
  },
  {
    name: 'RSAPrivateCrtKey',
    types: [6, 24, 25],
    algorithm: 13,
    fits: isRsa,
    capacities: (bits) => Array.from({ length: 5 }, () => whole(bits / 2)),
  },
  {
    name: 'ECPublicKey',
    types: [11],
    algorithm: 7,
    fits: isCurve,
    capacities: curveParts((length) => 1 + 2 * length),
  },
  {
    name: 'ECPrivateKey',
    types: [12, 30, 31],
    algorithm: 8,
    fits: isCurve,
    capacities: curveParts((length) => length + 1),
  },
];

/** A new key without a value; NO_SUCH_ALGORITHM for what there is none of. */
export function buildKey(machine: Machine, type: number, bits: number): number {
  const kind = KINDS.find(({ types }) => types.includes(type));
  if (kind === undefined || !kind.fits(bits))
    return cryptoException(machine, REASON.NO_SUCH_ALGORITHM);
  const key = newInstance(machine, keyClassName(kind.name));
  setCell(machine, key, KEY_CELL.TYPE, type);
  setCell(machine, key, KEY_CELL.BITS, bits);
  const memory = kind.types.indexOf(type);
  for (const [at, capacity] of kind.capacities(bits).entries())
    setCell(machine, key, KEY_CELL.FIRST_PART + at, newPart(machine, capacity, memory));
  return key;
}

/** Keys that are kept encrypted are not supported. */
function demandPlain(machine: Machine, isEncrypted: number): void {
  if (isEncrypted !== 0) cryptoException(machine, REASON.NO_SUCH_ALGORITHM);
}

export const keyBuilder: ApiClass = {
  token: 13,
  name: 'KeyBuilder',
  extends: 'java.lang.Object',
  statics: [
    method(0, 'buildKey(BSZ)Ljavacard/security/Key;', (machine, cells, at) => {
      demandPlain(machine, cells[at + 2]!);
      return referenceCell(buildKey(machine, cells[at]!, cells[at + 1]!));
    }),
    method(1, 'buildKey(BBSZ)Ljavacard/security/Key;', (machine, cells, at) => {
      const [algorithm, memory, bits] = [cells[at]!, cells[at + 1]!, cells[at + 2]!];
      demandPlain(machine, cells[at + 3]!);
      const type = KINDS.find((one) => one.algorithm === algorithm)?.types[memory];
      if (type === undefined || memory > MEMORY.DESELECT)
        return cryptoException(machine, REASON.NO_SUCH_ALGORITHM);
      return referenceCell(buildKey(machine, type, bits));
    }),
    method(
      2,
      'buildKeyWithSharedDomain(BBLjavacard/security/Key;Z)Ljavacard/security/Key;',
      (machine) => cryptoException(machine, REASON.NO_SUCH_ALGORITHM),
    ),
  ],
};
