/** Class Cipher: DES, AES and RSA. [JCAPI §Cipher] */
import { type Bytes, concat } from '../../../base/index.ts';
import {
  type BlockCipher,
  decryptOaep,
  decryptPkcs1,
  encryptOaep,
  encryptPkcs1,
  modulusLength,
  oaepLengthMax,
  type RsaKey,
} from '../../../crypto/index.ts';
import { type Machine, referenceCell, toByte } from '../../machine/index.ts';
import { type ApiClass, type ApiMethod, method, type NativeCode } from '../api-class.ts';
import { self, setCell } from '../arguments.ts';
import { cryptoException, REASON } from '../security/crypto-exception.ts';
import { argumentBytes, MEMORY, newBytes, newInstance, writeOut } from '../security/key-parts.ts';
import { rsaKeyOf, secretOf } from '../security/key-values.ts';
import { keyClassName } from '../security/keys.ts';
import {
  begin,
  CELL,
  keyOf,
  MODE,
  modeOf,
  OPERATION_CELLS,
  rowIn,
  setRow,
  stateOf,
} from '../security/operation.ts';
import { PAD } from '../security/padding.ts';
import { beginRun, BLOCK_STATE_LENGTH, finishRun, updateRun } from './block-run.ts';

const PACKAGE = 'javacardx.crypto';
const PAD_PKCS1 = 7;
const PAD_OAEP = 9;
const RSA_STATE_LENGTH = 2 + 256;

interface BlockRow {
  readonly kind: 'des' | 'aes';
  readonly mode: 'ecb' | 'cbc' | 'ctr';
}

interface Row {
  readonly algorithm: number;
  /** Constants of the cipher and of its padding. */
  readonly cipher: number;
  readonly padding: number;
  /** Absent for RSA. */
  readonly block: BlockRow | undefined;
}

const PADDINGS = [PAD.NOPAD, PAD.M1, PAD.M2, PAD.PKCS5];

function blockRows(block: BlockRow, cipher: number, algorithms: readonly number[]): readonly Row[] {
  return algorithms.map((algorithm, at) => ({ algorithm, cipher, padding: PADDINGS[at]!, block }));
}

/** Bits of the keys in a name say nothing of those that may be used. */
const ROWS: readonly Row[] = [
  ...blockRows({ kind: 'des', mode: 'cbc' }, 3, [1, 2, 3, 4]),
  ...blockRows({ kind: 'des', mode: 'ecb' }, 4, [5, 6, 7, 8]),
  ...blockRows({ kind: 'aes', mode: 'cbc' }, 1, [13, 22, 23, 24]),
  ...blockRows({ kind: 'aes', mode: 'ecb' }, 2, [14, 25, 26, 27]),
  ...[18, 20].map((algorithm) => blockRows({ kind: 'aes', mode: 'cbc' }, 0, [algorithm])[0]!),
  ...[19, 21].map((algorithm) => blockRows({ kind: 'aes', mode: 'ecb' }, 0, [algorithm])[0]!),
  { algorithm: -16, cipher: -16, padding: PAD.NULL, block: { kind: 'aes', mode: 'ctr' } },
  { algorithm: 10, cipher: 7, padding: PAD_PKCS1, block: undefined },
  { algorithm: 12, cipher: 7, padding: PAD.NOPAD, block: undefined },
  { algorithm: 15, cipher: 7, padding: PAD_OAEP, block: undefined },
];

const RSA_KEYS = ['RSAPublicKey', 'RSAPrivateKey', 'RSAPrivateCrtKey'];
const KEY_NAMES = { des: ['DESKey'], aes: ['AESKey'] } as const;

function create(className: string, rowOf: (cells: Int32Array, at: number) => number): NativeCode {
  return (machine, cells, at) => {
    const row = rowOf(cells, at);
    if (row < 0) return cryptoException(machine, REASON.NO_SUCH_ALGORITHM);
    const object = newInstance(machine, `${PACKAGE}.${className}`);
    const length = ROWS[row]!.block === undefined ? RSA_STATE_LENGTH : BLOCK_STATE_LENGTH;
    setRow(machine, object, row);
    setCell(machine, object, CELL.STATE, newBytes(machine, length, MEMORY.RESET));
    return referenceCell(object);
  };
}

