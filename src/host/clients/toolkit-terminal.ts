/**
 * The terminal's side of the toolkit: fetches what is pending, carries it out as far as a modem
 * without a user can, and answers. A script gives the answers of the user. [TS102223 §6.4, §6.8]
 */
import { type Bytes, bytes, concat, EMPTY, isWireError } from '../../base/index.ts';
import { INS } from '../../wire/index.ts';
import {
  CAT_COMMAND,
  CAT_EVENT,
  CAT_RESULT,
  CAT_TAG,
  type CatObject,
  emitTerminalProfile,
  emitTerminalResponse,
  emitTimerExpiration,
  emitText,
  emitTimerValue,
  ENVELOPE_TAG,
  findCat,
  LOCAL_INFORMATION,
  optional,
  parseProactiveCommand,
  parseTimerValue,
  type ProactiveCommand,
  TIMER_ACTION,
} from '../../wire/cat/index.ts';
import { type Conversation, whole } from './conversation.ts';
import {
  type Answer,
  DONE,
  eventList,
  INCOMPLETE,
  menuIn,
  pollInterval,
  setUpMenu,
  shortMessage,
  textIn,
  type ToolkitEffect,
  unable,
} from './toolkit-answers.ts';

const CLASS = 0x80;
const PENDING = 0x91;
/** Proactive commands in a row; more is a card that never ends. */
const ROUNDS_MAX = 64;

/** What the terminal reports of itself. */
export interface TerminalFacts {
  /** Country, network, area and cell as in EF_LOCI and behind it, 7 bytes or more. */
  readonly location: Bytes;
  /** Eight bytes, digits swapped. */
  readonly imei: Bytes;
  /** Seven bytes, digits swapped, or nothing. */
  readonly dateTime?: Bytes | undefined;
  /** Two letters. */
  readonly language: string;
  /** [TS102223 §8.61] */
  readonly accessTechnology: number;
}

/**
 * One answer of the script, for the next command that a user answers: a text for GET INPUT, an item
 * for SELECT ITEM, a result for any.
 */
export interface UserAnswer {
  /** Only for a command of this type, of any kind: a terminal that is busy, a network that is. */
  readonly command?: number;
  readonly result?: number;
  readonly text?: string;
  /** Identifier of a menu's item. */
  readonly item?: number;
}

/** A proactive command, and what the terminal answered. */
export interface ToolkitExchange {
  readonly command: ProactiveCommand;
  readonly result: number;
  readonly objects: readonly CatObject[];
}

/** What the card answered to an envelope, and what its commands then made the terminal do. */
export interface EnvelopeResult {
  readonly answer: Bytes;
  readonly effects: readonly ToolkitEffect[];
}

/** The profile of this terminal: a script, or the modem itself, answers these. [TS102223 §5.2] */
export const TERMINAL_PROFILE = emitTerminalProfile({
  commands: [
    CAT_COMMAND.REFRESH,
    CAT_COMMAND.MORE_TIME,
    CAT_COMMAND.POLL_INTERVAL,
    CAT_COMMAND.POLLING_OFF,
    CAT_COMMAND.SET_UP_EVENT_LIST,
    CAT_COMMAND.SEND_SHORT_MESSAGE,
    CAT_COMMAND.DISPLAY_TEXT,
    CAT_COMMAND.GET_INPUT,
    CAT_COMMAND.SELECT_ITEM,
    CAT_COMMAND.SET_UP_MENU,
    CAT_COMMAND.PROVIDE_LOCAL_INFORMATION,
    CAT_COMMAND.TIMER_MANAGEMENT,
  ],
  events: [CAT_EVENT.locationStatus, CAT_EVENT.userActivity, CAT_EVENT.idleScreenAvailable],
  envelopes: [ENVELOPE_TAG.smsPpDownload, ENVELOPE_TAG.menuSelection, ENVELOPE_TAG.timerExpiration],
});

export interface ToolkitTerminalOptions {
  readonly facts: TerminalFacts;
  readonly answers?: readonly UserAnswer[];
  /** Called for each proactive command once it is answered. */
  readonly onExchange?: ((exchange: ToolkitExchange) => void) | undefined;
}

export class ToolkitTerminal {
  readonly #facts: TerminalFacts;
  readonly #answers: UserAnswer[];
  readonly #onExchange: ((exchange: ToolkitExchange) => void) | undefined;
  readonly #timers = new Map<number, number>();

