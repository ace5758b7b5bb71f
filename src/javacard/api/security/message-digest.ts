/**
 * Classes MessageDigest and InitializedMessageDigest. What was given so far is kept in transient
 * memory: a reset begins again. [JCAPI §MessageDigest]
 */
import {
  finishHash,
  hashBlockLength,
  hashChainLength,
  hashStateLength,
  type ResumableHash,
  resumeHash,
  updateHash,
} from '../../../crypto/index.ts';
import { type Machine, referenceCell } from '../../machine/index.ts';
import { type ApiClass, type ApiMethod, method, type NativeCode } from '../api-class.ts';
import { cellOf, innerObject, self, setCell } from '../arguments.ts';
import { cryptoException, REASON } from './crypto-exception.ts';
import { argumentBytes, MEMORY, newBytes, newInstance, writeOut } from './key-parts.ts';

export const CELL = { ALGORITHM: 0, STATE: 1 } as const;
/** Of hash functions, by the constants of the class. */
export const DIGESTS: Readonly<Record<number, ResumableHash>> = {
  1: 'sha1',
  4: 'sha256',
  5: 'sha384',
  6: 'sha512',
  7: 'sha224',
};

function nameOf(machine: Machine, object: number): ResumableHash {
  const found = DIGESTS[cellOf(machine, object, CELL.ALGORITHM)];
  return found ?? machine.fail('an abstract method is called');
}

function stateOf(machine: Machine, object: number): Uint8Array {
  return machine.heap.viewOf(innerObject(machine, object, CELL.STATE));
}

/** A new object of a class, for an algorithm. */
function create(className: string): NativeCode {
  return (machine, cells, at) => {
    const name = DIGESTS[cells[at]!];
    if (name === undefined) return cryptoException(machine, REASON.NO_SUCH_ALGORITHM);
    const object = newInstance(machine, className);
    setCell(machine, object, CELL.ALGORITHM, cells[at]!);
    setCell(machine, object, CELL.STATE, newBytes(machine, hashStateLength(name), MEMORY.RESET));
    return referenceCell(object);
  };
}

const doFinal: NativeCode = (machine, cells, at) => {
  const object = self(cells, at);
  const name = nameOf(machine, object);
  const state = stateOf(machine, object);
  updateHash(name, state, argumentBytes(machine, cells, at + 1));
  return writeOut(machine, cells, at + 4, finishHash(name, state));
};

/** The value and the number of bytes before: one to eight bytes, whole blocks. */
const setInitialDigest: NativeCode = (machine, cells, at) => {
  const object = self(cells, at);
  const name = nameOf(machine, object);
  const chain = argumentBytes(machine, cells, at + 1);
  const counted = argumentBytes(machine, cells, at + 4);
  const count = counted.reduce((sum, byte) => sum * 256 + byte, 0);
  const isWhole = count > 0 && Number.isSafeInteger(count) && count % hashBlockLength(name) === 0;
  if (chain.length !== hashChainLength(name) || !isWhole)
    cryptoException(machine, REASON.ILLEGAL_VALUE);
  resumeHash(name, stateOf(machine, object), { chain, count });
};

const METHODS: readonly ApiMethod[] = [
  method(1, 'doFinal([BSS[BS)S', doFinal),
  method(2, 'getAlgorithm()B', (machine, cells, at) =>
    cellOf(machine, self(cells, at), CELL.ALGORITHM),
  ),
  method(
    3,
    'getLength()B',
    (machine, cells, at) => machine.host.crypto.hash(nameOf(machine, self(cells, at))).outputLength,
  ),
  method(4, 'reset()V', (machine, cells, at) => void stateOf(machine, self(cells, at)).fill(0)),
  method(5, 'update([BSS)V', (machine, cells, at) => {
    const object = self(cells, at);
    const part = argumentBytes(machine, cells, at + 1);
    updateHash(nameOf(machine, object), stateOf(machine, object), part);
  }),
];

const PACKAGE = 'javacard.security';

export const messageDigests: readonly ApiClass[] = [
  {
    token: 11,
    name: 'MessageDigest',
    isAbstract: true,
    extends: 'java.lang.Object',
    cells: 2,
    referenceCells: [CELL.STATE],
    statics: [
      method(
        0,
        'getInstance(BZ)Ljavacard/security/MessageDigest;',
        create(`${PACKAGE}.MessageDigest`),
      ),
      method(1, '<init>()V', () => undefined),
      method(
        2,
        'getInitializedMessageDigestInstance(BZ)Ljavacard/security/InitializedMessageDigest;',
        create(`${PACKAGE}.InitializedMessageDigest`),
      ),
    ],
    virtuals: METHODS,
  },
  {
    token: 26,
    name: 'InitializedMessageDigest',
    isAbstract: true,
    extends: `${PACKAGE}.MessageDigest`,
    statics: [method(0, '<init>()V', () => undefined)],
    virtuals: [method(6, 'setInitialDigest([BSS[BSS)V', setInitialDigest)],
  },
  oneShot(30, 'MessageDigest', []),
];

/** The class whose objects are used for one operation, and given back. */
export function oneShot(token: number, of: string, virtuals: readonly ApiMethod[]): ApiClass {
  const name = `${of}$OneShot`;
  return {
    token,
    name,
    extends: `${PACKAGE}.${of}`,
    statics: [method(0, `open(B)Ljavacard/security/${name};`, create(`${PACKAGE}.${name}`))],
    virtuals: [...virtuals, method(6, 'close()V', () => undefined)],
  };
}
