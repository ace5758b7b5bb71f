/** SELECT by DF name, as the kernel reads it. [ISO7816-4 §7.1.1] [GPCS §11.9] */
import { AID_LENGTH_MAX } from '../../base/index.ts';
import { type CommandApdu, SW } from '../../wire/index.ts';
import { refuse } from '../abi/index.ts';
import type { SelectRequest } from '../routing/index.ts';

export function parseSelect({ p2, data }: CommandApdu): SelectRequest {
  const occurrence = parseOccurrence(p2);
  if (data.length > AID_LENGTH_MAX) {
    refuse(SW.NOT_FOUND, 'ISO7816-4 §7.1.1', 'a DF name has at most 16 bytes');
  }
  return { aid: data, occurrence };
}

/** P2 bits 1-2 name the occurrence; bits 3-4 what is returned, which is the entity's matter. */
export function parseOccurrence(p2: number): SelectRequest['occurrence'] {
  const occurrence = p2 & 0x03;
  if ((p2 & 0xf0) !== 0 || occurrence === 1 || occurrence === 3) {
    refuse(SW.WRONG_P1P2, 'GPCS §11.9.2.2', 'only the first or next occurrence can be selected');
  }
  return occurrence === 0 ? 'first' : 'next';
}
