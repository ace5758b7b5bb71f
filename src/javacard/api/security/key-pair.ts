/** Class KeyPair: a public and a private key, made together. [JCAPI §KeyPair] */
import { Fault } from '../../../base/index.ts';
import { generateEcKey, generateRsaKey } from '../../../crypto/index.ts';
import { type Machine, referenceCell } from '../../machine/index.ts';
import { type ApiClass, method, type NativeCode } from '../api-class.ts';
import { cellOf, innerObject, self, setCell } from '../arguments.ts';
import { cryptoException, REASON } from './crypto-exception.ts';
import { buildKey } from './key-builder.ts';
import { KEY_CELL, partOf, setPart } from './key-parts.ts';
import { curveOf } from './key-values.ts';
import { CRT_PART, EC_PART, keyClassName, RSA_PART } from './keys.ts';

const CELL = { PUBLIC: 0, PRIVATE: 1 } as const;
/** By algorithm of the pair: types of the public and the private key. */
const TYPES: Readonly<Record<number, readonly [number, number]>> = {
  1: [4, 5],
  2: [4, 6],
  5: [11, 12],
};
const RSA_BITS = { min: 512, step: 32 } as const;

const create: NativeCode = (machine, cells, at) => {
  const pair = self(cells, at);
  const types = TYPES[cells[at + 1]!];
  if (types === undefined) return cryptoException(machine, REASON.NO_SUCH_ALGORITHM);
  setCell(machine, pair, CELL.PUBLIC, buildKey(machine, types[0], cells[at + 2]!));
  setCell(machine, pair, CELL.PRIVATE, buildKey(machine, types[1], cells[at + 2]!));
};

/** Two keys that belong together by their kinds and lengths. */
const ofKeys: NativeCode = (machine, cells, at) => {
  const keys = [machine.object(cells[at + 1]!), machine.object(cells[at + 2]!)] as const;
  const [first, second] = keys.map((key) => machine.classOf(key).name);
  const names = {
    [keyClassName('RSAPublicKey')]: ['RSAPrivateKey', 'RSAPrivateCrtKey'].map(keyClassName),
    [keyClassName('ECPublicKey')]: [keyClassName('ECPrivateKey')],
  };
  const isPair = names[first!]?.includes(second!) === true;
  const bits = keys.map((key) => (isPair ? cellOf(machine, key, KEY_CELL.BITS) : 0));
  if (!isPair || bits[0] !== bits[1]) cryptoException(machine, REASON.ILLEGAL_VALUE);
  setCell(machine, self(cells, at), CELL.PUBLIC, keys[0]);
  setCell(machine, self(cells, at), CELL.PRIVATE, keys[1]);
};

interface Pair {
  readonly open: number;
  readonly secret: number;
}

const generate: NativeCode = (machine, cells, at) => {
  const pair = {
    open: innerObject(machine, self(cells, at), CELL.PUBLIC),
    secret: innerObject(machine, self(cells, at), CELL.PRIVATE),
  };
  const isCurve = machine.classOf(pair.open).name === keyClassName('ECPublicKey');
  if (isCurve) generateOnCurve(machine, pair);
  else generateRsa(machine, pair);
};

function generateRsa(machine: Machine, { open, secret }: Pair): void {
  const { crypto, rng } = machine.host;
  const bits = cellOf(machine, open, KEY_CELL.BITS);
  if (bits < RSA_BITS.min || bits % RSA_BITS.step !== 0)
    cryptoException(machine, REASON.ILLEGAL_VALUE);
  // An exponent that was set is kept.
  const publicExponent = partOf(machine, open, RSA_PART.EXPONENT);
  try {
    const { publicKey, privateKey, crt } = generateRsaKey(crypto, rng, { bits, publicExponent });
    const set = (key: number, part: number, value: Uint8Array) =>
      setPart(machine, key, { part, value });
    set(open, RSA_PART.MODULUS, publicKey.modulus);
    set(open, RSA_PART.EXPONENT, publicKey.exponent);
    if (machine.classOf(secret).name === keyClassName('RSAPrivateKey')) {
      set(secret, RSA_PART.MODULUS, privateKey.modulus);
      set(secret, RSA_PART.EXPONENT, privateKey.exponent);
      return;
    }
    set(secret, CRT_PART.P, crt.p);
    set(secret, CRT_PART.Q, crt.q);
    set(secret, CRT_PART.PQ, crt.qInv);
    set(secret, CRT_PART.DP1, crt.dp);
    set(secret, CRT_PART.DQ1, crt.dq);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    cryptoException(machine, REASON.ILLEGAL_VALUE);
  }
}

const CURVE_PARTS = [EC_PART.FIELD, EC_PART.A, EC_PART.B, EC_PART.G, EC_PART.R, EC_PART.K];

/** On the curve of the public key, or of the private one where that alone has one. */
function generateOnCurve(machine: Machine, { open, secret }: Pair): void {
  const given = partOf(machine, open, EC_PART.FIELD) === undefined ? secret : open;
  const curve = curveOf(machine, given);
  for (const part of CURVE_PARTS) {
    const value = partOf(machine, given, part);
    if (value === undefined) continue;
    setPart(machine, open, { part, value });
    setPart(machine, secret, { part, value });
  }
  const { key, publicKey } = generateEcKey(curve, machine.host.rng);
  setPart(machine, secret, { part: EC_PART.OWN, value: key });
  setPart(machine, open, { part: EC_PART.OWN, value: publicKey });
}

export const keyPair: ApiClass = {
  token: 16,
  name: 'KeyPair',
  extends: 'java.lang.Object',
  cells: 2,
  referenceCells: [CELL.PUBLIC, CELL.PRIVATE],
  statics: [
    method(0, '<init>(BS)V', create),
    method(1, '<init>(Ljavacard/security/PublicKey;Ljavacard/security/PrivateKey;)V', ofKeys),
  ],
  virtuals: [
    method(1, 'genKeyPair()V', generate),
    method(2, 'getPrivate()Ljavacard/security/PrivateKey;', (machine, cells, at) =>
      referenceCell(cellOf(machine, self(cells, at), CELL.PRIVATE)),
    ),
    method(3, 'getPublic()Ljavacard/security/PublicKey;', (machine, cells, at) =>
      referenceCell(cellOf(machine, self(cells, at), CELL.PUBLIC)),
    ),
  ],
};
