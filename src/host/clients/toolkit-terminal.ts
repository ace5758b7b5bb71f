/**
 * The terminal's side of the toolkit: fetches what is pending, carries it out as far as a modem
 * without a user can, and answers. A script gives the answers of the user. [TS102223 §6.4, §6.8]
 */
import { type Bytes, bytes, concat, EMPTY, isWireError } from '../../base/index.ts';
import { INS } from '../../wire/index.ts';
import {
  CAT_COMMAND,
  CAT_RESULT,
  CAT_TAG,
  type CatObject,
  emitDuration,
  emitTerminalResponse,
  emitText,
  emitTimerValue,
  findCat,
  LOCAL_INFORMATION,
  optional,
  parseDuration,
  parseProactiveCommand,
  parseText,
  parseTimerValue,
  type ProactiveCommand,
  TIMER_ACTION,
} from '../../wire/cat/index.ts';
import { parseAlphaField } from '../../wire/sms/index.ts';
import { type Conversation, whole } from './conversation.ts';

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

/** One answer of the user, for the next command that needs one. */
export interface UserAnswer {
  readonly result?: number;
  readonly text?: string;
  /** Identifier of a menu's item. */
  readonly item?: number;
}

/** What a command made the terminal do. */
export type ToolkitEffect =
  | { readonly kind: 'menu'; readonly title: string; readonly items: ReadonlyMap<number, string> }
  | { readonly kind: 'events'; readonly events: readonly number[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'refresh'; readonly mode: number }
  | { readonly kind: 'short-message'; readonly tpdu: Bytes }
  /** Seconds between STATUS commands; 0 is never. */
  | { readonly kind: 'polling'; readonly seconds: number }
  | { readonly kind: 'timer'; readonly timer: number; readonly seconds: number };

export interface ToolkitTerminalOptions {
  readonly facts: TerminalFacts;
  readonly answers?: readonly UserAnswer[];
}

interface Answer {
  readonly result: number;
  readonly additional?: Bytes;
  readonly objects?: readonly CatObject[];
  readonly effect?: ToolkitEffect;
}

const DONE: Answer = { result: CAT_RESULT.done };
/** An object that the command must have is absent or damaged. */
const INCOMPLETE: Answer = { result: CAT_RESULT.valuesMissing };

export class ToolkitTerminal {
  readonly #facts: TerminalFacts;
  readonly #answers: UserAnswer[];
  readonly #timers = new Map<number, number>();

  constructor({ facts, answers = [] }: ToolkitTerminalOptions) {
    this.#facts = facts;
    this.#answers = [...answers];
  }

  /** Sends TERMINAL PROFILE, then serves what is pending. [TS102223 §5.2] */
  *start(profile: Bytes): Conversation<readonly ToolkitEffect[]> {
    const answer = yield* whole(
      concat(bytes(CLASS, INS.TERMINAL_PROFILE, 0, 0, profile.length), profile),
    );
    return yield* this.serve(answer);
  }

  /** An envelope, and what follows it. */
  *envelope(
    data: Bytes,
  ): Conversation<{ readonly answer: Bytes; readonly effects: readonly ToolkitEffect[] }> {
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
      const { result, additional = EMPTY, objects = [], effect } = this.#answer(command);
      if (effect !== undefined) effects.push(effect);
      const { details } = command;
      const response = emitTerminalResponse({ details, result, additional, objects });
      const header = bytes(CLASS, INS.TERMINAL_RESPONSE, 0, 0, response.length);
      answer = yield* whole(concat(header, response));
    }
    return effects;
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
    const { result = CAT_RESULT.done } = this.#answers.shift() ?? {};
    return { result, effect: { kind: 'text', text } };
  }

  #getInput(objects: readonly CatObject[]): Answer {
    const [min = 0, max = 0xff] = findCat(objects, CAT_TAG.responseLength) ?? [];
    const { result = CAT_RESULT.done, text } = this.#answers.shift() ?? {};
    if (result !== CAT_RESULT.done) return { result };
    if (text === undefined) return { result: CAT_RESULT.noAnswer };
    if (text.length < min || text.length > max) return { result: CAT_RESULT.endedByUser };
    return { result, objects: [optional(CAT_TAG.textString, emitText(text))] };
  }

  /** The item of the script, else the first. */
  #selectItem(objects: readonly CatObject[]): Answer {
    const { items } = menuIn(objects);
    const [first] = items.keys();
    const { result = CAT_RESULT.done, item = first } = this.#answers.shift() ?? {};
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

/** Beyond what the terminal can do, for no special reason. [TS102223 §8.12.2] */
function unable(): Answer {
  return { result: CAT_RESULT.beyondTerminal, additional: bytes(0x00) };
}

function pollInterval(objects: readonly CatObject[]): Answer {
  const seconds = parseDuration(findCat(objects, CAT_TAG.duration) ?? EMPTY);
  if (isWireError(seconds)) return INCOMPLETE;
  const duration = optional(CAT_TAG.duration, emitDuration(seconds));
  return { ...DONE, objects: [duration], effect: { kind: 'polling', seconds } };
}

function eventList(objects: readonly CatObject[]): Answer {
  const events = findCat(objects, CAT_TAG.eventList);
  if (events === undefined) return INCOMPLETE;
  return { ...DONE, effect: { kind: 'events', events: [...events] } };
}

function setUpMenu(objects: readonly CatObject[]): Answer {
  return { ...DONE, effect: { kind: 'menu', ...menuIn(objects) } };
}

function menuIn(objects: readonly CatObject[]) {
  const title = parseAlphaField(findCat(objects, CAT_TAG.alphaIdentifier) ?? EMPTY);
  const items = objects.filter(({ tag, value }) => tag === CAT_TAG.item && value.length > 0);
  return {
    title,
    items: new Map(items.map(({ value }) => [value[0]!, parseAlphaField(value.subarray(1))])),
  };
}

function textIn(objects: readonly CatObject[]): string | undefined {
  const text = parseText(findCat(objects, CAT_TAG.textString) ?? EMPTY);
  return isWireError(text) || text === '' ? undefined : text;
}

function shortMessage(objects: readonly CatObject[]): Answer {
  const tpdu = findCat(objects, CAT_TAG.smsTpdu);
  if (tpdu === undefined) return INCOMPLETE;
  return { ...DONE, effect: { kind: 'short-message', tpdu } };
}
