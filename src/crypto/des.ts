/**
 * DES and triple DES on cached key schedules. Parity bits of keys are ignored.
 * [SP800-67 §3]
 */
import { assert, type Bytes } from '../base/index.ts';
import type { BlockCipher } from './provider.ts';

export const DES_BLOCK = 8;
const ROUNDS = 16;
/** Six bits of key for each S-box. */
const SUBKEY_GROUPS = 8;
const KEY_LENGTHS: readonly number[] = [8, 16, 24];

/** The S-boxes, a row of 16 values after another. [SP800-67 §A.3] */
const S_BOXES: readonly string[] = [
  'E4D12FB83A6C5907 0F74E2D1A6CB9538 41E8D62BFC973A50 FC8249175B3EA06D',
  'F18E6B34972DC05A 3D47F28EC01A69B5 0E7BA4D158C6932F D8A13F42B67C05E9',
  'A09E63F51DC7B428 D709346A285ECBF1 D6498F30B12C5AE7 1AD069874FE3B52C',
  '7DE3069A1285BC4F D8B56F03472C1AE9 A690CB7DF13E5284 3F06A1D8945BC72E',
  '2C417AB6853FD0E9 EB2C47D150FA3986 421BAD78F9C5630E B8C71E2D6F09A453',
  'C1AF92680D34E75B AF427C9561DE0B38 9EF528C3704A1DB6 432C95FABE17608D',
  '4B2EF08D3C975A61 D0B7491AE35C2F86 14BDC37EAF680592 6BD814A7950FE23C',
  'D2846FB1A93E50C7 1FD8A374C56B0E92 7B419CE206ADF358 21E74A8DFC90356B',
];
/** [SP800-67 §A.2] */
const P = [
  16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10, 2, 8, 24, 14, 32, 27, 3, 9, 19, 13,
  30, 6, 22, 11, 4, 25,
];
const PC1 = [
  57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60,
  52, 44, 36, 63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21,
  13, 5, 28, 20, 12, 4,
];
const PC2 = [
  14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2, 41, 52,
  31, 37, 47, 55, 30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32,
];
/** Rounds whose halves of the key turn by one bit; the others by two. */
const SINGLE_SHIFTS: readonly number[] = [0, 1, 8, 15];

/** S-box and P in one look-up: 64 words for each of the 8 groups. */
const SP = makeSp();
const KEY_BITS = makeKeyBits();

/** DES with a key of 8 bytes; encrypt, decrypt, encrypt with one of 16 or 24. */
export function des(key: Bytes): BlockCipher {
  assert(KEY_LENGTHS.includes(key.length), 'a DES key is 8, 16 or 24 bytes');
  const first = keySchedule(key.subarray(0, 8));
  if (key.length === 8) return new Des([first]);
  const second = reversed(keySchedule(key.subarray(8, 16)));
  return new Des([first, second, key.length === 16 ? first : keySchedule(key.subarray(16))]);
}

class Des implements BlockCipher {
  readonly blockLength = DES_BLOCK;
  /** A pass over the block for each. */
  readonly #encrypt: readonly Uint8Array[];
  #decrypt: readonly Uint8Array[] | undefined;

  constructor(passes: readonly Uint8Array[]) {
    this.#encrypt = passes;
  }

