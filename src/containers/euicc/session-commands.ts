/**
 * Commands between the terminal and the eUICC as a UICC, whatever is selected. No toolkit
 * application is there yet, so nothing is ever pending. [TS102221 §11.1.19] [TS102221 §11.2]
 */
import { EMPTY, isWireError } from '../../base/index.ts';
import { type Command, refuse, type Response } from '../../os/abi/index.ts';
import { INS, parseTlvs, SW } from '../../wire/index.ts';

const OK: Response = { data: EMPTY, sw: SW.OK };

const TERMINAL_CAPABILITY_TAG = 0xa9;

export function sessionCommand(command: Command): Response {
  if (sessionHeader(command) === 'in') {
    return command.ins === INS.TERMINAL_CAPABILITY ? terminalCapability(command) : OK;
  }
  return nothingPending('TS102221 §11.2.3', 'no proactive command is pending');
}

/** What the header settles: it is refused, or brings data, or fetches. [ISO7816-3 §10.3.2] */
export function sessionHeader(head: Pick<Command, 'ins' | 'p1' | 'p2'>): 'in' | 'out' {
  switch (head.ins) {
    case INS.TERMINAL_PROFILE:
      return plain(head, 'TS102221 §11.2.1');
    case INS.TERMINAL_CAPABILITY:
      return plain(head, 'TS102221 §11.1.19');
    case INS.FETCH:
      return 'out';
    case INS.TERMINAL_RESPONSE:
      return nothingPending('TS102221 §11.2.4', 'no proactive command waits for a response');
    case INS.ENVELOPE:
      return nothingPending('TS102221 §11.2.2', 'no toolkit application waits for events');
    default:
      return refuse(SW.INS_NOT_SUPPORTED, 'TS102221 §10.1.2', 'no such instruction here');
  }
}

/** What the terminal can do is taken, and not used yet. */
function plain({ p1, p2 }: Pick<Command, 'p1' | 'p2'>, clause: string): 'in' {
  if (p1 !== 0 || p2 !== 0) refuse(SW.WRONG_P1P2, clause, 'P1 and P2 are 00');
  return 'in';
}

function terminalCapability(command: Command): Response {
  const clause = 'TS102221 §11.1.19';
  const objects = parseTlvs(command.data);
  if (isWireError(objects) || objects[0]?.tag !== TERMINAL_CAPABILITY_TAG) {
    refuse(SW.WRONG_DATA, clause, 'the data are no template A9');
  }
  return OK;
}

function nothingPending(clause: string, why: string): never {
  return refuse(SW.CONDITIONS, clause, why);
}
