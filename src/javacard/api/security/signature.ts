/** Class Signature: MACs, RSA and ECDSA. [JCAPI §Signature] */
import { type Bytes, concat, equal } from '../../../base/index.ts';
import {
  type BlockCipher,
  finishHash,
  hashBlockLength,
  hashStateLength,
  updateHash,
} from '../../../crypto/index.ts';
import { type Machine, referenceCell, toByte, toShort } from '../../machine/index.ts';
import { type ApiClass, type ApiMethod, method, type NativeCode } from '../api-class.ts';
import { self, setCell } from '../arguments.ts';
import { type DigestRow, signatureLength, signDigest, verifyDigest } from './asymmetric.ts';
import { beginMac, finishMac, MAC_STATE_LENGTH, type MacRun, updateMac } from './block-mac.ts';
import { cryptoException, REASON } from './crypto-exception.ts';
import { argumentBytes, MEMORY, newBytes, newInstance, writeOut } from './key-parts.ts';
import { secretOf } from './key-values.ts';
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
} from './operation.ts';
import { PAD } from './padding.ts';
import { isCmac, SIGNATURES, type SignatureRow } from './signature-rows.ts';

const PACKAGE = 'javacard.security';
const INNER = 0x36;
const OUTER = 0x5c;
const DES_KEY = 8;

type MacRow = Extract<SignatureRow, { length: number }>;

function isMac(row: SignatureRow): row is MacRow {
  return row.kind === 'des-mac' || row.kind === 'aes-mac';
}

function rowOf(machine: Machine, object: number): SignatureRow {
  return rowIn(machine, object, SIGNATURES);
}

function create(
  className: string,
  find: (one: SignatureRow, cells: Int32Array, at: number) => boolean,
): NativeCode {
  return (machine, cells, at) => {
    const index = SIGNATURES.findIndex((one) => find(one, cells, at));
    const row = SIGNATURES[index];
    if (row === undefined) return cryptoException(machine, REASON.NO_SUCH_ALGORITHM);
    const object = newInstance(machine, `${PACKAGE}.${className}`);
    const length = isMac(row) ? MAC_STATE_LENGTH : hashStateLength(row.hash);
    setRow(machine, object, index);
    setCell(machine, object, CELL.STATE, newBytes(machine, length, MEMORY.RESET));
    return referenceCell(object);
  };
}

const byAlgorithm = (one: SignatureRow, cells: Int32Array, at: number): boolean =>
  one.algorithm !== 0 && one.algorithm === cells[at];
const byParts = ({ parts }: SignatureRow, cells: Int32Array, at: number): boolean =>
  parts.every((part, index) => part === cells[at + index]);

/** Kinds of keys by what a signature does with them. */
function keyNames(row: SignatureRow, mode: number): readonly string[] {
  if (row.kind === 'des-mac') return ['DESKey'];
  if (row.kind === 'aes-mac') return ['AESKey'];
  if (row.kind === 'hmac') return ['HMACKey'];
  const signs = mode === MODE.SIGN;
  if (row.kind === 'rsa' || row.kind === 'pss')
    return signs ? ['RSAPrivateKey', 'RSAPrivateCrtKey'] : ['RSAPublicKey'];
  return signs ? ['ECPrivateKey'] : ['ECPublicKey'];
}

function usedKey(machine: Machine, object: number): number {
  return keyOf(machine, object, keyNames(rowOf(machine, object), modeOf(machine, object)));
}

const init: NativeCode = (machine, cells, at) => {
  const object = self(cells, at);
  const mode = cells[at + 2]!;
  const names = keyNames(rowOf(machine, object), mode);
  begin(machine, object, { key: cells[at + 1]!, mode, names });
};

/** With an initial vector: of a MAC alone. */
const initWith: NativeCode = (machine, cells, at) => {
  const object = self(cells, at);
  const row = rowOf(machine, object);
  const vector = argumentBytes(machine, cells, at + 3);
  if (!isMac(row) || isCmac(row)) return cryptoException(machine, REASON.ILLEGAL_VALUE);
  if (vector.length !== (row.kind === 'des-mac' ? DES_KEY : 16))
    return cryptoException(machine, REASON.ILLEGAL_VALUE);
  init(machine, cells, at);
  beginMac(macRun(machine, object, row), vector);
};

