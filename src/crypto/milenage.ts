/** Milenage: the authentication functions on AES. [TS35206 §4.1] */
import { assert, type Bytes, concat, xored } from '../base/index.ts';
import { encryptBlock } from './block-modes.ts';
import type { BlockCipher, Crypto } from './provider.ts';

const BLOCK = 16;
const SQN_LENGTH = 6;
const AMF_LENGTH = 2;

/** What an operator may change: rotations in bits and constants, of f1 to f5*. */
export interface MilenageConstants {
  readonly rotations: readonly number[];
  readonly constants: readonly Bytes[];
}

/** [TS35206 §4.1] */
export const MILENAGE_CONSTANTS: MilenageConstants = {
  rotations: [64, 0, 32, 64, 96],
  constants: [0, 1, 2, 4, 8].map((last) => {
    const constant = new Uint8Array(BLOCK);
    constant[BLOCK - 1] = last;
    return constant;
  }),
};

export interface MilenageKeys {
  readonly k: Bytes;
  readonly opc: Bytes;
  readonly constants?: MilenageConstants | undefined;
}

export interface AuthenticationNumbers {
  readonly rand: Bytes;
  readonly sqn: Bytes;
  readonly amf: Bytes;
}

/** What f2 to f5 give; TUAK and the test algorithm give the same. */
export interface AuthenticationKeys {
  readonly res: Bytes;
  readonly ck: Bytes;
  readonly ik: Bytes;
  readonly ak: Bytes;
}

/** [TS35206 §4.1] */
export function milenageOpc(crypto: Crypto, k: Bytes, op: Bytes): Bytes {
  return xored(encryptBlock(crypto.aes(k), op), op);
}

/** f1 and f1*: the MAC of the network and that of resynchronisation. */
export function milenageMac(
  crypto: Crypto,
  keys: MilenageKeys,
  { rand, sqn, amf }: AuthenticationNumbers,
): { readonly macA: Bytes; readonly macS: Bytes } {
  assert(sqn.length === SQN_LENGTH && amf.length === AMF_LENGTH, 'SQN is 6 bytes, AMF is 2');
  const cipher = crypto.aes(keys.k);
  const input = concat(sqn, amf, sqn, amf);
  const turned = rotated(xored(input, keys.opc), constantsOf(keys).rotations[0]!);
  const mixed = xored(xored(temp(cipher, keys, rand), turned), constantsOf(keys).constants[0]!);
  const out = xored(encryptBlock(cipher, mixed), keys.opc);
  return { macA: out.subarray(0, 8), macS: out.subarray(8) };
}

/** f2, f3, f4 and f5. */
export function milenageKeys(crypto: Crypto, keys: MilenageKeys, rand: Bytes): AuthenticationKeys {
  const cipher = crypto.aes(keys.k);
  const first = temp(cipher, keys, rand);
  const second = output(cipher, keys, { first, which: 1 });
  return {
    res: second.subarray(8),
    ck: output(cipher, keys, { first, which: 2 }),
    ik: output(cipher, keys, { first, which: 3 }),
    ak: second.subarray(0, SQN_LENGTH),
  };
}

/** f5*: the anonymity key of resynchronisation. */
export function milenageResyncKey(crypto: Crypto, keys: MilenageKeys, rand: Bytes): Bytes {
  const cipher = crypto.aes(keys.k);
  const first = temp(cipher, keys, rand);
  return output(cipher, keys, { first, which: 4 }).subarray(0, SQN_LENGTH);
}

function temp(cipher: BlockCipher, { opc }: MilenageKeys, rand: Bytes): Bytes {
  return encryptBlock(cipher, xored(rand, opc));
}

function output(
  cipher: BlockCipher,
  keys: MilenageKeys,
  { first, which }: { readonly first: Bytes; readonly which: number },
): Bytes {
  const { rotations, constants } = constantsOf(keys);
  const turned = rotated(xored(first, keys.opc), rotations[which]!);
  return xored(encryptBlock(cipher, xored(turned, constants[which]!)), keys.opc);
}

function constantsOf({ constants = MILENAGE_CONSTANTS }: MilenageKeys): MilenageConstants {
  return constants;
}

/** Towards the most significant bit, by any count of bits. */
function rotated(block: Bytes, bits: number): Bytes {
  const [whole, rest] = [bits >> 3, bits & 7];
  return Uint8Array.from(block, (_, i) => {
    const [high, low] = [block[(i + whole) % BLOCK]!, block[(i + whole + 1) % BLOCK]!];
    return ((high << rest) | (low >> (8 - rest))) & 0xff;
  });
}
