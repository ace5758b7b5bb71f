/**
 * The card's side of the toolkit: a queue of proactive commands for each card session, which lives
 * until its reset, and the applications that events reach. [TS102223 §4] [TS102221 §7.4.2]
 */
import { type Bytes, describeWireError, EMPTY, isWireError } from '../../base/index.ts';
import { type CardSession, ramSlot, refuse, type Services } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';
import {
  CAT_DEVICE,
  type CommandDetails,
  emitProactiveCommand,
  parseEnvelope,
  parseTerminalResponse,
  supportsCommand,
  type TerminalResponse,
} from '../../wire/cat/index.ts';
import {
  type MenuItem,
  setUpEventList,
  setUpMenu,
  type ToolkitCommand,
} from './toolkit-commands.ts';
import { type ToolkitEvent, toolkitEvent } from './toolkit-event.ts';
import {
  COMMAND_LEFT,
  PROACTIVE_COMMAND,
  TERMINAL_RESULT,
  TOOLKIT_EVENT,
} from './toolkit-trace.ts';

/** What an application does next: it is finished, or it waits for the terminal. */
export type ToolkitResult =
  | { readonly done: true; readonly answer?: Bytes }
  | {
      readonly proactiveCommand: ToolkitCommand;
      /** Data of ENVELOPE's own response, of the first step alone. */
      readonly answer?: Bytes;
      resume(response: TerminalResponse): ToolkitResult;
      /** Instead, where the terminal has not stated that it takes the command. */
      unsupported?(): ToolkitResult;
    };

/** Something that events reach. What it registers for follows from memory. */
export interface ToolkitApplication {
  readonly name: string;
  readonly menu: readonly MenuItem[];
  /** Events of SET UP EVENT LIST. */
  readonly events: readonly number[];
  /** Nothing where the event is not for it. */
  receive(event: ToolkitEvent, card: CardSession): ToolkitResult | undefined;
  /** What it requested to send outside of an event, one at a time. [TS102241 §6.7.1] */
  due?(card: CardSession): ToolkitResult | undefined;
}

export interface ToolkitParts {
  readonly services: Services;
  readonly applications: () => readonly ToolkitApplication[];
}

interface Waiting {
  readonly owner: string;
  readonly details: CommandDetails;
  readonly encoded: Bytes;
  resume(response: TerminalResponse): ToolkitResult;
}

interface CardState {
  /** Empty before TERMINAL PROFILE, and then nothing is sent. */
  profile: Bytes;
  queue: Waiting[];
  /** Fetched; its response has not come. */
  fetched: Waiting | undefined;
  /** Of the last command. */
  number: number;
}

const MENU_TITLE = 'SIM';
const NUMBER_MAX = 0xfe;
/** Proactive commands that may wait in one card session. */
const QUEUE_MAX = 16;
/** The toolkit takes no event now; other commands go on. [TS102221 §10.2.1.6] */
const TOOLKIT_BUSY = 0x9300;
/** A command must fit one answer of FETCH. [TS102223 §6.6] */
const COMMAND_LENGTH_MAX = 256;

