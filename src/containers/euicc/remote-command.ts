/**
 * Commands that came in a secured packet, each one transaction: what is refused has written
 * nothing, and the run ends with its status word. [TS102226 §5] [TS102226 §8]
 */
import { type Bytes, EMPTY, isWireError } from '../../base/index.ts';
import {
  type Command,
  type Nvm,
  Refusal,
  type Response,
  type Session,
} from '../../os/abi/index.ts';
import { parseClassByte, parseCommandApdu, SW } from '../../wire/index.ts';

/** The bytes of CLA INS P1 P2. */
const HEADER_LENGTH = 4;

/** A command of a packet as an entity processes it; nothing where the bytes are none. */
function remoteCommand(apdu: Bytes, session: Session): Command | undefined {
  const parsed = parseCommandApdu(apdu);
  const cla = parseClassByte(apdu[0] ?? 0);
  if (isWireError(parsed) || isWireError(cla)) return undefined;
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

/** Runs one command of a packet in a session, undone where it is refused. */
export function runRemote(
  { nvm }: { readonly nvm: Pick<Nvm, 'savepoint'> },
  session: Session,
  process: (command: Command) => Response,
): (apdu: Bytes) => Response {
  return (apdu) => {
    const command = remoteCommand(apdu, session);
    if (command === undefined) return { data: EMPTY, sw: SW.WRONG_LENGTH };
    const savepoint = nvm.savepoint();
    try {
      const response = process(command);
      savepoint.release();
      return response;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      savepoint.rollback();
      return { data: EMPTY, sw: error.sw };
    }
  };
}