const byAlgorithm = (cells: Int32Array, at: number): number =>
  ROWS.findIndex(({ algorithm }) => algorithm === cells[at]);
const byParts = (cells: Int32Array, at: number): number =>
  ROWS.findIndex(({ cipher, padding }) => cipher === cells[at] && padding === cells[at + 1]);

function rowOf(machine: Machine, object: number): Row {
  return rowIn(machine, object, ROWS);
}

function keyNames({ block }: Row): readonly string[] {
  return block === undefined ? RSA_KEYS : KEY_NAMES[block.kind];
}

function blockCipher(machine: Machine, { kind }: BlockRow, key: number): BlockCipher {
  return machine.host.crypto[kind](secretOf(machine, key));
}

const init: NativeCode = (machine, cells, at) => {
  const object = self(cells, at);
  const names = keyNames(rowOf(machine, object));
  begin(machine, object, { key: cells[at + 1]!, mode: cells[at + 2]!, names });
};

/** With an initial vector, where the mode has one. */
const initWith: NativeCode = (machine, cells, at) => {
  const object = self(cells, at);
  const { block } = rowOf(machine, object);
  const vector = argumentBytes(machine, cells, at + 3);
  if (block === undefined || block.mode === 'ecb')
    return cryptoException(machine, REASON.ILLEGAL_VALUE);
  const names = KEY_NAMES[block.kind];
  const length = block.kind === 'des' ? 8 : 16;
  if (vector.length !== length) return cryptoException(machine, REASON.ILLEGAL_VALUE);
  const key = begin(machine, object, { key: cells[at + 1]!, mode: cells[at + 2]!, names });
  beginRun({ cipher: blockCipher(machine, block, key), state: stateOf(machine, object) }, vector);
};

function runOf(machine: Machine, object: number, block: BlockRow) {
  const row = rowOf(machine, object);
  const key = keyOf(machine, object, keyNames(row));
  return {
    cipher: blockCipher(machine, block, key),
    mode: block.mode,
    padding: row.padding,
    encrypts: modeOf(machine, object) === MODE.ENCRYPT,
    state: stateOf(machine, object),
  };
}

const update: NativeCode = (machine, cells, at) => {
  const object = self(cells, at);
  const { block } = rowOf(machine, object);
  const data = argumentBytes(machine, cells, at + 1);
  if (block !== undefined) {
    const out = updateRun(runOf(machine, object, block), data);
    return writeOut(machine, cells, at + 4, out);
  }
  keyOf(machine, object, RSA_KEYS);
  collect(machine, object, data);
  return 0;
};

const doFinal: NativeCode = (machine, cells, at) => {
  const object = self(cells, at);
  const { block } = rowOf(machine, object);
  const data = argumentBytes(machine, cells, at + 1);
  const out =
    block === undefined
      ? rsa(machine, object, data)
      : finishRun(runOf(machine, object, block), data);
  if (out === undefined) return cryptoException(machine, REASON.ILLEGAL_USE);
  return writeOut(machine, cells, at + 4, out);
};

/** Parts of an RSA block wait until the last one. */
function collect(machine: Machine, object: number, data: Bytes): Bytes {
  const state = stateOf(machine, object);
  const length = (state[0]! << 8) | state[1]!;
  if (length + data.length > state.length - 2) cryptoException(machine, REASON.ILLEGAL_USE);
  state.set(data, 2 + length);
  state.set([(length + data.length) >> 8, length + data.length]);
  return state.slice(2, 2 + length + data.length);
}