export class Toolkit {
  readonly #parts: ToolkitParts;
  readonly #cards = ramSlot<CardSession, CardState>(() => ({
    profile: EMPTY,
    queue: [],
    fetched: undefined,
    number: 0,
  }));

  constructor(parts: ToolkitParts) {
    this.#parts = parts;
  }

  /** Bytes of the command that waits for FETCH: 91xx says them. [TS102221 §7.4.2.1] */
  pending(card: CardSession): number | undefined {
    const { queue, fetched } = this.#cards.of(card);
    return fetched === undefined ? queue[0]?.encoded.length : undefined;
  }

  /** Whether the terminal has stated that it takes commands of this type. */
  supports(card: CardSession, type: number): boolean {
    return supportsCommand(this.#cards.of(card).profile, type);
  }

  /** The terminal states what it supports; the card sets up menu and events. [TS102223 §5.2] */
  terminalProfile(card: CardSession, profile: Bytes): void {
    const state = this.#cards.of(card);
    state.profile = profile.slice();
    state.queue = [];
    state.fetched = undefined;
    this.#setUp(card);
    this.#deliver({ kind: 'profile-download' }, card);
  }

  /** Whether no proactive command waits for FETCH or for its response. */
  isIdle(card: CardSession): boolean {
    const { queue, fetched } = this.#cards.of(card);
    return queue.length === 0 && fetched === undefined;
  }

  profileOf(card: CardSession): Bytes {
    return this.#cards.of(card).profile;
  }

  /** A card session that continues: the terminal does not send its profile again. */
  resume(card: CardSession, profile: Bytes): void {
    this.#cards.of(card).profile = profile;
  }

  /** Sends one command in the name of `owner`; false where the terminal does not take its type. */
  send(card: CardSession, owner: string, command: ToolkitCommand): boolean {
    if (!this.supports(card, command.type)) return false;
    this.#enqueue(card, owner, { proactiveCommand: command, resume: () => ({ done: true }) });
    return true;
  }

  /** [TS102221 §11.2.3] */
  fetch(card: CardSession): Bytes {
    const state = this.#cards.of(card);
    const next = state.fetched === undefined ? state.queue.shift() : undefined;
    if (next === undefined)
      return refuse(SW.CONDITIONS, 'TS102221 §11.2.3', 'no proactive command is pending');
    state.fetched = next;
    const { number, type } = next.details;
    this.#parts.services.note(PROACTIVE_COMMAND, next.owner, type, number);
    return next.encoded;
  }

  /** Refuses a response where no command was fetched. [TS102221 §11.2.4] */
  checkFetched(card: CardSession): Waiting {
    const { fetched } = this.#cards.of(card);
    const why = 'no proactive command waits for a response';
    return fetched ?? refuse(SW.CONDITIONS, 'TS102221 §11.2.4', why);
  }

  /** Refuses an envelope where no application could take it. [TS102221 §11.2.2] */
  checkApplications(): void {
    if (this.#parts.applications().length > 0) return;
    refuse(SW.CONDITIONS, 'TS102221 §11.2.2', 'no toolkit application waits for events');
  }

  /** [TS102221 §11.2.4] */
  terminalResponse(card: CardSession, data: Bytes): void {
    const clause = 'TS102221 §11.2.4';
    const state = this.#cards.of(card);
    const fetched = this.checkFetched(card);
    const response = parseTerminalResponse(data);
    if (isWireError(response)) return refuse(SW.WRONG_DATA, clause, describeWireError(response));
    if (!isSame(response.details, fetched.details))
      return refuse(SW.WRONG_DATA, clause, 'command details are not those of the command fetched');
    state.fetched = undefined;
    this.#parts.services.note(TERMINAL_RESULT, fetched.owner, response.result);
    this.#enqueue(card, fetched.owner, fetched.resume(response), 'first');
  }

  /** After a command of an application: what it requested to send has its turn. */
  offer(card: CardSession): void {
    for (const application of this.#parts.applications()) {
      for (;;) {
        if (isFull(this.#cards.of(card))) return;
        const due = application.due?.(card);
        if (due === undefined) break;
        this.#enqueue(card, application.name, due);
      }
    }
  }

  /** Gives the response data of the application that took the event. [TS102221 §11.2.2] */
  envelope(card: CardSession, data: Bytes): Bytes {
    const clause = 'TS102221 §11.2.2';
    const envelope = parseEnvelope(data);
    if (isWireError(envelope)) return refuse(SW.WRONG_DATA, clause, describeWireError(envelope));
    const event = toolkitEvent(envelope);
    if (isWireError(event)) return refuse(SW.WRONG_DATA, clause, describeWireError(event));
    if (isFull(this.#cards.of(card)))
      return refuse(TOOLKIT_BUSY, clause, `${QUEUE_MAX} proactive commands wait already`);
    const taken = this.#whole(card, () => this.#deliver(event, card));
    if (taken === undefined)
      return refuse(SW.CONDITIONS, clause, 'no toolkit application takes this event');
    return taken;
  }

  /** What is refused on its way leaves no command of those that took the event before. */
  #whole<T>(card: CardSession, run: () => T): T {
    const state = this.#cards.of(card);
    const before = { ...state, queue: [...state.queue] };
    try {
      return run();
    } catch (error) {
      Object.assign(state, before);
      throw error;
    }
  }

  /** Menu selections reach one application, all other events each that takes them. */
  #deliver(event: ToolkitEvent, card: CardSession): Bytes | undefined {
    let answer: Bytes | undefined;
    for (const application of this.#parts.applications()) {
      if (!isFor(application, event)) continue;
      const result = application.receive(event, card);
      if (result === undefined) continue;
      this.#parts.services.note(TOOLKIT_EVENT, event.kind, application.name);
      answer ??= result.answer ?? EMPTY;
      this.#enqueue(card, application.name, result);
    }
    return answer;
  }

  #setUp(card: CardSession): void {
    const applications = this.#parts.applications();
    const menu = applications.flatMap((one) => one.menu).toSorted(byPosition);
    const events = [...new Set(applications.flatMap((one) => one.events))];
    if (menu.length > 0) this.send(card, 'UICC', setUpMenu(MENU_TITLE, menu));
    if (events.length > 0) this.send(card, 'UICC', setUpEventList(events));
  }

  #enqueue(
    card: CardSession,
    owner: string,
    result: ToolkitResult,
    place: 'first' | 'last' = 'last',
  ): void {
    if ('done' in result) return;
    if (!this.supports(card, result.proactiveCommand.type)) {
      this.#parts.services.note(COMMAND_LEFT, owner, result.proactiveCommand.type);
      if (result.unsupported !== undefined) this.#enqueue(card, owner, result.unsupported(), place);
      return;
    }
    const state = this.#cards.of(card);
    const clause = 'TS102223 §6.6';
    if (place === 'last' && isFull(state))
      return refuse(SW.NO_MEMORY, clause, `${QUEUE_MAX} proactive commands wait already`);
    const number = (state.number % NUMBER_MAX) + 1;
    const { type, qualifier, destination, objects } = result.proactiveCommand;
    const details = { number, type, qualifier };
    const devices = { source: CAT_DEVICE.card, destination };
    const encoded = emitProactiveCommand({ details, devices, objects });
    if (encoded.length > COMMAND_LENGTH_MAX)
      return refuse(SW.WRONG_LENGTH, clause, 'the proactive command does not fit one answer');
    state.number = number;
    const waiting = { owner, details, encoded, resume: result.resume.bind(result) };
    if (place === 'first') state.queue.unshift(waiting);
    else state.queue.push(waiting);
  }
}

/** The place of a command that was fetched is kept for the one after it. */
function isFull({ queue, fetched }: CardState): boolean {
  return queue.length + (fetched === undefined ? 0 : 1) >= QUEUE_MAX;
}

function isFor({ menu, events }: ToolkitApplication, event: ToolkitEvent): boolean {
  if (event.kind === 'menu-selection') return menu.some(({ id }) => id === event.item);
  return event.kind === 'event' ? events.includes(event.event) : true;
}

function isSame(a: CommandDetails, b: CommandDetails): boolean {
  return a.number === b.number && a.type === b.type && a.qualifier === b.qualifier;
}

/** Entries without a position are behind all others. */
function byPosition(a: MenuItem, b: MenuItem): number {
  const place = ({ position = 0 }: MenuItem): number => (position === 0 ? 0x100 : position);
  return place(a) - place(b);
}