function macRun(machine: Machine, object: number, row: MacRow): MacRun {
  const { crypto } = machine.host;
  const secret = secretOf(machine, usedKey(machine, object));
  const [, , padding] = row.parts;
  const state = stateOf(machine, object);
  if (row.kind === 'aes-mac') {
    const cipher = crypto.aes(secret);
    return { cipher, closing: undefined, padding: isCmac(row) ? 'cmac' : padding, state };
  }
  if (padding !== PAD.M1_ALG3 && padding !== PAD.M2_ALG3)
    return { cipher: crypto.des(secret), closing: undefined, padding, state };
  if (secret.length === DES_KEY) cryptoException(machine, REASON.ILLEGAL_USE);
  const part = (index: number): BlockCipher =>
    crypto.des(secret.slice(DES_KEY * index, DES_KEY * (index + 1)));
  const closing = { second: part(1), third: part(secret.length === 3 * DES_KEY ? 2 : 0) };
  return { cipher: part(0), closing, padding, state };
}

function take(machine: Machine, object: number, data: Bytes): void {
  const row = rowOf(machine, object);
  if (isMac(row)) return updateMac(macRun(machine, object, row), data);
  const state = stateOf(machine, object);
  const key = usedKey(machine, object);
  if (row.kind === 'hmac' && state.every((byte) => byte === 0))
    updateHash(row.hash, state, hmacBlock(machine, row, { key, mark: INNER }));
  updateHash(row.hash, state, data);
}

function hmacBlock(
  machine: Machine,
  { hash }: DigestRow,
  { key, mark }: { readonly key: number; readonly mark: number },
): Bytes {
  const length = hashBlockLength(hash);
  const secret = secretOf(machine, key);
  const short = secret.length > length ? machine.host.crypto.hash(hash).digest(secret) : secret;
  const block = new Uint8Array(length);
  block.set(short);
  return block.map((byte) => byte ^ mark);
}

/** The code of a MAC, or the digest of the message. */
function finished(machine: Machine, object: number): Bytes {
  const row = rowOf(machine, object);
  if (isMac(row)) {
    const code = finishMac(macRun(machine, object, row));
    return code?.slice(0, row.length) ?? cryptoException(machine, REASON.ILLEGAL_USE);
  }
  const digest = finishHash(row.hash, stateOf(machine, object));
  if (row.kind !== 'hmac') return digest;
  const key = usedKey(machine, object);
  const outer = hmacBlock(machine, row, { key, mark: OUTER });
  return machine.host.crypto.hash(row.hash).digest(concat(outer, digest));
}

function demandMode(machine: Machine, object: number, mode: number): number {
  const key = usedKey(machine, object);
  if (modeOf(machine, object) !== mode) cryptoException(machine, REASON.INVALID_INIT);
  return key;
}

function isCode(row: SignatureRow): row is MacRow | (DigestRow & { kind: 'hmac' }) {
  return isMac(row) || row.kind === 'hmac';
}

function signed(machine: Machine, object: number, key: number, digest: Bytes): Bytes {
  const row = rowOf(machine, object);
  if (isCode(row)) return digest;
  const signature = signDigest(machine, row, { key, digest });
  return signature ?? cryptoException(machine, REASON.ILLEGAL_USE);
}

const sign: NativeCode = (machine, cells, at) => {
  const object = self(cells, at);
  const key = demandMode(machine, object, MODE.SIGN);
  take(machine, object, argumentBytes(machine, cells, at + 1));
  const signature = signed(machine, object, key, finished(machine, object));
  return writeOut(machine, cells, at + 4, signature);
};

function verified(
  machine: Machine,
  object: number,
  given: { readonly key: number; readonly digest: Bytes; readonly signature: Bytes },
): boolean {
  const row = rowOf(machine, object);
  if (isCode(row)) return equal(given.digest, given.signature);
  return verifyDigest(machine, row, given);
}

