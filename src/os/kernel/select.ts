/** SELECT by DF name, as the kernel reads it. [ISO7816-4 §7.1.1] [GPCS §11.9] */
import { AID_LENGTH_MAX } from '../../base/index.ts';
import { type CommandApdu, SW } from '../../wire/index.ts';
import { type Entity, refuse } from '../abi/index.ts';
import type { SelectRequest } from '../routing/index.ts';

export function parseSelect({ p2, data }: CommandApdu): SelectRequest {
  const occurrence = parseOccurrence(p2);
  if (data.length > AID_LENGTH_MAX) {
    refuse(SW.NOT_FOUND, 'ISO7816-4 §7.1.1', 'a DF name has at most 16 bytes');
  }
  return { aid: data, occurrence };
}

/** P2 bits 6-7: the application session begins, or ends. [TS102221 §11.1.1.2 table 11.2] */
const P2_TERMINATION = 0x40;

/**
 * P2 bits 1-2 name the occurrence; bits 3-4 what is returned, which is the entity's matter, and
 * bits 6-7 whether its session ends, which only some entities offer.
 */
export function parseOccurrence(p2: number): SelectRequest['occurrence'] {
  const occurrence = p2 & 0x03;
  if ((p2 & 0xf0 & ~P2_TERMINATION) !== 0 || occurrence === 1 || occurrence === 3) {
    refuse(SW.WRONG_P1P2, 'GPCS §11.9.2.2', 'only the first or next occurrence can be selected');
  }
  return occurrence === 0 ? 'first' : 'next';
}

/** Refuses, before anything is deselected, to end a session where the entity has none to end. */
export function checkTermination(p2: number, { name, applicationSession }: Entity): void {
  if ((p2 & P2_TERMINATION) === 0 || applicationSession === true) return;
  refuse(SW.WRONG_P1P2, 'TS102221 §8.5.3', `${name} has no application session`);
}
