/**
 * Commands between the terminal and the eUICC as a UICC, whatever is selected.
 * [TS102221 §11.1.19] [TS102221 §11.2]
 */
import { type Bytes, EMPTY, isWireError } from '../../base/index.ts';
import { type CardSession, type Command, refuse, type Response } from '../../os/abi/index.ts';
import type { Toolkit } from '../../uicc/index.ts';
import { INS, parseTlvs, SW } from '../../wire/index.ts';

const TERMINAL_CAPABILITY_TAG = 0xa9;

type Head = Pick<Command, 'ins' | 'p1' | 'p2'>;

export class SessionCommands {
  readonly #toolkit: Toolkit;

  constructor(toolkit: Toolkit) {
    this.#toolkit = toolkit;
  }

  process(command: Command): Response {
    const { card } = command.session;
    this.header(command, card);
    return { data: this.#run(command, card), sw: SW.OK };
  }

  #run({ ins, data }: Command, card: CardSession): Bytes {
    switch (ins) {
      case INS.FETCH:
        return this.#toolkit.fetch(card);
      case INS.ENVELOPE:
        return this.#toolkit.envelope(card, data);
      case INS.TERMINAL_PROFILE:
        this.#toolkit.terminalProfile(card, data);
        return EMPTY;
      case INS.TERMINAL_RESPONSE:
        this.#toolkit.terminalResponse(card, data);
        return EMPTY;
      default:
        return terminalCapability(data);
    }
  }

  /** What the header settles: it is refused, or brings data, or fetches. [ISO7816-3 §10.3.2] */
  header(head: Head, card: CardSession): 'in' | 'out' {
    switch (head.ins) {
      case INS.TERMINAL_PROFILE:
        return plain(head, 'TS102221 §11.2.1');
      case INS.TERMINAL_CAPABILITY:
        return plain(head, 'TS102221 §11.1.19');
      case INS.FETCH:
        return 'out';
      case INS.TERMINAL_RESPONSE:
        this.#toolkit.checkFetched(card);
        return 'in';
      case INS.ENVELOPE:
        this.#toolkit.checkApplications();
        return 'in';
      default:
        return refuse(SW.INS_NOT_SUPPORTED, 'TS102221 §10.1.2', 'no such instruction here');
    }
  }
}

function plain({ p1, p2 }: Head, clause: string): 'in' {
  if (p1 !== 0 || p2 !== 0) refuse(SW.WRONG_P1P2, clause, 'P1 and P2 are 00');
  return 'in';
}

/** What the terminal offers is taken, and not used yet. */
function terminalCapability(data: Bytes): Bytes {
  const objects = parseTlvs(data);
  if (isWireError(objects) || objects[0]?.tag !== TERMINAL_CAPABILITY_TAG) {
    refuse(SW.WRONG_DATA, 'TS102221 §11.1.19', 'the data are no template A9');
  }
  return EMPTY;
}
