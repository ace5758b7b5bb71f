/** What takes a command: the kernel itself, the paired container, or what is selected. */
import type { Bytes } from '../../base/index.ts';
import { type ClassByte, type CommandApdu, INS } from '../../wire/index.ts';
import { isSessionCommand } from '../abi/index.ts';
import type { Channel } from './session-table.ts';

/** Bit 5 of an inter-industry class: more of the command follows. [ISO7816-4 §5.3.3] */
export const CHAINING = 0x10;

export type Head = Pick<CommandApdu, 'cla' | 'ins' | 'p1' | 'p2'>;
export type Taker = 'manage-channel' | 'select' | 'session' | 'entity';

export function takerOf({ ins, p1 }: Head, { base }: ClassByte): Taker {
  if (base === 0x00 && ins === INS.MANAGE_CHANNEL) return 'manage-channel';
  if (base === 0x00 && ins === INS.SELECT && p1 === 0x04) return 'select';
  return isSessionCommand({ cla: base, ins }) ? 'session' : 'entity';
}

/**
 * Whether the kernel answers it from what it holds. Java's card library fetches with the class of
 * the command it sent, so 84 after a MACed one; class A0 fetches only what is there.
 */
export function isGetResponse({ ins }: Head, { base }: ClassByte, channel: Channel): boolean {
  if (ins !== INS.GET_RESPONSE) return false;
  if (channel.pending !== undefined) return (base & ~0xac) === 0;
  return (base & ~0x8c) === 0 && channel.current?.entity.framing !== 'own';
}

export function headOf(header: Bytes): Head {
  return { cla: header[0]!, ins: header[1]!, p1: header[2]!, p2: header[3]! };
}
