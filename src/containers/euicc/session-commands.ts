/**
 * Commands between the terminal and the eUICC as a UICC, whatever is selected.
 * [TS102221 §11.1.19] [TS102221 §11.1.22] [TS102221 §11.2]
 */
import { type Bytes, EMPTY, isWireError } from '../../base/index.ts';
import {
  type CardSession,
  type Command,
  isSessionCommand,
  ramSlot,
  refuse,
  type Response,
  type Services,
} from '../../os/abi/index.ts';
import { TOKEN_LENGTH, type Toolkit, type Uicc } from '../../uicc/index.ts';
import { INS, parseTlvs, SW } from '../../wire/index.ts';
import { SESSION_COMMANDS, type SessionCommandDefinition } from './session-command-table.ts';

const TERMINAL_CAPABILITY_TAG = 0xa9;
const CLAUSE_CAPABILITY = 'TS102221 §11.1.19';
const CLAUSE_SUSPEND = 'TS102221 §11.1.22';
const P1_RESUME = 0x01;

type Head = Pick<Command, 'cla' | 'ins' | 'p1' | 'p2'>;
const BY_INS: ReadonlyMap<number, SessionCommandDefinition> = new Map(
  SESSION_COMMANDS.map((one) => [one.ins, one]),
);
const CLASS_LEGACY = 0xa0;

export interface SessionCommandParts {
  readonly services: Services;
  readonly toolkit: Toolkit;
  /** The UICC of the enabled profile. */
  readonly uicc: () => Uicc | undefined;
}

/** How far a card session is in making void what may have been kept for it. */
interface SuspensionState {
  /** A T=0 header was there, at which nothing can be written: it is to be done. */
  due: boolean;
  done: boolean;
}

export class SessionCommands {
  readonly #parts: SessionCommandParts;
  readonly #toolkit: Toolkit;
  readonly #sessions = ramSlot<CardSession, SuspensionState>(() => ({
    due: false,
    done: false,
  }));

  constructor(parts: SessionCommandParts) {
    this.#parts = parts;
    this.#toolkit = parts.toolkit;
  }

  /** `atFiles`: whether what is selected are files of the UICC. */
  process(command: Command, atFiles: boolean): Response {
    const { card } = command.session;
    if (this.#sessions.of(card).due || isBetween(command)) this.endSuspension(command.session);
    this.#check(command, card);
    const data =
      command.ins === INS.SUSPEND_UICC ? this.#suspend(command, atFiles) : this.#run(command, card);
    return { data, sw: SW.OK };
  }

  /**
   * Called for each command of the card session that makes void what is kept, also where it is
   * refused; the first has an effect. What the operating system refuses by itself does not come
   * here: it reaches no UICC.
   */
  endSuspension({ card }: Command['session']): void {
    const session = this.#sessions.of(card);
    if (session.done) return;
    session.done = true;
    const suspension = this.#parts.uicc()?.suspension;
    if (suspension?.isFor(card) === true) suspension.end();
  }

  #suspend({ p1, data, session }: Command, atFiles: boolean): Bytes {
    const uicc = this.#parts.uicc();
    if (uicc === undefined) return noInstruction();
    const { card, channel } = session;
    if (uicc.isTerminated)
      refuse(SW.CONDITIONS, CLAUSE_SUSPEND, 'the use of the UICC was terminated');
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
        if (data.length > 0) refuse(SW.WRONG_LENGTH, 'TS102221 §11.2.3', 'FETCH brings no data');
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

  /** Each T=0 header comes here, since a command that it refuses comes nowhere else. */
  noteHeader(head: Head, card: CardSession): void {
    if (isBetween(head)) this.#sessions.of(card).due = true;
  }

  /** What a T=0 header announces, or a refusal as `process` would have it. [ISO7816-3 §10.3.2] */
  header(head: Head, card: CardSession): 'in' | 'out' {
    return this.#check(head, card);
  }

  /** Refuses what the header settles. */
  #check(head: Head, card: CardSession): 'in' | 'out' {
    const definition = BY_INS.get(head.ins);
    if (definition === undefined || !definition.offered) return noInstruction();
    if (head.ins === INS.SUSPEND_UICC && this.#parts.uicc() === undefined) return noInstruction();
    checkParameters(head, definition);
    if (head.ins === INS.TERMINAL_RESPONSE) this.#toolkit.checkFetched(card);
    if (head.ins === INS.ENVELOPE) this.#toolkit.checkApplications();
    return definition.direction;
  }
}

/** All but TERMINAL CAPABILITY and RESUME come between a suspension and what continues it. */
function isBetween({ cla, ins, p1, p2 }: Head): boolean {
  if (!isSessionCommand({ cla, ins })) return true;
  if (ins === INS.TERMINAL_CAPABILITY) return false;
  return ins !== INS.SUSPEND_UICC || p1 !== P1_RESUME || p2 !== 0;
}

function noInstruction(): never {
  return refuse(SW.INS_NOT_SUPPORTED, 'TS102221 §10.1.2', 'no such instruction here');
}

/** In class A0 the word for it is of its time. [TS51011 §9.4.6] */
function checkParameters({ cla, p1, p2 }: Head, definition: SessionCommandDefinition): void {
  const { clause, p1Max } = definition;
  if (p1 <= p1Max && p2 === 0) return;
  const sw = cla === CLASS_LEGACY ? SW.WRONG_OFFSET : SW.WRONG_P1P2;
  const allowed = p1Max === 0 ? 'P1 and P2 are 00' : 'P1 is 00 or 01, and P2 00';
  refuse(sw, clause, allowed);
}

/** What the terminal offers is taken, and not used yet. */
function terminalCapability(data: Bytes): Bytes {
  const objects = parseTlvs(data);
  const [template, ...others] = isWireError(objects) ? [] : objects;
  if (template?.tag !== TERMINAL_CAPABILITY_TAG || others.length > 0)
    return refuse(SW.WRONG_DATA, CLAUSE_CAPABILITY, 'the data are no template A9');
  if (isWireError(parseTlvs(template.value)))
    return refuse(SW.WRONG_DATA, CLAUSE_CAPABILITY, 'the template A9 holds no data objects');
  return EMPTY;
}
