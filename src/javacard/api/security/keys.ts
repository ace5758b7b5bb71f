/** The interfaces of keys, and a class behind each. [JCAPI §javacard.security] */
import { KIND } from '../../heap/index.ts';
import { type Machine, toByte, toShort } from '../../machine/index.ts';
import {
  type ApiClass,
  type ApiMethod,
  HIDDEN_TOKEN_MIN,
  method,
  type NativeCode,
} from '../api-class.ts';
import { byteArray, bytesIn, cellOf, checkRange, self } from '../arguments.ts';
import { cryptoException, REASON } from './crypto-exception.ts';
import { clearPart, KEY_CELL, partCount, partOf, setPart } from './key-parts.ts';

const PACKAGE = 'javacard.security';
const BYTE_BITS = 8;

/** A part of a key: what its methods are called after. */
interface Part {
  readonly name: string;
  /** Whether a value of this length, in bytes, may be one. */
  readonly fits?: ((length: number, bits: number) => boolean) | undefined;
}

interface KeyShape {
  readonly name: string;
  readonly token: number;
  readonly parts: readonly Part[];
  /** Its own methods, in the order of their tokens. */
  readonly methods: readonly string[];
  readonly extends: readonly string[];
}

const KEY_METHODS = ['clearKey()V', 'getSize()S', 'getType()B', 'isInitialized()Z'] as const;
const EC_METHODS = [
  'setFieldFP([BSS)V',
  'setFieldF2M(S)V',
  'setFieldF2M(SSS)V',
  'setA([BSS)V',
  'setB([BSS)V',
  'setG([BSS)V',
  'setR([BSS)V',
  'setK(S)V',
  'getField([BS)S',
  'getA([BS)S',
  'getB([BS)S',
  'getG([BS)S',
  'getR([BS)S',
  'getK()S',
] as const;
const COPY = 'copyDomainParametersFrom(Ljavacard/security/ECKey;)V';

/** Parts of keys on curves, by their places. */
export const EC_PART = { FIELD: 0, A: 1, B: 2, G: 3, R: 4, OWN: 5, K: 6 } as const;
export const RSA_PART = { MODULUS: 0, EXPONENT: 1 } as const;
export const CRT_PART = { P: 0, Q: 1, PQ: 2, DP1: 3, DQ1: 4 } as const;
const CURVE_PARTS = ['Field', 'A', 'B', 'G', 'R'].map((name) => ({ name }));

const within = (bits: number, length: number): boolean => length > 0 && length <= bits / BYTE_BITS;
const half: Part['fits'] = (length, bits) => within(bits / 2, length);
const full: Part['fits'] = (length, bits) => within(bits, length);

const SHAPES: readonly KeyShape[] = [
  shape(10, 'DESKey', ['SecretKey'], [{ name: 'Key' }], ['getKey([BS)B', 'setKey([BS)V']),
  shape(20, 'AESKey', ['SecretKey'], [{ name: 'Key' }], ['setKey([BS)V', 'getKey([BS)B']),
  shape(23, 'HMACKey', ['SecretKey'], [{ name: 'Key' }], ['setKey([BSS)V', 'getKey([BS)B']),
  shape(9, 'RSAPublicKey', ['PublicKey'], rsaParts(), rsaMethods()),
  shape(8, 'RSAPrivateKey', ['PrivateKey'], rsaParts(), rsaMethods()),
  shape(
    7,
    'RSAPrivateCrtKey',
    ['PrivateKey'],
    ['P', 'Q', 'PQ', 'DP1', 'DQ1'].map((name) => ({ name, fits: half })),
    [
      ...['DP1', 'DQ1', 'P', 'PQ', 'Q'].map((name) => `get${name}([BS)S`),
      ...['DP1', 'DQ1', 'P', 'PQ', 'Q'].map((name) => `set${name}([BSS)V`),
    ],
  ),
  shape(
    18,
    'ECPrivateKey',
    ['PrivateKey', 'ECKey'],
    [...CURVE_PARTS, { name: 'S' }, { name: 'K' }],
    [...EC_METHODS, 'setS([BSS)V', 'getS([BS)S', COPY],
  ),
  shape(
    19,
    'ECPublicKey',
    ['PublicKey', 'ECKey'],
    [...CURVE_PARTS, { name: 'W' }, { name: 'K' }],
    [...EC_METHODS, 'setW([BSS)V', 'getW([BS)S', COPY],
  ),
];

function shape(
  token: number,
  name: string,
  above: readonly string[],
  parts: readonly Part[],
  methods: readonly string[],
): KeyShape {
  return { token, name, extends: above, parts, methods };
}

function rsaParts(): readonly Part[] {
  return [
    { name: 'Modulus', fits: full },
    { name: 'Exponent', fits: full },
  ];
}

function rsaMethods(): readonly string[] {
  return ['getExponent([BS)S', 'getModulus([BS)S', 'setExponent([BSS)V', 'setModulus([BSS)V'];
}

/** Whether all parts are set but the cofactor, which is 1 without. */
export function isInitialized(machine: Machine, key: number): boolean {
  const count = partCount(machine, key);
  const needed = count > EC_PART.K ? EC_PART.K : count;
  for (let part = 0; part < needed; part++)
    if (partOf(machine, key, part) === undefined) return false;
  return true;
}

const clear: NativeCode = (machine, cells, at) => {
  const key = self(cells, at);
  for (let part = 0; part < partCount(machine, key); part++) clearPart(machine, key, part);
};

const COMMON: Readonly<Record<(typeof KEY_METHODS)[number], NativeCode>> = {
  'clearKey()V': clear,
  'getSize()S': (machine, cells, at) => toShort(cellOf(machine, self(cells, at), KEY_CELL.BITS)),
  'getType()B': (machine, cells, at) => toByte(cellOf(machine, self(cells, at), KEY_CELL.TYPE)),
  'isInitialized()Z': (machine, cells, at) => Number(isInitialized(machine, self(cells, at))),
};

