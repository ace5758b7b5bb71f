/** Class RandomData: the container's stream of random numbers. [JCAPI §RandomData] */
import { type Machine, referenceCell, toShort } from '../../machine/index.ts';
import { type ApiClass, method, type NativeCode } from '../api-class.ts';
import { byteArray, cellOf, checkRange, self, setCell } from '../arguments.ts';
import { cryptoException, REASON } from './crypto-exception.ts';
import { argumentBytes, newInstance } from './key-parts.ts';

const ALGORITHM = 0;
/** Pseudo-random, secure, true, fast, for keys; a preseeded generator is not here. */
const KNOWN: ReadonlySet<number> = new Set([1, 2, 3, 5, 6]);

function generate(machine: Machine, cells: Int32Array, at: number): number {
  const array = byteArray(machine, cells[at + 1]!);
  const [offset, length] = [cells[at + 2]!, cells[at + 3]!];
  if (length < 1) cryptoException(machine, REASON.ILLEGAL_VALUE);
  checkRange(machine, array, { offset, length });
  machine.heap.write(array, offset, machine.host.rng.bytes(length));
  return toShort(offset + length);
}

function create(className: string): NativeCode {
  return (machine, cells, at) => {
    if (!KNOWN.has(cells[at]!)) return cryptoException(machine, REASON.NO_SUCH_ALGORITHM);
    const object = newInstance(machine, className);
    setCell(machine, object, ALGORITHM, cells[at]!);
    return referenceCell(object);
  };
}

export const randomData: ApiClass = {
  token: 14,
  name: 'RandomData',
  isAbstract: true,
  extends: 'java.lang.Object',
  cells: 1,
  statics: [
    method(
      0,
      'getInstance(B)Ljavacard/security/RandomData;',
      create('javacard.security.RandomData'),
    ),
    method(1, '<init>()V', () => undefined),
  ],
  virtuals: [
    method(1, 'generateData([BSS)V', (machine, cells, at) => void generate(machine, cells, at)),
    // A seed adds nothing to the stream.
    method(2, 'setSeed([BSS)V', (machine, cells, at) => void argumentBytes(machine, cells, at + 1)),
    method(3, 'nextBytes([BSS)S', generate),
    method(4, 'getAlgorithm()B', (machine, cells, at) =>
      cellOf(machine, self(cells, at), ALGORITHM),
    ),
  ],
};

export const randomDataOneShot: ApiClass = {
  token: 32,
  name: 'RandomData$OneShot',
  extends: 'javacard.security.RandomData',
  statics: [
    method(
      0,
      'open(B)Ljavacard/security/RandomData$OneShot;',
      create('javacard.security.RandomData$OneShot'),
    ),
  ],
  virtuals: [method(5, 'close()V', () => undefined)],
};
