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

interface Blocks {
  parts: readonly Bytes[];
  length: number;
}

const NONE: Blocks = { parts: [], length: 0 };

const BLOCKS = ramSlot<Session, Blocks>(() => ({ ...NONE }));

/** What the header of a block settles; an error discards the request. */
export function checkBlock(head: CommandHead): void {
  const before = { ...BLOCKS.of(head.session) };
  takeBlocks(head);
  Object.assign(BLOCKS.of(head.session), before);
}

/** Takes off what had come so far, and gives it if this is the next block. */
function takeBlocks({ session, cla, p1, p2, length }: CommandHead): Blocks {
  const before = p2 === 0 ? NONE : { ...BLOCKS.of(session) };
  forgetBlocks(session);
  if (cla !== CLASS_PROPRIETARY) {
    refuse(SW.NO_SECURE_MESSAGING, CLAUSE, 'ES10 uses no secure messaging');
  }
  if (p1 !== P1_MORE_BLOCKS && p1 !== P1_LAST_BLOCK) {
    refuse(SW.WRONG_P1P2, CLAUSE, 'P1 is 11 with more blocks to come and 91 with the last');
  }
  if (p2 !== before.parts.length) {
    refuse(SW.WRONG_P1P2, CLAUSE, `block ${p2} came where ${before.parts.length} was due`);
  }
  if (length === 0) refuse(SW.WRONG_LENGTH, CLAUSE, 'a block without data');
  return before;
}

/**
 * Takes one block. `run` gets the whole request once it is there. Block 0 always begins a new
 * request; any error discards what had come so far.
 */
export function storeData(command: PlainCommand, run: (request: Bytes) => Bytes): Response {
  const { session, p1, data } = command;
  const before = takeBlocks({ ...command, length: data.length });
  const length = before.length + data.length;
  if (length > ES10_COMMAND_LENGTH_MAX) {
    refuse(SW.NO_MEMORY, CLAUSE, `a request has at most ${ES10_COMMAND_LENGTH_MAX} bytes`);
  }
  if (p1 === P1_LAST_BLOCK) {
    const request = before.parts.length === 0 ? data : concat(...before.parts, data);
    return { data: run(request), sw: SW.OK };
  }
  // The command's buffer is the kernel's and may be used again.
  Object.assign(BLOCKS.of(session), { parts: [...before.parts, data.slice()], length });
  return { data: EMPTY, sw: SW.OK };
}

/** Drops an unfinished request, as the session leaves the ISD-R. */
export function forgetBlocks(session: Session): void {
  BLOCKS.forget(session);
}
