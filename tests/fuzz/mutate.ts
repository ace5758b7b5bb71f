/** Changes that a fuzzer makes to bytes: small ones, so that most of an input stays as it was. */
import { type Bytes, bytes, concat } from '../../src/base/index.ts';
import type { Random } from '../sim/random.ts';

/** Values at which lengths, tags and counters turn. */
const EDGES = [0x00, 0x01, 0x7e, 0x7f, 0x80, 0x81, 0x82, 0xfd, 0xfe, 0xff] as const;
/** Changes at most to one input. */
const CHANGES_MAX = 4;
/** Bytes at most that one insertion brings. */
const INSERT_MAX = 8;
/** Longest input; more says nothing new. */
export const INPUT_MAX = 600;

type Change = (input: Bytes, random: Random, other: Bytes) => Bytes;

function withByte(input: Bytes, at: number, value: number): Bytes {
  const out = input.slice();
  out[at] = value;
  return out;
}

function cut(input: Bytes, from: number, to: number): Bytes {
  return concat(input.subarray(0, from), input.subarray(to));
}

export const CHANGES: Readonly<Record<string, Change>> = {
  flipBit(input, random) {
    const at = random.below(input.length);
    return withByte(input, at, input[at]! ^ (1 << random.below(8)));
  },
  setByte: (input, random) => withByte(input, random.below(input.length), random.below(256)),
  setEdge: (input, random) => withByte(input, random.below(input.length), random.of(EDGES)),
  insert(input, random) {
    const at = random.below(input.length + 1);
    const added = random.bytes(1 + random.below(INSERT_MAX));
    return concat(input.subarray(0, at), added, input.subarray(at));
  },
  remove(input, random) {
    const at = random.below(input.length);
    return cut(input, at, at + 1 + random.below(INSERT_MAX));
  },
  truncate: (input, random) => input.slice(0, random.below(input.length)),
  repeat(input, random) {
    const at = random.below(input.length);
    const end = at + 1 + random.below(input.length - at);
    return concat(input.subarray(0, end), input.subarray(at));
  },
  splice(input, random, other) {
    const head = input.subarray(0, random.below(input.length + 1));
    return concat(head, other.subarray(random.below(other.length + 1)));
  },
  /** A length byte is changed by one, or halved. */
  editLength(input, random) {
    const counts = [...input.keys()].filter((at) => {
      const left = input.length - at - 1;
      return input[at]! > 0 && input[at]! <= left && left - input[at]! <= 4;
    });
    if (counts.length === 0) return withByte(input, random.below(input.length), 0xff);
    const at = random.of(counts);
    const value = input[at]!;
    return withByte(input, at, random.of([value - 1, value + 1, value >> 1, 0, 0xff]) & 0xff);
  },
};

const ALL = Object.values(CHANGES);

/** One to four changes in a row; `other` is what a splice takes its end from. */
export function mutate(input: Bytes, other: Bytes, random: Random): Bytes {
  let out: Bytes = input;
  for (let left = 1 + random.below(CHANGES_MAX); left > 0; left--) {
    out = out.length === 0 ? bytes(random.below(256)) : random.of(ALL)(out, random, other);
  }
  return out.slice(0, INPUT_MAX);
}
