/** Class KeyAgreement: Diffie-Hellman on curves. [JCAPI §KeyAgreement] [SEC1 §3.3] */
import type { Bytes } from '../../../base/index.ts';
import { isReference, type Machine, NULL, referenceCell, toByte } from '../../machine/index.ts';
import { type ApiClass, method, type NativeCode } from '../api-class.ts';
import { cellOf, self, setCell } from '../arguments.ts';
import { cryptoException, REASON } from './crypto-exception.ts';
import { argumentBytes, newInstance, writeOut } from './key-parts.ts';
import { curveOf, scalarOf } from './key-values.ts';
import { usableKey } from './keys.ts';

const CELL = { ALGORITHM: 0, KEY: 1 } as const;
const KEYS = ['ECPrivateKey'];
/** The x coordinate, hashed with SHA-1 or as it is; the whole point. */
const RESULT: Readonly<Record<number, 'hashed' | 'x' | 'point'>> = {
  1: 'hashed',
  2: 'hashed',
  3: 'x',
  4: 'x',
  6: 'point',
};

const create: NativeCode = (machine, cells, at) => {
  if (RESULT[cells[at]!] === undefined) return cryptoException(machine, REASON.NO_SUCH_ALGORITHM);
  const object = newInstance(machine, 'javacard.security.KeyAgreement');
  setCell(machine, object, CELL.ALGORITHM, cells[at]!);
  return referenceCell(object);
};

const init: NativeCode = (machine, cells, at) => {
  const given = cells[at + 1]!;
  if (!isReference(given) || given === NULL) cryptoException(machine, REASON.ILLEGAL_VALUE);
  setCell(machine, self(cells, at), CELL.KEY, usableKey(machine, given, KEYS));
};

function secret(machine: Machine, object: number, point: Bytes): Bytes | undefined {
  const stored = cellOf(machine, object, CELL.KEY);
  if (stored === 0) cryptoException(machine, REASON.INVALID_INIT);
  const key = usableKey(machine, NULL | stored, KEYS);
  const curve = curveOf(machine, key);
  const scalar = scalarOf(machine, key, curve);
  if (!curve.isOnCurve(point)) return undefined;
  const kind = RESULT[cellOf(machine, object, CELL.ALGORITHM)];
  if (kind === undefined) return machine.fail('an abstract method is called');
  if (kind === 'point') return curve.multiply(scalar, point);
  const x = curve.sharedX(scalar, point);
  if (x === undefined || kind === 'x') return x;
  return machine.host.crypto.hash('sha1').digest(x);
}

const generate: NativeCode = (machine, cells, at) => {
  const point = argumentBytes(machine, cells, at + 1);
  const value = secret(machine, self(cells, at), point);
  if (value === undefined) return cryptoException(machine, REASON.ILLEGAL_VALUE);
  return writeOut(machine, cells, at + 4, value);
};

export const keyAgreement: ApiClass = {
  token: 22,
  name: 'KeyAgreement',
  isAbstract: true,
  extends: 'java.lang.Object',
  cells: 2,
  referenceCells: [CELL.KEY],
  statics: [
    method(0, 'getInstance(BZ)Ljavacard/security/KeyAgreement;', create),
    method(1, '<init>()V', () => undefined),
  ],
  virtuals: [
    method(1, 'init(Ljavacard/security/PrivateKey;)V', init),
    method(2, 'getAlgorithm()B', (machine, cells, at) =>
      toByte(cellOf(machine, self(cells, at), CELL.ALGORITHM)),
    ),
    method(3, 'generateSecret([BSS[BS)S', generate),
  ],
};
