/** TUAK: the authentication functions on Keccak. [TS35231 §7] */
import { keccakP } from '@noble/hashes/sha3.js';
import { assert, bytes, type Bytes, EMPTY, utf8 } from '../base/index.ts';
import type { AuthenticationKeys, AuthenticationNumbers } from './milenage.ts';

const STATE_LENGTH = 200;
const NAME = utf8('TUAK1.0');
const TOP_LENGTH = 32;
const KEY_LENGTHS: readonly number[] = [16, 32];
const MAC_LENGTHS: readonly number[] = [8, 16, 32];
const RES_LENGTHS: readonly number[] = [4, 8, 16, 32];
const AK_LENGTH = 6;

/** Bytes of the state, after the transposition of [TS35231 §6]; each field is in reverse. */
const AT = { top: 0, instance: 32, name: 33, rand: 40, amf: 56, sqn: 58, key: 64, padding: 96 };
const PADDING_FIRST = 0x1f;
const PADDING_LAST = 0x80;
const PADDING_END = 135;

/** Where the outputs of f2 to f5 begin. [TS35231 §7.4] */
const OUT = { res: 0, ck: 32, ik: 64, ak: 96 };

/** First byte of the input, by function. [TS35231 §7] */
const INSTANCE = { topc: 0x00, f1: 0x00, f1Star: 0x80, f2345: 0x40, f5Star: 0xc0, longKey: 0x01 };

export interface TuakKeys {
  /** 16 or 32 bytes. */
  readonly k: Bytes;
  readonly topc: Bytes;
  /** Applications of the permutation; 1 unless given. */
  readonly iterations?: number | undefined;
}

/** Lengths in bytes that an operator chooses. */
export interface TuakLengths {
  readonly res: number;
  readonly ck: number;
  readonly ik: number;
}

/** [TS35231 §7.1] */
export function tuakTopc(k: Bytes, top: Bytes, iterations = 1): Bytes {
  const instance = INSTANCE.topc;
  return field(permuted({ k, topc: top, iterations }, { instance }), 0, TOP_LENGTH);
}

/** f1 and f1*, 8, 16 or 32 bytes each. [TS35231 §7.2] [TS35231 §7.3] */
export function tuakMac(
  keys: TuakKeys,
  numbers: AuthenticationNumbers,
  length: number,
): { readonly macA: Bytes; readonly macS: Bytes } {
  assert(MAC_LENGTHS.includes(length), 'a MAC of TUAK is 8, 16 or 32 bytes');
  const mac = (instance: number): Bytes =>
    field(permuted(keys, { instance: instance | length, ...numbers }), 0, length);
  return { macA: mac(INSTANCE.f1), macS: mac(INSTANCE.f1Star) };
}

/** f2 to f5. [TS35231 §7.4] */
export function tuakKeys(keys: TuakKeys, rand: Bytes, lengths: TuakLengths): AuthenticationKeys {
  const { res, ck, ik } = lengths;
  assert(RES_LENGTHS.includes(res), 'RES of TUAK is 4, 8, 16 or 32 bytes');
  assert(KEY_LENGTHS.includes(ck) && KEY_LENGTHS.includes(ik), 'CK and IK are 16 or 32 bytes');
  // RES of 4 bytes is coded as none of the lengths.
  const coded = (res === 4 ? 0 : res) | (ck === 32 ? 0x04 : 0) | (ik === 32 ? 0x02 : 0);
  const state = permuted(keys, { instance: INSTANCE.f2345 | coded, rand });
  return {
    res: field(state, OUT.res, res),
    ck: field(state, OUT.ck, ck),
    ik: field(state, OUT.ik, ik),
    ak: field(state, OUT.ak, AK_LENGTH),
  };
}

/** f5*. [TS35231 §7.5] */
export function tuakResyncKey(keys: TuakKeys, rand: Bytes): Bytes {
  return field(permuted(keys, { instance: INSTANCE.f5Star, rand }), OUT.ak, AK_LENGTH);
}

interface TuakInput extends Partial<AuthenticationNumbers> {
  readonly instance: number;
}

function permuted({ k, topc, iterations = 1 }: TuakKeys, input: TuakInput): Bytes {
  assert(KEY_LENGTHS.includes(k.length), 'a key of TUAK is 16 or 32 bytes');
  assert(topc.length === TOP_LENGTH, 'TOP and TOPc are 32 bytes');
  const { rand = EMPTY, sqn = EMPTY, amf = EMPTY } = input;
  const instance = input.instance | (k.length === 32 ? INSTANCE.longKey : 0);
  const state = new Uint8Array(STATE_LENGTH);
  const put = (at: number, value: Bytes): void => state.set(value.toReversed(), at);
  put(AT.top, topc);
  put(AT.instance, bytes(instance));
  put(AT.name, NAME);
  put(AT.rand, rand);
  put(AT.amf, amf);
  put(AT.sqn, sqn);
  put(AT.key, k);
  state[AT.padding] = PADDING_FIRST;
  state[PADDING_END] = PADDING_LAST;
  return permutation(state, iterations);
}

/** The words of the state are little-endian, whatever the machine. */
function permutation(state: Bytes, iterations: number): Bytes {
  const words = new Uint32Array(STATE_LENGTH / 4);
  const view = new DataView(state.buffer);
  for (let i = 0; i < words.length; i++) words[i] = view.getUint32(4 * i, true);
  for (let i = 0; i < iterations; i++) keccakP(words);
  const out = new Uint8Array(STATE_LENGTH);
  const written = new DataView(out.buffer);
  words.forEach((word, i) => written.setUint32(4 * i, word, true));
  return out;
}

function field(state: Bytes, at: number, length: number): Bytes {
  return state.slice(at, at + length).reverse();
}