function rsa(machine: Machine, object: number, data: Bytes): Bytes | undefined {
  const key = keyOf(machine, object, RSA_KEYS);
  const all = collect(machine, object, data);
  stateOf(machine, object).fill(0);
  const { padding } = rowOf(machine, object);
  const encrypts = modeOf(machine, object) === MODE.ENCRYPT;
  const rsaKey = rsaKeyOf(machine, key);
  const isPrivate = machine.classOf(key).name !== keyClassName('RSAPublicKey');
  try {
    if (padding === PAD.NOPAD) return plain(machine, rsaKey, all);
    return encrypts
      ? encrypted(machine, rsaKey, { padding, isPrivate, data: all })
      : decrypted(machine, rsaKey, { padding, isPrivate, data: all });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function plain(machine: Machine, key: RsaKey, data: Bytes): Bytes | undefined {
  return data.length === modulusLength(key) ? machine.host.crypto.modPow(data, key) : undefined;
}

interface Padded {
  readonly padding: number;
  readonly isPrivate: boolean;
  readonly data: Bytes;
}

const PKCS1_OVERHEAD = 11;

function encrypted(machine: Machine, key: RsaKey, given: Padded): Bytes | undefined {
  const { padding, isPrivate, data } = given;
  const { crypto, rng } = machine.host;
  if (padding === PAD_OAEP)
    return data.length > oaepLengthMax(crypto, key, 'sha1')
      ? undefined
      : encryptOaep(crypto, rng, { key, data, hash: 'sha1' });
  const length = modulusLength(key);
  if (data.length > length - PKCS1_OVERHEAD) return undefined;
  if (!isPrivate) return encryptPkcs1(crypto, rng, { key, data });
  const filling = new Uint8Array(length - 3 - data.length).fill(0xff);
  return crypto.modPow(concat(Uint8Array.of(0, 1), filling, Uint8Array.of(0), data), key);
}

function decrypted(machine: Machine, key: RsaKey, given: Padded): Bytes | undefined {
  const { padding, isPrivate, data } = given;
  const { crypto } = machine.host;
  if (data.length !== modulusLength(key)) return undefined;
  if (padding === PAD_OAEP) return decryptOaep(crypto, { key, cipherText: data, hash: 'sha1' });
  if (isPrivate) return decryptPkcs1(crypto, key, data);
  const block = crypto.modPow(data, key);
  const end = block.indexOf(0, 2);
  const isWhole =
    block[0] === 0 &&
    block[1] === 1 &&
    end >= 10 &&
    block.slice(2, end).every((one) => one === 0xff);
  return isWhole ? block.slice(end + 1) : undefined;
}

const VIRTUALS: readonly ApiMethod[] = [
  method(1, 'doFinal([BSS[BS)S', doFinal),
  method(2, 'getAlgorithm()B', (machine, cells, at) =>
    toByte(rowOf(machine, self(cells, at)).algorithm),
  ),
  method(3, 'init(Ljavacard/security/Key;B)V', init),
  method(4, 'init(Ljavacard/security/Key;B[BSS)V', initWith),
  method(5, 'update([BSS[BS)S', update),
  method(6, 'getCipherAlgorithm()B', (machine, cells, at) =>
    toByte(rowOf(machine, self(cells, at)).cipher),
  ),
  method(
    7,
    'getPaddingAlgorithm()B',
    (machine, cells, at) => rowOf(machine, self(cells, at)).padding,
  ),
];

export const cipher: ApiClass = {
  token: 1,
  name: 'Cipher',
  isAbstract: true,
  extends: 'java.lang.Object',
  ...OPERATION_CELLS,
  statics: [
    method(0, 'getInstance(BZ)Ljavacardx/crypto/Cipher;', create('Cipher', byAlgorithm)),
    method(1, '<init>()V', () => undefined),
    method(2, 'getInstance(BBZ)Ljavacardx/crypto/Cipher;', create('Cipher', byParts)),
  ],
  virtuals: VIRTUALS,
};

export const cipherOneShot: ApiClass = {
  token: 2,
  name: 'Cipher$OneShot',
  extends: `${PACKAGE}.Cipher`,
  statics: [
    method(0, 'open(BB)Ljavacardx/crypto/Cipher$OneShot;', create('Cipher$OneShot', byParts)),
  ],
  virtuals: [method(8, 'close()V', () => undefined)],
};