  encryptAt(buffer: Bytes, offset: number): void {
    cipherAt(this.#encrypt, buffer, offset);
  }

  decryptAt(buffer: Bytes, offset: number): void {
    this.#decrypt ??= this.#encrypt.map(reversed).reverse();
    cipherAt(this.#decrypt, buffer, offset);
  }
}

function cipherAt(passes: readonly Uint8Array[], buffer: Bytes, at: number): void {
  assert(at >= 0 && at + DES_BLOCK <= buffer.length, 'a DES block is 8 bytes');
  let left = readWord(buffer, at);
  let right = readWord(buffer, at + 4);
  // The initial permutation, as five exchanges of bits between the halves.
  let swap = ((left >>> 4) ^ right) & 0x0f0f0f0f;
  right ^= swap;
  left ^= swap << 4;
  swap = ((left >>> 16) ^ right) & 0x0000ffff;
  right ^= swap;
  left ^= swap << 16;
  swap = ((right >>> 2) ^ left) & 0x33333333;
  left ^= swap;
  right ^= swap << 2;
  swap = ((right >>> 8) ^ left) & 0x00ff00ff;
  left ^= swap;
  right ^= swap << 8;
  swap = ((left >>> 1) ^ right) & 0x55555555;
  right ^= swap;
  left ^= swap << 1;
  for (const subkeys of passes) {
    for (let k = 0; k < ROUNDS * SUBKEY_GROUPS; k += SUBKEY_GROUPS) {
      const next = left ^ roundOf(right, subkeys, k);
      left = right;
      right = next;
    }
    // The halves of the last round are not exchanged.
    [left, right] = [right, left];
  }
  swap = ((left >>> 1) ^ right) & 0x55555555;
  right ^= swap;
  left ^= swap << 1;
  swap = ((right >>> 8) ^ left) & 0x00ff00ff;
  left ^= swap;
  right ^= swap << 8;
  swap = ((right >>> 2) ^ left) & 0x33333333;
  left ^= swap;
  right ^= swap << 2;
  swap = ((left >>> 16) ^ right) & 0x0000ffff;
  right ^= swap;
  left ^= swap << 16;
  swap = ((left >>> 4) ^ right) & 0x0f0f0f0f;
  right ^= swap;
  left ^= swap << 4;
  putWord(buffer, at, left);
  putWord(buffer, at + 4, right);
}

function roundOf(half: number, subkeys: Uint8Array, k: number): number {
  const turned = (half >>> 1) | (half << 31);
  return (
    SP[(turned >>> 26) ^ subkeys[k]!]! ^
    SP[64 | (((turned >>> 22) & 63) ^ subkeys[k + 1]!)]! ^
    SP[128 | (((turned >>> 18) & 63) ^ subkeys[k + 2]!)]! ^
    SP[192 | (((turned >>> 14) & 63) ^ subkeys[k + 3]!)]! ^
    SP[256 | (((turned >>> 10) & 63) ^ subkeys[k + 4]!)]! ^
    SP[320 | (((turned >>> 6) & 63) ^ subkeys[k + 5]!)]! ^
    SP[384 | (((turned >>> 2) & 63) ^ subkeys[k + 6]!)]! ^
    SP[448 | ((((turned << 2) | (turned >>> 30)) & 63) ^ subkeys[k + 7]!)]!
  );
}

/** [SP800-67 §2.3] */
function keySchedule(key: Bytes): Uint8Array {
  const out = new Uint8Array(ROUNDS * SUBKEY_GROUPS);
  for (let group = 0, at = 0; group < out.length; group++) {
    let six = 0;
    for (let i = 0; i < 6; i++, at++) {
      const bit = KEY_BITS[at]!;
      six = (six << 1) | ((key[bit >> 3]! >> (7 - (bit & 7))) & 1);
    }
    out[group] = six;
  }
  return out;
}

/** Which bit of the key, from 0, each bit of all subkeys is: PC1, the turns and PC2 in one. */
function makeKeyBits(): Uint8Array {
  let halves = PC1.map((from1) => from1 - 1);
  const out: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const by = SINGLE_SHIFTS.includes(round) ? 1 : 2;
    const [c, d] = [halves.slice(0, 28), halves.slice(28)];
    halves = [...c.slice(by), ...c.slice(0, by), ...d.slice(by), ...d.slice(0, by)];
    for (const from1 of PC2) out.push(halves[from1 - 1]!);
  }
  return Uint8Array.from(out);
}

/** The subkeys of a schedule in reverse, which decrypts. */
function reversed(schedule: Uint8Array): Uint8Array {
  const out = new Uint8Array(schedule.length);
  for (let round = 0; round < ROUNDS; round++) {
    const from = (ROUNDS - 1 - round) * SUBKEY_GROUPS;
    out.set(schedule.subarray(from, from + SUBKEY_GROUPS), round * SUBKEY_GROUPS);
  }
  return out;
}

function makeSp(): Int32Array {
  const out = new Int32Array(8 * 64);
  S_BOXES.forEach((text, box) => {
    const values = text.replaceAll(' ', '');
    for (let six = 0; six < 64; six++) {
      const row = ((six >> 4) & 2) | (six & 1);
      const value = Number.parseInt(values[16 * row + ((six >> 1) & 15)]!, 16);
      const word = value << (28 - 4 * box);
      let permuted = 0;
      for (const from1 of P) permuted = (permuted << 1) | ((word >>> (32 - from1)) & 1);
      out[64 * box + six] = permuted;
    }
  });
  return out;
}

function readWord(source: Bytes, at: number): number {
  return (source[at]! << 24) | (source[at + 1]! << 16) | (source[at + 2]! << 8) | source[at + 3]!;
}

function putWord(target: Bytes, at: number, value: number): void {
  target[at] = value >>> 24;
  target[at + 1] = value >>> 16;
  target[at + 2] = value >>> 8;
  target[at + 3] = value;
}
