/**
 * A hash function between two parts of its message: a state of fixed length, as bytes that a caller
 * keeps. All zero is the state before the first part. [FIPS180-4 §5] [FIPS180-4 §6]
 */
import { legacySha1, sha2 } from './hashes.ts';
import { assert, bigEndian, type Bytes } from '../base/index.ts';

/** Hash functions of which a state can be kept. */
export const RESUMABLE_HASHES = ['sha1', 'sha224', 'sha256', 'sha384', 'sha512'] as const;
export type ResumableHash = (typeof RESUMABLE_HASHES)[number];

/** What the library's object has inside: words of 32 bits, and the function of one block. */
interface Words {
  get(): readonly number[];
  set(...words: readonly number[]): void;
  process(view: DataView, offset: number): void;
}

interface Shape {
  readonly create: () => Words;
  readonly chainLength: number;
  readonly blockLength: number;
  readonly outputLength: number;
}

const COUNT_LENGTH = 8;
const WIDE_BLOCK = 128;

function shapeOf(name: ResumableHash): Shape {
  const library = name === 'sha1' ? legacySha1 : sha2[name];
  const create = () => library.create() as unknown as Words;
  const { blockLen: blockLength, outputLen: outputLength } = library;
  return { create, chainLength: 4 * create().get().length, blockLength, outputLength };
}

const SHAPES = Object.fromEntries(RESUMABLE_HASHES.map((name) => [name, shapeOf(name)])) as Record<
  ResumableHash,
  Shape
>;

/** Bytes of a state: intermediate value, number of bytes so far, the block that is not full. */
export function hashStateLength(name: ResumableHash): number {
  const { chainLength, blockLength } = SHAPES[name];
  return chainLength + COUNT_LENGTH + blockLength;
}

/** Bytes of an intermediate value. */
export function hashChainLength(name: ResumableHash): number {
  return SHAPES[name].chainLength;
}

/** Takes a further part of the message into a state, in place. */
export function updateHash(name: ResumableHash, state: Bytes, part: Bytes): void {
  const shape = SHAPES[name];
  const { chainLength, blockLength } = shape;
  assert(state.length === hashStateLength(name), 'a hash state of its length');
  const count = countOf(state, chainLength);
  const pending = state.subarray(chainLength + COUNT_LENGTH);
  let filled = count % blockLength;
  const compress = compressor(shape, state);
  for (let at = 0; at < part.length;) {
    const length = Math.min(blockLength - filled, part.length - at);
    pending.set(part.subarray(at, at + length), filled);
    filled += length;
    at += length;
    if (filled < blockLength) break;
    compress(pending);
    filled = 0;
  }
  state.set(bigEndian(count + part.length, COUNT_LENGTH), chainLength);
}

/** The digest of all parts; the state is zero again. */
export function finishHash(name: ResumableHash, state: Bytes): Bytes {
  const shape = SHAPES[name];
  const { chainLength, blockLength, outputLength } = shape;
  const count = countOf(state, chainLength);
  const lengthField = blockLength === WIDE_BLOCK ? 16 : 8;
  const filled = count % blockLength;
  const blocks = filled + 1 + lengthField > blockLength ? 2 : 1;
  const tail = new Uint8Array(blocks * blockLength);
  tail.set(state.subarray(chainLength + COUNT_LENGTH, chainLength + COUNT_LENGTH + filled));
  tail[filled] = 0x80;
  tail.set(bigEndian(count * 8, 8), tail.length - 8);
  const compress = compressor(shape, state);
  for (let at = 0; at < tail.length; at += blockLength)
    compress(tail.subarray(at, at + blockLength));
  const digest = state.slice(0, outputLength);
  state.fill(0);
  return digest;
}

/** Begins with an intermediate value, after a number of bytes: whole blocks. */
export function resumeHash(
  name: ResumableHash,
  state: Bytes,
  from: { readonly chain: Bytes; readonly count: number },
): void {
  const { chainLength, blockLength } = SHAPES[name];
  assert(from.chain.length === chainLength, 'an intermediate value of its length');
  assert(from.count > 0 && from.count % blockLength === 0, 'whole blocks went before');
  state.fill(0);
  state.set(from.chain, 0);
  state.set(bigEndian(from.count, COUNT_LENGTH), chainLength);
}

/** Bytes in one block of the function. */
export function hashBlockLength(name: ResumableHash): number {
  return SHAPES[name].blockLength;
}

function countOf(state: Bytes, at: number): number {
  let count = 0;
  for (let index = 0; index < COUNT_LENGTH; index++) count = count * 256 + state[at + index]!;
  return count;
}

/** Takes one block into the intermediate value; the library has the first one. */
function compressor({ create, chainLength }: Shape, state: Bytes): (block: Bytes) => void {
  const chain = new DataView(state.buffer, state.byteOffset, chainLength);
  return (block) => {
    const words = create();
    if (!state.subarray(0, chainLength).every((byte) => byte === 0))
      words.set(
        ...Array.from({ length: chainLength / 4 }, (_, index) => chain.getInt32(4 * index)),
      );
    words.process(new DataView(block.buffer, block.byteOffset, block.length), 0);
    words.get().forEach((word, index) => chain.setInt32(4 * index, word));
  };
}
