/**
 * A block cipher over data that come in parts. Its state is bytes: how many wait or are used up,
 * the bytes that wait, the chaining value, and the one to begin again with. [SP800-38A §6]
 */
import { type Bytes, concat } from '../../../base/index.ts';
import {
  type BlockCipher,
  ctr,
  decryptCbc,
  decryptEcb,
  encryptCbc,
  encryptEcb,
} from '../../../crypto/index.ts';
import { PAD, padTo, unpad } from '../security/padding.ts';

export const BLOCK_STATE_LENGTH = 1 + 3 * 16;

export interface BlockRun {
  readonly cipher: BlockCipher;
  readonly mode: 'ecb' | 'cbc' | 'ctr';
  readonly padding: number;
  readonly encrypts: boolean;
  readonly state: Bytes;
}

function fields({ cipher, state }: Pick<BlockRun, 'cipher' | 'state'>) {
  const { blockLength } = cipher;
  const at = (index: number): Bytes =>
    state.subarray(1 + index * blockLength, 1 + (index + 1) * blockLength);
  return { waiting: at(0), chain: at(1), first: at(2) };
}

/** Sets the initial vector, or the first counter. */
export function beginRun(run: Pick<BlockRun, 'cipher' | 'state'>, vector: Bytes): void {
  const { chain, first } = fields(run);
  chain.set(vector);
  first.set(vector);
}

/** Further data; gives what is certain of the result. */
export function updateRun(run: BlockRun, data: Bytes): Bytes {
  if (run.mode === 'ctr') return streamed(run, data);
  const { blockLength } = run.cipher;
  const all = taken(run, data);
  // The last block is held back where padding may be in it.
  const held = run.encrypts || run.padding === PAD.NOPAD ? 0 : 1;
  const blocks = Math.max(0, Math.floor((all.length - held) / blockLength));
  keep(run, all.slice(blocks * blockLength));
  return crypted(run, all.slice(0, blocks * blockLength));
}

/** The last data; `undefined` where blocks or padding are not whole. Begins again after it. */
export function finishRun(run: BlockRun, data: Bytes): Bytes | undefined {
  const result = run.mode === 'ctr' ? streamed(run, data) : lastBlocks(run, taken(run, data));
  if (result === undefined) return undefined;
  const { chain, first } = fields(run);
  chain.set(first);
  run.state[0] = 0;
  return result;
}

function lastBlocks(run: BlockRun, all: Bytes): Bytes | undefined {
  const { blockLength } = run.cipher;
  if (run.encrypts) {
    const whole = padTo(all, run.padding, blockLength);
    return whole && crypted(run, whole);
  }
  if (all.length % blockLength !== 0) return undefined;
  return unpad(crypted(run, all), run.padding, blockLength);
}

/** What waited, and what came. */
function taken(run: BlockRun, data: Bytes): Bytes {
  return concat(fields(run).waiting.subarray(0, run.state[0]), data);
}

function keep(run: BlockRun, rest: Bytes): void {
  fields(run).waiting.set(rest);
  run.state[0] = rest.length;
}

function crypted(run: BlockRun, data: Bytes): Bytes {
  const { cipher, encrypts, mode } = run;
  if (data.length === 0) return data;
  if (mode === 'ecb') return encrypts ? encryptEcb(cipher, data) : decryptEcb(cipher, data);
  const { chain } = fields(run);
  const iv = chain.slice();
  const out = encrypts ? encryptCbc(cipher, { iv, data }) : decryptCbc(cipher, { iv, data });
  chain.set((encrypts ? out : data).slice(-cipher.blockLength));
  return out;
}

/** CTR: a block of the key stream may be used in part. */
function streamed(run: BlockRun, data: Bytes): Bytes {
  const { cipher, state } = run;
  const { chain } = fields(run);
  const { blockLength } = cipher;
  const used = state[0]!;
  const shifted = concat(new Uint8Array(used), data);
  const out = ctr(cipher, { iv: chain.slice(), data: shifted }).slice(used);
  for (let left = Math.floor(shifted.length / blockLength); left > 0; left--) countUp(chain);
  state[0] = shifted.length % blockLength;
  return out;
}

function countUp(counter: Bytes): void {
  for (let at = counter.length - 1; at >= 0; at--) {
    counter[at]!++;
    if (counter[at] !== 0) return;
  }
}
