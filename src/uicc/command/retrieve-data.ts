/** RETRIEVE DATA: a data object of a BER-TLV EF, in blocks. */
import { type Bytes, isWireError, readBigEndian } from '../../base/index.ts';
import { type Command, refuse, type Response } from '../../os/abi/index.ts';
import { INS, parseTlv, SW } from '../../wire/index.ts';
import { storedObject, tagList } from '../file/ber-tlv-file.ts';
import { answer, wrongLength, wrongParameters } from './answer.ts';
import type { CommandHead, Place, UiccCommand } from './definition.ts';
import { arrive, ON_EF, type Target, targetOf } from './target.ts';

const CLAUSE = 'TS102221 §11.3.1';

/** Bits 8 and 7 of P2. [TS102221 §11.3.1.2 table 11.36] */
export const BLOCK = { NEXT: 0x00, AGAIN: 0x40, FIRST: 0x80 } as const;
const BLOCK_BITS = 0xc0;
const TAG_TAG_LIST = 0x5c;
const TAG_LENGTH_MAX = 3;

export function checkBlockHead({ p1, p2 }: Pick<CommandHead, 'p1' | 'p2'>, clause: string): void {
  if (p1 !== 0) wrongParameters(clause, 'P1 is 00');
  if ((p2 & BLOCK_BITS) === BLOCK_BITS || (p2 & 0x20) !== 0 || (p2 & 0x1f) === 31) {
    wrongParameters(clause, 'P2 names no block, or no short file identifier');
  }
}

export function blockOf({ p2 }: Pick<CommandHead, 'p2'>): { block: number; sfi: number } {
  return { block: p2 & BLOCK_BITS, sfi: p2 & 0x1f };
}

export const retrieveData: UiccCommand = {
  name: 'RETRIEVE DATA',
  ins: INS.RETRIEVE_DATA,
  clause: CLAUSE,
  classes: 'proprietary',
  // A tag comes with the first block alone.
  direction: (head) => (blockOf(head).block === BLOCK.FIRST ? 'in' : 'out'),
  check: (_place, head) => checkBlockHead(head, CLAUSE),
  prepare(at, head) {
    const { block, sfi } = blockOf(head);
    if (block === BLOCK.FIRST) retrieved(at, sfi);
  },
  run(at, command) {
    const { block, sfi } = blockOf(command);
    return block === BLOCK.FIRST ? first(at, command, sfi) : further(at, command);
  },
};

/** Further blocks are of the EF of the first one, which is current since then. */
export function refuseOtherFile({ uicc, context }: Place, sfi: number, clause: string): void {
  if (sfi === 0) return;
  const file = uicc.files.bySfi(context.directory, sfi);
  if (file !== undefined && file.entry === context.ef?.entry) return;
  refuse(SW.CONDITIONS, clause, 'the data object of the first block is in another EF');
}

function retrieved(at: Place, sfi: number): Target {
  const wish = { clause: CLAUSE, sfi, operation: ON_EF.READ } as const;
  return targetOf(at, { ...wish, kinds: ['ber-tlv'] });
}

function first(at: Place, command: Command, sfi: number): Response {
  const target = retrieved(at, sfi);
  const tag = tagOf(command.data);
  const object = tag === TAG_TAG_LIST ? tagList(target.body) : storedObject(target.body, tag);
  if (object === undefined) {
    return refuse(SW.REFERENCED_DATA_NOT_FOUND, CLAUSE, 'the EF has no object with this tag');
  }
  arrive(at, target, sfi);
  return send(at, command, { object, from: 0 });
}

function further(at: Place, command: Command): Response {
  const { transfer } = at.context;
  const { block, sfi } = blockOf(command);
  if (command.data.length > 0) wrongLength(CLAUSE, 'a tag comes with the first block alone');
  if (transfer?.direction !== 'out') {
    return refuse(SW.CONDITIONS, CLAUSE, 'no data object is being retrieved');
  }
  refuseOtherFile(at, sfi, CLAUSE);
  const { object, from, to } = transfer;
  if (block === BLOCK.AGAIN) return send(at, command, { object, from });
  if (to >= object.length) return refuse(SW.CONDITIONS, CLAUSE, 'the data object has ended');
  return send(at, command, { object, from: to });
}

function send(
  { context }: Place,
  { le }: Command,
  { object, from }: { readonly object: Bytes; readonly from: number },
): Response {
  const to = Math.min(object.length, from + (le ?? 256));
  context.transfer = { direction: 'out', object, from, to };
  const data = object.subarray(from, to);
  return to < object.length ? { data, sw: SW.MORE_DATA_AVAILABLE } : answer(data);
}

/** The data of a first block are one tag. */
function tagOf(data: Bytes): number {
  if (data.length === 0) return wrongLength(CLAUSE, 'the first block comes with a tag');
  const alone = parseTag(data);
  return alone ?? refuse(SW.WRONG_DATA, CLAUSE, 'the data are no tag');
}

/** The tag that a byte string is, alone; `undefined` where it is none. */
export function parseTag(data: Bytes): number | undefined {
  if (data.length === 0 || data.length > TAG_LENGTH_MAX || data[0] === 0) return undefined;
  const whole = parseTlv(Uint8Array.of(...data, 0));
  const isAlone = !isWireError(whole) && whole.value.length === 0;
  return isAlone && whole.next === data.length + 1 ? readBigEndian(data) : undefined;
}
