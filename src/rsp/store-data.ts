/**
 * The transport of ES10: one request in numbered blocks of STORE DATA, its response with the last.
 * [SGP22 §5.7.2] [GPCS §11.11]
 */
import { type Bytes, concat, EMPTY } from '../base/index.ts';
import { type CommandHead, type PlainCommand } from '../gp/index.ts';
import { ramSlot, refuse, type Response, type Session } from '../os/abi/index.ts';
import { SW } from '../wire/index.ts';
import { CLASS_PROPRIETARY } from '../wire/globalplatform/index.ts';

/** Longest request that the blocks may add up to, in bytes. */
export const ES10_COMMAND_LENGTH_MAX = 16_384;

const P1_MORE_BLOCKS = 0x11;
const P1_LAST_BLOCK = 0x91;
const CLAUSE = 'SGP22 §5.7.2';

/** The blocks of an unfinished request. */
interface Blocks {
  parts: readonly Bytes[];
  length: number;
}

const NO_PARTS: readonly Bytes[] = [];
const BLOCKS = ramSlot<Session, Blocks>(() => ({ parts: NO_PARTS, length: 0 }));

/** Whether this is the next block, as its header says; an error discards the request. */
export function checkBlock({ session, cla, p1, p2, length }: CommandHead): void {
  if (cla !== CLASS_PROPRIETARY) {
    discard(session, SW.NO_SECURE_MESSAGING, 'ES10 uses no secure messaging');
  }
  if (p1 !== P1_MORE_BLOCKS && p1 !== P1_LAST_BLOCK) {
    discard(session, SW.WRONG_P1P2, 'P1 is 11 with more blocks to come and 91 with the last');
  }
  // Block 0 always begins a new request.
  const due = p2 === 0 ? 0 : BLOCKS.of(session).parts.length;
  if (p2 !== due) discard(session, SW.WRONG_P1P2, `block ${p2} came where ${due} was due`);
  if (length === 0) discard(session, SW.WRONG_LENGTH, 'a block without data');
}

/**
 * Takes a block that was checked. `run` gets the whole request once it is there; any error discards
 * what had come so far.
 */
export function storeData(command: PlainCommand, run: (request: Bytes) => Bytes): Response {
  const { session, p1, p2, data } = command;
  const blocks = BLOCKS.of(session);
  const parts = p2 === 0 ? NO_PARTS : blocks.parts;
  const length = data.length + (p2 === 0 ? 0 : blocks.length);
  empty(blocks);
  if (length > ES10_COMMAND_LENGTH_MAX) {
    refuse(SW.NO_MEMORY, CLAUSE, `a request has at most ${ES10_COMMAND_LENGTH_MAX} bytes`);
  }
  if (p1 === P1_LAST_BLOCK) {
    const request = parts.length === 0 ? data : concat(...parts, data);
    return { data: run(request), sw: SW.OK };
  }
  // The command's buffer is the kernel's and may be used again.
  blocks.parts = [...parts, data.slice()];
  blocks.length = length;
  return { data: EMPTY, sw: SW.OK };
}

/** Drops an unfinished request, as the session leaves the ISD-R. */
export function forgetBlocks(session: Session): void {
  BLOCKS.forget(session);
}

function discard(session: Session, sw: number, why: string): never {
  forgetBlocks(session);
  return refuse(sw, CLAUSE, why);
}

function empty(blocks: Blocks): void {
  blocks.parts = NO_PARTS;
  blocks.length = 0;
}