  constructor({ facts, answers = [], onExchange }: ToolkitTerminalOptions) {
    this.#facts = facts;
    this.#answers = [...answers];
    this.#onExchange = onExchange;
  }

  /** Seconds of each timer that runs. */
  get timers(): ReadonlyMap<number, number> {
    return this.#timers;
  }

  /** A timer has run out: the card is notified once. Nothing where none runs. [TS102223 §7.4] */
  *expire(timer: number): Conversation<EnvelopeResult | undefined> {
    const seconds = this.#timers.get(timer);
    if (seconds === undefined) return undefined;
    this.#timers.delete(timer);
    return yield* this.envelope(emitTimerExpiration(timer, emitTimerValue(seconds)));
  }

  /** Sends TERMINAL PROFILE, then serves what is pending. [TS102223 §5.2] */
  *start(profile: Bytes): Conversation<readonly ToolkitEffect[]> {
    const answer = yield* whole(
      concat(bytes(CLASS, INS.TERMINAL_PROFILE, 0, 0, profile.length), profile),
    );
    return yield* this.serve(answer);
  }

  /** An envelope, and what follows it. */
  *envelope(data: Bytes): Conversation<EnvelopeResult> {
    const apdu = concat(bytes(CLASS, INS.ENVELOPE, 0, 0, data.length), data, bytes(0));
    const answer = yield* whole(apdu);
    return { answer, effects: yield* this.serve(answer) };
  }

  /** While the last answer was 91xx: FETCH, TERMINAL RESPONSE. */
  *serve(last: Bytes): Conversation<readonly ToolkitEffect[]> {
    const effects: ToolkitEffect[] = [];
    let answer = last;
    for (let round = 0; answer.at(-2) === PENDING && round < ROUNDS_MAX; round++) {
      const fetched = yield* whole(bytes(CLASS, INS.FETCH, 0, 0, answer.at(-1)!));
      const command = parseProactiveCommand(fetched.subarray(0, -2));
      if (isWireError(command)) break;
      const { result, additional = EMPTY, objects = [], effect } = this.#scripted(command);
      if (effect !== undefined) effects.push(effect);
      const { details } = command;
      const response = emitTerminalResponse({ details, result, additional, objects });
      const header = bytes(CLASS, INS.TERMINAL_RESPONSE, 0, 0, response.length);
      answer = yield* whole(concat(header, response));
      this.#onExchange?.({ command, result, objects });
    }
    return effects;
  }

