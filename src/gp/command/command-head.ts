/** What is known of a command before its data come: on T=0, its header. [ISO7816-3 §10.3.2] */
import { type Bytes, isWireError } from '../../base/index.ts';
import { type Command, refuse, type Session } from '../../os/abi/index.ts';
import { parseClassByte, SW } from '../../wire/index.ts';

export interface CommandHead extends Pick<Command, 'session' | 'cla' | 'ins' | 'p1' | 'p2'> {
  /** Of the data field: P3 where it announces one. */
  readonly length: number;
}

export function parseHead(header: Bytes, session: Session): CommandHead {
  const read = parseClassByte(header[0]!);
  const cla = isWireError(read) ? header[0]! : read.base;
  const [ins, p1, p2, length] = [header[1]!, header[2]!, header[3]!, header[4] ?? 0];
  return { session, cla, ins, p1, p2, length };
}

export function headOf(
  command: Pick<Command, 'session' | 'cla' | 'ins' | 'p1' | 'p2' | 'data'>,
): CommandHead {
  const { session, cla, ins, p1, p2, data } = command;
  return { session, cla, ins, p1, p2, length: data.length };
}

/** Bits 5 and 6 of a proprietary class belong to others: 2G, or an application's own. */
const CLASS_FOREIGN = 0x30;

/** [GPCS §11.1.4] */
export function refuseForeignClass(cla: number): void {
  if ((cla & CLASS_FOREIGN) === 0) return;
  refuse(SW.CLA_NOT_SUPPORTED, 'GPCS §11.1.4', 'no class of security domains');
}
