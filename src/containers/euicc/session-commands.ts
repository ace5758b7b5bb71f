/**
 * Commands between the terminal and the eUICC as a UICC, whatever is selected.
 * [TS102221 §11.1.19] [TS102221 §11.1.22] [TS102221 §11.2]
 */
import { type Bytes, EMPTY, isWireError } from '../../base/index.ts';
import {
  type CardSession,
  type Command,
  ramSlot,
  refuse,
  type Response,
  type Services,
} from '../../os/abi/index.ts';
import { TOKEN_LENGTH, type Toolkit, type Uicc } from '../../uicc/index.ts';
import { INS, parseTlvs, SW } from '../../wire/index.ts';

const TERMINAL_CAPABILITY_TAG = 0xa9;
const CLAUSE_SUSPEND = 'TS102221 §11.1.22';
const P1_RESUME = 0x01;

type Head = Pick<Command, 'cla' | 'ins' | 'p1' | 'p2'>;
/** Commands whose P1 and P2 are 00, with their clauses. */
const PLAIN: ReadonlyMap<number, string> = new Map<number, string>([
  [INS.TERMINAL_PROFILE, 'TS102221 §11.2.1'],
  [INS.ENVELOPE, 'TS102221 §11.2.2'],
  [INS.FETCH, 'TS102221 §11.2.3'],
  [INS.TERMINAL_RESPONSE, 'TS102221 §11.2.4'],
  [INS.TERMINAL_CAPABILITY, 'TS102221 §11.1.19'],
]);
const CLASS_LEGACY = 0xa0;

export interface SessionCommandParts {
  readonly services: Services;
  readonly toolkit: Toolkit;
  /** The UICC of the enabled profile. */
  readonly uicc: () => Uicc | undefined;
}

export class SessionCommands {
  readonly #parts: SessionCommandParts;
  readonly #toolkit: Toolkit;
  /** Whether a command has already made void what may have been kept for the card session. */
  readonly #sessions = ramSlot<CardSession, { begun: boolean }>(() => ({ begun: false }));

  constructor(parts: SessionCommandParts) {
    this.#parts = parts;
    this.#toolkit = parts.toolkit;
  }

  /** `atFiles`: whether what is selected are files of the UICC. */
  process(command: Command, atFiles: boolean): Response {
    const { card } = command.session;
    this.header(command, card);
    this.#endSuspension(command);
    const data =
      command.ins === INS.SUSPEND_UICC ? this.#suspend(command, atFiles) : this.#run(command, card);
    return { data, sw: SW.OK };
  }

  /** Called for each command of the card session that others process; the first has an effect. */
  endSuspension({ card }: Command['session']): void {
    const session = this.#sessions.of(card);
    if (session.begun) return;
    session.begun = true;
    const suspension = this.#parts.uicc()?.suspension;
    if (suspension?.isFor(card) === true) suspension.end();
  }

  /** TERMINAL CAPABILITY comes before RESUME; all others make what is kept void. */
  #endSuspension({ ins, p1, session }: Command): void {
    const isResume = ins === INS.SUSPEND_UICC && p1 === P1_RESUME;
    if (!isResume && ins !== INS.TERMINAL_CAPABILITY) this.endSuspension(session);
  }

  #suspend({ p1, data, session }: Command, atFiles: boolean): Bytes {
    const uicc = this.#parts.uicc();
    if (uicc === undefined) return noInstruction();
    const { card, channel } = session;
    if (channel !== 0)
      refuse(SW.NO_CHANNEL_SUPPORT, CLAUSE_SUSPEND, 'it comes on the basic channel');
    if (!atFiles) refuse(SW.CONDITIONS, CLAUSE_SUSPEND, 'what is selected is no file of the UICC');
    if (p1 === P1_RESUME) {
      const status = uicc.suspension.resume(card, data);
      uicc.resume(session, status);
      this.#toolkit.resume(card, status.terminalProfile);
      return EMPTY;
    }
    if (!this.#toolkit.isIdle(card))
      refuse(SW.CONDITIONS, CLAUSE_SUSPEND, 'a proactive command is pending');
    if (!uicc.isAlone(session))
      refuse(SW.CONDITIONS, CLAUSE_SUSPEND, 'an application is active on another channel');
    const terminalProfile = this.#toolkit.profileOf(card);
    const token = this.#parts.services.rng.bytes(TOKEN_LENGTH);
    this.#sessions.forget(card);
    return uicc.suspension.keep(
      card,
      { ...uicc.status(session), terminalProfile },
      { data, token },
    );
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
    checkPlain(head);
    switch (head.ins) {
      case INS.TERMINAL_PROFILE:
      case INS.TERMINAL_CAPABILITY:
        return 'in';
      case INS.SUSPEND_UICC:
        return this.#suspendHeader(head);
      case INS.FETCH:
        return 'out';
      case INS.TERMINAL_RESPONSE:
        this.#toolkit.checkFetched(card);
        return 'in';
      case INS.ENVELOPE:
        this.#toolkit.checkApplications();
        return 'in';
      default:
        return noInstruction();
    }
  }

  #suspendHeader({ p1, p2 }: Head): 'in' {
    if (this.#parts.uicc() === undefined) return noInstruction();
    if (p1 > P1_RESUME || p2 !== 0)
      refuse(SW.WRONG_P1P2, CLAUSE_SUSPEND, 'P1 is 00 or 01, and P2 00');
    return 'in';
  }
}

function noInstruction(): never {
  return refuse(SW.INS_NOT_SUPPORTED, 'TS102221 §10.1.2', 'no such instruction here');
}

/** In class A0 the word for it is of its time. [TS51011 §9.4.6] */
function checkPlain({ cla, ins, p1, p2 }: Head): void {
  const clause = PLAIN.get(ins);
  if (clause === undefined || (p1 === 0 && p2 === 0)) return;
  const sw = cla === CLASS_LEGACY ? SW.WRONG_OFFSET : SW.WRONG_P1P2;
  refuse(sw, clause, 'P1 and P2 are 00');
}

/** What the terminal offers is taken, and not used yet. */
function terminalCapability(data: Bytes): Bytes {
  const objects = parseTlvs(data);
  if (isWireError(objects) || objects[0]?.tag !== TERMINAL_CAPABILITY_TAG) {
    refuse(SW.WRONG_DATA, 'TS102221 §11.1.19', 'the data are no template A9');
  }
  return EMPTY;
}
