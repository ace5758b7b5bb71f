/**
 * A MAC of a block cipher over data that come in parts: CBC-MAC, its algorithm 3, CMAC. The state
 * is bytes: how many wait, the last block, the chaining value. [ISO9797-1 §7] [SP800-38B §6.2]
 */
import { type Bytes, concat } from '../../../base/index.ts';
import { type BlockCipher, cmacSubkeys, encryptCbc } from '../../../crypto/index.ts';
import { PAD, padTo } from './padding.ts';

export const MAC_STATE_LENGTH = 1 + 2 * 16;

export interface MacRun {
  /** For all blocks. */
  readonly cipher: BlockCipher;
  /** For the last one, of algorithm 3. */
  readonly closing: { readonly second: BlockCipher; readonly third: BlockCipher } | undefined;
  /** A padding, or CMAC, which has its own. */
  readonly padding: number | 'cmac';
  readonly state: Bytes;
}

function fields({ cipher, state }: MacRun) {
  const { blockLength } = cipher;
  return {
    waiting: state.subarray(1, 1 + blockLength),
    chain: state.subarray(1 + blockLength, 1 + 2 * blockLength),
  };
}

export function beginMac(run: MacRun, vector: Bytes): void {
  fields(run).chain.set(vector);
}

/** The last block waits, whole or not, since it may be padded. */
export function updateMac(run: MacRun, data: Bytes): void {
  if (data.length === 0) return;
  const { blockLength } = run.cipher;
  const { waiting } = fields(run);
  const all = concat(waiting.subarray(0, run.state[0]), data);
  const blocks = Math.ceil(all.length / blockLength) - 1;
  absorb(run, all.slice(0, blocks * blockLength));
  const rest = all.slice(blocks * blockLength);
  waiting.set(rest);
  run.state[0] = rest.length;
}

function absorb(run: MacRun, blocks: Bytes): void {
  if (blocks.length === 0) return;
  const { chain } = fields(run);
  const out = encryptCbc(run.cipher, { iv: chain.slice(), data: blocks });
  chain.set(out.slice(-chain.length));
}

/** The code; `undefined` where blocks are not whole and nothing pads them. */
export function finishMac(run: MacRun): Bytes | undefined {
  const { cipher, closing, padding, state } = run;
  const { waiting, chain } = fields(run);
  const last = waiting.slice(0, state[0]);
  if (padding === 'cmac') absorb(run, maskedLast(cipher, last));
  else {
    const whole = padTo(last, padding === PAD.NULL ? PAD.NOPAD : padding, cipher.blockLength);
    if (whole === undefined) return undefined;
    absorb(run, whole);
  }
  const code = chain.slice();
  if (closing !== undefined) {
    closing.second.decryptAt(code, 0);
    closing.third.encryptAt(code, 0);
  }
  state.fill(0);
  return code;
}

function maskedLast(cipher: BlockCipher, last: Bytes): Bytes {
  const { blockLength } = cipher;
  const isWhole = last.length === blockLength;
  const block = new Uint8Array(blockLength);
  block.set(last);
  if (!isWhole) block[last.length] = 0x80;
  const subkey = cmacSubkeys(cipher)[isWhole ? 0 : 1];
  return block.map((byte, at) => byte ^ subkey[at]!);
}