const verify: NativeCode = (machine, cells, at) => {
  const object = self(cells, at);
  const key = demandMode(machine, object, MODE.VERIFY);
  const signature = argumentBytes(machine, cells, at + 4);
  take(machine, object, argumentBytes(machine, cells, at + 1));
  const digest = finished(machine, object);
  return Number(verified(machine, object, { key, digest, signature }));
};

/** A digest of the right length, of a signature that is made over one. */
function givenDigest(machine: Machine, object: number, digest: Bytes): Bytes {
  const row = rowOf(machine, object);
  const isOne = !isCode(row) && digest.length === machine.host.crypto.hash(row.hash).outputLength;
  return isOne ? digest : cryptoException(machine, REASON.ILLEGAL_USE);
}

const signDigestGiven: NativeCode = (machine, cells, at) => {
  const object = self(cells, at);
  const key = demandMode(machine, object, MODE.SIGN);
  const digest = givenDigest(machine, object, argumentBytes(machine, cells, at + 1));
  stateOf(machine, object).fill(0);
  return writeOut(machine, cells, at + 4, signed(machine, object, key, digest));
};

const verifyDigestGiven: NativeCode = (machine, cells, at) => {
  const object = self(cells, at);
  const key = demandMode(machine, object, MODE.VERIFY);
  const digest = givenDigest(machine, object, argumentBytes(machine, cells, at + 1));
  const signature = argumentBytes(machine, cells, at + 4);
  stateOf(machine, object).fill(0);
  return Number(verified(machine, object, { key, digest, signature }));
};

const getLength: NativeCode = (machine, cells, at) => {
  const object = self(cells, at);
  const row = rowOf(machine, object);
  const key = usedKey(machine, object);
  if (isMac(row)) return row.length;
  if (row.kind === 'hmac') return machine.host.crypto.hash(row.hash).outputLength;
  return toShort(signatureLength(machine, row, key));
};

function part(index: 0 | 1 | 2): NativeCode {
  return (machine, cells, at) => rowOf(machine, self(cells, at)).parts[index];
}

const VIRTUALS: readonly ApiMethod[] = [
  method(1, 'getAlgorithm()B', (machine, cells, at) =>
    toByte(rowOf(machine, self(cells, at)).algorithm),
  ),
  method(2, 'getLength()S', getLength),
  method(3, 'init(Ljavacard/security/Key;B)V', init),
  method(4, 'init(Ljavacard/security/Key;B[BSS)V', initWith),
  method(5, 'sign([BSS[BS)S', sign),
  method(6, 'update([BSS)V', (machine, cells, at) =>
    take(machine, self(cells, at), argumentBytes(machine, cells, at + 1)),
  ),
  method(7, 'verify([BSS[BSS)Z', verify),
  method(8, 'setInitialDigest([BSS[BSS)V', (machine) =>
    cryptoException(machine, REASON.ILLEGAL_USE),
  ),
  method(9, 'signPreComputedHash([BSS[BS)S', signDigestGiven),
  method(10, 'verifyPreComputedHash([BSS[BSS)Z', verifyDigestGiven),
  method(11, 'getMessageDigestAlgorithm()B', part(0)),
  method(12, 'getCipherAlgorithm()B', part(1)),
  method(13, 'getPaddingAlgorithm()B', part(2)),
];

export const signature: ApiClass = {
  token: 15,
  name: 'Signature',
  isAbstract: true,
  extends: 'java.lang.Object',
  ...OPERATION_CELLS,
  statics: [
    method(0, 'getInstance(BZ)Ljavacard/security/Signature;', create('Signature', byAlgorithm)),
    method(1, '<init>()V', () => undefined),
    method(2, 'getInstance(BBBZ)Ljavacard/security/Signature;', create('Signature', byParts)),
  ],
  virtuals: VIRTUALS,
};

export const signatureOneShot: ApiClass = {
  token: 33,
  name: 'Signature$OneShot',
  extends: `${PACKAGE}.Signature`,
  statics: [
    method(
      0,
      'open(BBB)Ljavacard/security/Signature$OneShot;',
      create('Signature$OneShot', byParts),
    ),
  ],
  virtuals: [method(14, 'close()V', () => undefined)],
};
