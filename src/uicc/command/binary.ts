/** READ BINARY and UPDATE BINARY: transparent EFs. */
import { type Command, refuse, type Response } from '../../os/abi/index.ts';
import { INS, SW } from '../../wire/index.ts';
import { DONE, wrongLength, wrongParameters } from './answer.ts';
import type { CommandHead, Place, UiccCommand } from './definition.ts';
import { arrive, ON_EF, targetOf, type Wish } from './target.ts';

const READ = 'TS102221 §11.1.3';
const UPDATE = 'TS102221 §11.1.4';
/** Most bytes of a short answer, and of an extended one: all there are. */
const LE_ALL: readonly number[] = [256, 65_536];

const P1_SFI = 0x80;
const P1_RESERVED = 0x60;

/** Short file identifier and offset. [TS102221 §11.1.3.2 table 11.10] */
function place({ p1, p2 }: Pick<CommandHead, 'p1' | 'p2'>) {
  if ((p1 & P1_SFI) === 0) return { sfi: 0, offset: (p1 << 8) | p2 };
  return { sfi: p1 & 0x1f, offset: p2 };
}

function check(clause: string, { p1 }: Pick<CommandHead, 'p1'>): void {
  if ((p1 & P1_SFI) === 0) return;
  const sfi = p1 & 0x1f;
  if ((p1 & P1_RESERVED) === 0 && sfi > 0 && sfi < 31) return;
  wrongParameters(clause, 'P1 holds no short file identifier');
}

function wish(clause: string, sfi: number, operation: Wish['operation']): Wish {
  return { clause, sfi, kinds: ['transparent'], operation };
}

export const readBinary: UiccCommand = {
  name: 'READ BINARY',
  ins: INS.READ_BINARY,
  clause: READ,
  classes: 'inter-industry',
  direction: 'out',
  check: (_place, head) => check(READ, head),
  run(at, command) {
    if (command.data.length > 0) wrongLength(READ, 'READ BINARY has no data');
    const { sfi, offset } = place(command);
    const target = targetOf(at, wish(READ, sfi, ON_EF.READ));
    const { volume, entry } = target.body;
    if (offset >= entry.length) {
      return refuse(SW.WRONG_OFFSET, READ, `the EF has ${entry.length} bytes`);
    }
    const required = command.le ?? 256;
    const data = volume.read(entry, offset, Math.min(required, entry.length - offset));
    arrive(at, target, sfi);
    return { data, sw: endWord(command, data.length) };
  },
};

/** On T=0 the kernel answers 6CXX for a wrong Le; elsewhere a warning goes with what there is. */
function endWord({ le, session }: Command, length: number): number {
  if (le === undefined || length >= le || LE_ALL.includes(le)) return SW.OK;
  return session.card.link.outgoing === 'get-response' ? SW.OK : SW.END_OF_FILE;
}

/** Where the bytes go, once nothing is against it. */
function toUpdate(at: Place, head: Pick<CommandHead, 'p1' | 'p2' | 'length'>) {
  const { sfi, offset } = place(head);
  const target = targetOf(at, wish(UPDATE, sfi, ON_EF.UPDATE));
  const { entry } = target.body;
  if (offset >= entry.length) {
    return refuse(SW.WRONG_OFFSET, UPDATE, `the EF has ${entry.length} bytes`);
  }
  if (offset + head.length > entry.length) {
    return wrongLength(UPDATE, `the EF has ${entry.length - offset} bytes from there`);
  }
  return { target, sfi, offset };
}

export const updateBinary: UiccCommand = {
  name: 'UPDATE BINARY',
  ins: INS.UPDATE_BINARY,
  clause: UPDATE,
  classes: 'inter-industry',
  direction: 'in',
  check(_place, head) {
    check(UPDATE, head);
    if (head.length === 0) wrongLength(UPDATE, 'there is nothing to write');
  },
  prepare: (at, head) => void toUpdate(at, head),
  run(at, { p1, p2, data }): Response {
    const { target, sfi, offset } = toUpdate(at, { p1, p2, length: data.length });
    const { volume, entry } = target.body;
    volume.write(entry, offset, data);
    arrive(at, target, sfi);
    return DONE;
  },
};
