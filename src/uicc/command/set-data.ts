/**
 * SET DATA: a data object of a BER-TLV EF, in blocks. Blocks are kept in RAM until the last one has
 * come, so that the object is stored as a whole or not at all.
 */
import { type Bytes, concat, EMPTY, isWireError } from '../../base/index.ts';
import { type Command, refuse, type Response } from '../../os/abi/index.ts';
import { INS, parseTlv, SW } from '../../wire/index.ts';
import { storedObject, storeObject } from '../file/ber-tlv-file.ts';
import type { FileRef } from '../file/file-system.ts';
import { DONE, wrongLength, wrongParameters } from './answer.ts';
import type { CommandHead, Place, UiccCommand } from './definition.ts';
import { BLOCK, blockOf, checkBlockHead, parseTag, refuseOtherFile } from './retrieve-data.ts';
import { arrive, ON_EF, type Target, targetOf } from './target.ts';

const CLAUSE = 'TS102221 §11.3.2';
/** Longest object that is taken in. */
export const OBJECT_LENGTH_MAX = 65_535;

export const setData: UiccCommand = {
  name: 'SET DATA',
  ins: INS.SET_DATA,
  clause: CLAUSE,
  classes: 'proprietary',
  direction: 'in',
  check(_place, head) {
    checkBlockHead(head, CLAUSE);
    if (blockOf(head).block === BLOCK.AGAIN) wrongParameters(CLAUSE, 'no block is sent again');
  },
  prepare: (at, head) => void toSet(at, head),
  run(at, command) {
    const { p2, data } = command;
    const target = toSet(at, { p2, length: data.length });
    const isFirst = blockOf(command).block === BLOCK.FIRST;
    return isFirst ? first(at, command, target) : further(at, data, target);
  },
};

/** The EF, once nothing is against it, and for a further block a transfer that it goes on with. */
function toSet(at: Place, head: Pick<CommandHead, 'p2' | 'length'>): Target {
  const { block, sfi } = blockOf(head);
  const wish = { clause: CLAUSE, sfi, operation: ON_EF.UPDATE } as const;
  const target = targetOf(at, { ...wish, kinds: ['ber-tlv'] });
  if (head.length === 0) return wrongLength(CLAUSE, 'a block has at least one byte');
  if (block !== BLOCK.FIRST) {
    coming(at);
    refuseOtherFile(at, sfi, CLAUSE);
  }
  return target;
}

/** What has come of an object that is being stored. */
function coming({ context }: Place) {
  const { transfer } = context;
  if (transfer?.direction === 'in') return transfer;
  return refuse(SW.CONDITIONS, CLAUSE, 'no data object is being stored');
}

function first(at: Place, { p2, data }: Command, target: Target): Response {
  const tag = parseTag(data);
  if (tag !== undefined) {
    if (storedObject(target.body, tag) === undefined) {
      return refuse(SW.REFERENCED_DATA_NOT_FOUND, CLAUSE, 'the EF has no object with this tag');
    }
    store(target.body, tag, undefined);
    enter(at, target, p2);
    return DONE;
  }
  const length = wholeLength(data);
  if (length === undefined || length > OBJECT_LENGTH_MAX) {
    return refuse(SW.WRONG_DATA, CLAUSE, 'the first block holds no tag and length');
  }
  const response = take(at, { length, parts: [data] }, target);
  enter(at, target, p2);
  return response;
}

/** A file that becomes current ends a transfer, so the one that begins is put back. */
function enter(at: Place, target: Target, p2: number): void {
  const { transfer } = at.context;
  arrive(at, target, p2 & 0x1f);
  at.context.transfer = transfer;
}

function further(at: Place, data: Bytes, target: Target): Response {
  const { length, parts } = coming(at);
  return take(at, { length, parts: [...parts, data] }, target);
}

function take(
  { context }: Place,
  object: { readonly length: number; readonly parts: readonly Bytes[] },
  { body }: Target,
): Response {
  const parts = object.parts.map((one) => Uint8Array.from(one));
  const whole = concat(...parts);
  if (whole.length < object.length) {
    context.transfer = { direction: 'in', length: object.length, parts };
    return { data: EMPTY, sw: SW.MORE_DATA_EXPECTED };
  }
  context.transfer = undefined;
  const read = parseTlv(whole);
  if (isWireError(read) || read.next !== whole.length) {
    return refuse(SW.WRONG_DATA, CLAUSE, 'the blocks hold more than one data object');
  }
  store(body, read.tag, whole);
  return DONE;
}

function store(body: FileRef, tag: number, whole: Bytes | undefined): void {
  if (tag === 0x5c) refuse(SW.WRONG_DATA, CLAUSE, 'the list of tags is not stored');
  if (storeObject(body, tag, whole)) return;
  refuse(SW.NO_MEMORY, CLAUSE, `the EF has ${body.entry.sizeMax} bytes at most`);
}

/** What tag and length announce. */
function wholeLength(data: Bytes): number | undefined {
  if (data[0] === 0) return undefined;
  const least = parseTlv(data);
  if (!isWireError(least)) return least.next;
  let at = 1;
  if ((data[0]! & 0x1f) === 0x1f) {
    while (at < data.length && (data[at]! & 0x80) !== 0) at++;
    at++;
  }
  const form = data[at];
  if (form === undefined || form === 0x80 || form > 0x84) return undefined;
  const count = form < 0x80 ? 0 : form & 0x7f;
  if (at + count >= data.length) return undefined;
  let length = form < 0x80 ? form : 0;
  for (let i = 1; i <= count; i++) length = length * 256 + data[at + i]!;
  return at + 1 + count + length;
}