/** Takes a value: of the key's length, or of the length that is given. */
function setter(part: number, { fits }: Part, hasLength: boolean): NativeCode {
  return (machine, cells, at) => {
    const key = self(cells, at);
    const bits = cellOf(machine, key, KEY_CELL.BITS);
    const length = hasLength ? cells[at + 3]! : bits / BYTE_BITS;
    const array = byteArray(machine, cells[at + 1]!);
    const value = bytesIn(machine, array, { offset: cells[at + 2]!, length }).slice();
    if (fits?.(length, bits) === false) cryptoException(machine, REASON.ILLEGAL_VALUE);
    setPart(machine, key, { part, value });
  };
}

/** Gives a value to an array; UNINITIALIZED_KEY where it is not set. */
function getter(part: number): NativeCode {
  return (machine, cells, at) => {
    const value = partOf(machine, self(cells, at), part);
    if (value === undefined) return cryptoException(machine, REASON.UNINITIALIZED_KEY);
    const target = byteArray(machine, cells[at + 1]!);
    const offset = cells[at + 2]!;
    checkRange(machine, target, { offset, length: value.length });
    machine.heap.write(target, offset, value);
    return value.length;
  };
}

const unsupported: NativeCode = (machine) => cryptoException(machine, REASON.NO_SUCH_ALGORITHM);

const setCofactor: NativeCode = (machine, cells, at) => {
  const value = Uint8Array.of(cells[at + 1]! >> 8, cells[at + 1]!);
  setPart(machine, self(cells, at), { part: EC_PART.K, value });
};

const getCofactor: NativeCode = (machine, cells, at) => {
  const value = partOf(machine, self(cells, at), EC_PART.K);
  if (value === undefined) return cryptoException(machine, REASON.UNINITIALIZED_KEY);
  return toShort((value[0]! << 8) | value[1]!);
};

/** The curve of another key, which must have all of it. */
const copyCurve: NativeCode = (machine, cells, at) => {
  const other = machine.accessible(cells[at + 1]!, KIND.INSTANCE);
  for (const part of [EC_PART.FIELD, EC_PART.A, EC_PART.B, EC_PART.G, EC_PART.R, EC_PART.K]) {
    const value = partOf(machine, other, part);
    if (value !== undefined) setPart(machine, self(cells, at), { part, value });
    else if (part !== EC_PART.K) cryptoException(machine, REASON.UNINITIALIZED_KEY);
  }
};

function codeOf(signature: string, { parts }: KeyShape): NativeCode {
  if (signature in COMMON) return COMMON[signature as keyof typeof COMMON];
  if (signature.startsWith('setFieldF2M')) return unsupported;
  if (signature === 'setK(S)V') return setCofactor;
  if (signature === 'getK()S') return getCofactor;
  if (signature === COPY) return copyCurve;
  const name = signature.slice(3, signature.indexOf('(')).replace('FieldFP', 'Field');
  const part = parts.findIndex((one) => one.name === name);
  return signature.startsWith('get')
    ? getter(part)
    : setter(part, parts[part]!, signature.includes('[BSS'));
}

function abstracts(signatures: readonly string[]): readonly ApiMethod[] {
  return signatures.map((signature, token) => method(token, signature));
}

function keyInterface(token: number, name: string, wider: readonly string[]): ApiClass {
  const above = wider.map((one) => `${PACKAGE}.${one}`);
  return { token, name, isInterface: true, implements: above, virtuals: abstracts(KEY_METHODS) };
}

export function keyClassName(name: string): string {
  return `${PACKAGE}.${name}Object`;
}

function interfaceOf({ token, name, methods, extends: above }: KeyShape): ApiClass {
  const wider = ['Key', ...above].map((one) => `${PACKAGE}.${one}`);
  const virtuals = abstracts([...KEY_METHODS, ...methods]);
  return { token, name, isInterface: true, implements: wider, virtuals };
}

/** A part stands in a cell of its own. */
function classOf(one: KeyShape): ApiClass {
  const { token, name, parts, methods, extends: above } = one;
  return {
    token: HIDDEN_TOKEN_MIN + token,
    name: `${name}Object`,
    extends: 'java.lang.Object',
    implements: [name, 'Key', ...above].map((each) => `${PACKAGE}.${each}`),
    cells: KEY_CELL.FIRST_PART + parts.length,
    referenceCells: parts.map((_, at) => KEY_CELL.FIRST_PART + at),
    virtuals: [...KEY_METHODS, ...methods].map((signature, at) =>
      method(1 + at, signature, codeOf(signature, one)),
    ),
  };
}

export const keys: readonly ApiClass[] = [
  keyInterface(0, 'Key', []),
  keyInterface(4, 'SecretKey', ['Key']),
  keyInterface(2, 'PrivateKey', ['Key']),
  keyInterface(3, 'PublicKey', ['Key']),
  {
    token: 17,
    name: 'ECKey',
    isInterface: true,
    virtuals: abstracts([...EC_METHODS, COPY]),
  },
  ...SHAPES.map(interfaceOf),
  ...SHAPES.map(classOf),
];

/** The key in a cell: of one of these interfaces, with all of its parts. */
export function usableKey(machine: Machine, cell: number, names: readonly string[]): number {
  const key = machine.object(cell);
  const its = machine.classOf(key).name;
  if (!names.some((name) => its === keyClassName(name)))
    cryptoException(machine, REASON.ILLEGAL_VALUE);
  if (!isInitialized(machine, key)) cryptoException(machine, REASON.UNINITIALIZED_KEY);
  return key;
}
