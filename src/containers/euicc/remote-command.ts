/**
 * Commands that came in a secured packet, each one transaction: what is refused has written
 * nothing, and the run ends with its status word. [TS102226 §5] [TS102226 §8]
 */
import {
  bigEndian,
  type Bytes,
  EMPTY,
  hex,
  isWireError,
  operandText,
  type TraceKind,
} from '../../base/index.ts';
import {
  type Command,
  type Nvm,
  refuse,
  Refusal,
  type Response,
  type Services,
  type Session,
} from '../../os/abi/index.ts';
import type { RunCommand } from '../../gp/index.ts';
import { parseClassByte, parseCommandApdu, SW } from '../../wire/index.ts';

/** The bytes of CLA INS P1 P2. */
const HEADER_LENGTH = 4;

/**
 * A command of a packet as an entity processes it, or the status word of bytes that are none. A
 * packet has the basic channel alone, and brings commands whole.
 */
function remoteCommand(apdu: Bytes, session: Session): Command | number {
  const cla = parseClassByte(apdu[0] ?? 0);
  if (isWireError(cla)) return SW.CLA_NOT_SUPPORTED;
  if (cla.channel !== 0) return SW.NO_CHANNEL_SUPPORT;
  if (cla.chained) return SW.NO_CHAINING;
  const parsed = parseCommandApdu(apdu);
  if (isWireError(parsed)) return SW.WRONG_LENGTH;
  const { ins, p1, p2, data, le, extended } = parsed;
  return {
    session,
    header: apdu.subarray(0, HEADER_LENGTH),
    cla: cla.base,
    ins,
    p1,
    p2,
    data,
    le,
    extended,
    at: 0,
    selecting: undefined,
    // The packet's own command has the cost.
    charge() {},
  };
}

/**
 * Runs one command of a packet in a session, undone where it is refused or where its answer has no
 * room in the proof of receipt.
 */
export function runRemote(
  { nvm, note }: Pick<Services, 'note'> & { readonly nvm: Pick<Nvm, 'savepoint'> },
  session: Session,
  process: (command: Command) => Response,
): RunCommand {
  return (apdu, room) => {
    const command = remoteCommand(apdu, session);
    if (typeof command === 'number') return { data: EMPTY, sw: command };
    const savepoint = nvm.savepoint();
    try {
      const response = process(command);
      if (response.data.length > room)
        refuse(SW.NO_MEMORY, 'TS102226 §5', 'the answer has no room in the proof of receipt');
      savepoint.release();
      return response;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      savepoint.rollback();
      note(REMOTE_REFUSED, hex(command.header), hex(bigEndian(error.sw, 2)), error.why);
      return { data: EMPTY, sw: error.sw };
    }
  };
}

export const REMOTE_REFUSED: TraceKind = {
  name: 'remote-refused',
  words: ([header, sw, why]) =>
    `command ${operandText(header)} of a packet is answered by ${operandText(sw)}: ` +
    operandText(why),
};