  /** A result that the script has for this type of command comes before all else. */
  #scripted(command: ProactiveCommand): Answer {
    const { type } = command.details;
    const at = this.#answers.findIndex((one) => one.command === type && isBare(one));
    if (at < 0) return this.#answer(command);
    const [{ result = CAT_RESULT.done } = {}] = this.#answers.splice(at, 1);
    return { result, additional: hasAdditional(result) ? bytes(0x00) : EMPTY };
  }

  /** The next answer of the user to a command of the type. */
  #next(type: number): UserAnswer {
    const at = this.#answers.findIndex(
      ({ command = type, text, item }) =>
        command === type &&
        (text === undefined || type === CAT_COMMAND.GET_INPUT) &&
        (item === undefined || type === CAT_COMMAND.SELECT_ITEM),
    );
    return at < 0 ? {} : this.#answers.splice(at, 1)[0]!;
  }

  #answer(command: ProactiveCommand): Answer {
    const { details, objects } = command;
    switch (details.type) {
      case CAT_COMMAND.REFRESH:
        return { ...DONE, effect: { kind: 'refresh', mode: details.qualifier } };
      case CAT_COMMAND.POLL_INTERVAL:
        return pollInterval(objects);
      case CAT_COMMAND.POLLING_OFF:
        return { ...DONE, effect: { kind: 'polling', seconds: 0 } };
      case CAT_COMMAND.SET_UP_EVENT_LIST:
        return eventList(objects);
      case CAT_COMMAND.SET_UP_MENU:
        return setUpMenu(objects);
      case CAT_COMMAND.SELECT_ITEM:
        return this.#selectItem(objects);
      case CAT_COMMAND.DISPLAY_TEXT:
        return this.#displayText(objects);
      case CAT_COMMAND.GET_INPUT:
        return this.#getInput(objects);
      case CAT_COMMAND.PROVIDE_LOCAL_INFORMATION:
        return this.#localInformation(details.qualifier);
      case CAT_COMMAND.TIMER_MANAGEMENT:
        return this.#timer(details.qualifier, objects);
      case CAT_COMMAND.SEND_SHORT_MESSAGE:
        return shortMessage(objects);
      case CAT_COMMAND.MORE_TIME:
        return DONE;
      default:
        return { result: CAT_RESULT.typeNotUnderstood };
    }
  }

  #displayText(objects: readonly CatObject[]): Answer {
    const text = textIn(objects);
    if (text === undefined) return INCOMPLETE;
    const { result = CAT_RESULT.done } = this.#next(CAT_COMMAND.DISPLAY_TEXT);
    return { result, effect: { kind: 'text', text } };
  }

  #getInput(objects: readonly CatObject[]): Answer {
    const [min = 0, max = 0xff] = findCat(objects, CAT_TAG.responseLength) ?? [];
    const { result = CAT_RESULT.done, text } = this.#next(CAT_COMMAND.GET_INPUT);
    if (result !== CAT_RESULT.done) return { result };
    if (text === undefined) return { result: CAT_RESULT.noAnswer };
    if (text.length < min || text.length > max) return { result: CAT_RESULT.endedByUser };
    return { result, objects: [optional(CAT_TAG.textString, emitText(text))] };
  }

  /** The item of the script, else the first. */
  #selectItem(objects: readonly CatObject[]): Answer {
    const { items } = menuIn(objects);
    const [first] = items.keys();
    const { result = CAT_RESULT.done, item = first } = this.#next(CAT_COMMAND.SELECT_ITEM);
    if (result !== CAT_RESULT.done) return { result };
    if (item === undefined || !items.has(item)) return { result: CAT_RESULT.valuesMissing };
    return { result, objects: [optional(CAT_TAG.itemIdentifier, bytes(item))] };
  }

  #localInformation(qualifier: number): Answer {
    const { location, imei, dateTime, language, accessTechnology } = this.#facts;
    const found = (tag: number, value: Bytes): Answer => ({
      ...DONE,
      objects: [optional(tag, value)],
    });
    switch (qualifier) {
      case LOCAL_INFORMATION.location:
        return found(CAT_TAG.locationInformation, location);
      case LOCAL_INFORMATION.imei:
        return found(CAT_TAG.imei, imei);
      case LOCAL_INFORMATION.dateTime:
        return dateTime ? found(CAT_TAG.dateTime, dateTime) : unable();
      case LOCAL_INFORMATION.language:
        return found(CAT_TAG.language, bytes(language.charCodeAt(0), language.charCodeAt(1)));
      case LOCAL_INFORMATION.accessTechnology:
        return found(CAT_TAG.accessTechnology, bytes(accessTechnology));
      default:
        return unable();
    }
  }

  /** Timers that were started; time itself is the driver's. [TS102223 §6.4.21] */
  #timer(action: number, objects: readonly CatObject[]): Answer {
    const identifier = findCat(objects, CAT_TAG.timerIdentifier);
    const id = identifier?.[0];
    if (identifier === undefined || id === undefined) return INCOMPLETE;
    const running = this.#timers.get(id);
    if (action === TIMER_ACTION.start) {
      const seconds = parseTimerValue(findCat(objects, CAT_TAG.timerValue) ?? EMPTY);
      if (isWireError(seconds)) return INCOMPLETE;
      this.#timers.set(id, seconds);
      const started = optional(CAT_TAG.timerIdentifier, identifier);
      return { ...DONE, objects: [started], effect: { kind: 'timer', timer: id, seconds } };
    }
    if (running === undefined) return { result: CAT_RESULT.contradictsTimer };
    if (action === TIMER_ACTION.deactivate) this.#timers.delete(id);
    const value = optional(CAT_TAG.timerValue, emitTimerValue(running));
    return { ...DONE, objects: [optional(CAT_TAG.timerIdentifier, identifier), value] };
  }
}

/** An answer for a type that gives neither text nor item. */
function isBare({ text, item }: UserAnswer): boolean {
  return text === undefined && item === undefined;
}

/** Results that come with a reason: busy, and what the terminal or the network cannot do. */
function hasAdditional(result: number): boolean {
  const { terminalBusy, networkBusy, beyondTerminal } = CAT_RESULT;
  return [terminalBusy, networkBusy, beyondTerminal].some((one) => one === result);
}
