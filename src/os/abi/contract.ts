/**
 * The contract between the operating system and a software container: all that a container may
 * see. Identity is stamped by the kernel; a container learns neither of other containers nor of
 * other links than the session's. [M-20]
 */
import type { Bytes, LinkFacts, Rng, Time, TraceOperand } from '../../base/index.ts';
import type { Crypto } from '../../crypto/index.ts';
import type { Nvm } from './nvm.ts';

/** One (link, LSI, logical channel), as one container sees it. */
export interface Session {
  readonly link: LinkFacts;
  readonly lsi: number;
  readonly channel: number;
  /** Volatile memory of this container in this session; gone with the channel or the reset. */
  readonly ram: Map<string, unknown>;
}

export interface Command {
  readonly session: Session;
  /** The class without its channel: 00 04 08 0C, 80 84 88 8C, or with bit 5: 90 94 98 9C. */
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  readonly data: Bytes;
  readonly le: number | undefined;
  readonly at: Time;
  /**
   * Present only when this is the SELECT that has just selected the entity: the name the caller
   * knows it by, whole, which an FCI shows. Under an alias it is the common AID. [M-45]
   */
  readonly selecting: Bytes | undefined;
  /** Says that the command takes this much virtual time; the link keeps its terminal waiting. */
  charge(virtualMs: number): void;
}

export interface Response {
  readonly data: Bytes;
  /** SW1 SW2 as one number. Never 61xx or 6Cxx: those are the kernel's. */
  readonly sw: number;
}

/**
 * What `process` returns: an end, or a pause. A `job` is long pure work that the platform does; an
 * `ask` is a proactive command for the terminal. A paused execution does not hold the device and
 * dies with its session.
 */
export type Step =
  | { readonly done: Response }
  | { readonly job: { readonly kind: string; readonly input: Bytes }; resume(output: Bytes): Step }
  | { readonly ask: Bytes; resume(terminalResponse: Bytes): Step };

/** Something that can be selected by name. */
export interface Entity {
  /** The container's own stable number for it, never reused while the container lives. */
  readonly handle: number;
  /** Its real AID, 5 to 16 bytes. */
  readonly aid: Bytes;
  /** For people: `ISD-R`, `AM SD`. */
  readonly name: string;
  /** The one entity that the container's common AID means. [M-07] */
  readonly root: boolean;
  /** The one a SELECT with an empty AID means. */
  readonly issuer: boolean;
  readonly selectable: boolean;
  /** Whether it may be current in several sessions at once. */
  readonly multiSelectable: boolean;
}

export interface EntityList {
  /** Rises with every change of the list. */
  readonly version: number;
  /** In registry order, which partial names and "next occurrence" follow. */
  readonly list: readonly Entity[];
}

export interface Verdict {
  readonly allowed: boolean;
  /** Which rule of the ruling data decided, for the trace. */
  readonly rule: string;
  /** How far what was allowed goes: this container, or with a lock every other one too. */
  readonly scope: 'container' | 'device';
}

/** Locks that go beyond the container that has them. [P-04] */
export interface DeviceLockService {
  /** Whether another container locks the device: then this one answers as locked. */
  holds(): boolean;
  /** Gives this container's own lock the scope of its verdict; without one the lock is gone. */
  set(verdict: Verdict | undefined): void;
}

/**
 * What a container has the terminal told besides its answers: that it wants attention, or that one
 * of its applications has made a transaction with a reader. [TS102622 §11.4]
 */
export type Notice =
  | { readonly kind: 'connectivity' }
  | {
      readonly kind: 'transaction';
      /** Of the application, 5 to 16 bytes. */
      readonly aid: Bytes;
      /** What the application says of it, up to `NOTICE_PARAMETERS_MAX` bytes. */
      readonly parameters: Bytes;
    };

/** Longest parameters that one length byte can tell. [TS102622 §11.4] */
export const NOTICE_PARAMETERS_MAX = 255;

/** What the kernel lends a container; one set per container, made at boot. */
export interface Services {
  /** The container's id in the description. */
  readonly id: string;
  readonly nvm: Nvm;
  /** The container's own stream. */
  readonly rng: Rng;
  readonly crypto: Crypto;
  note(what: string, ...operands: readonly TraceOperand[]): void;
  /** Asks the ruling data whether an action of device-wide effect may go ahead. */
  rule(action: string, origin: Session | 'inside'): Verdict;
  readonly deviceLock: DeviceLockService;
  /**
   * Leaves once what the command wrote is durable; a command that is refused tells nothing. Lost
   * where the device has no way to a terminal that hears it.
   */
  notify(notice: Notice): void;
}

/** One software container. All calls are made by the kernel, one at a time. */
export interface Container {
  entities(): EntityList;
  /**
   * Whether its card is locked or terminated: then no channel opens, and a SELECT that finds
   * nothing on a supplementary channel closes it. [GPCS §5.1.1.4] [GPCS §6.4.2.1]
   */
  locked(): boolean;
  /** What a session is on after reset or MANAGE CHANNEL open, or nothing. */
  implicit(session: Session): Entity | undefined;
  /** Called after the old entity was deselected; false answers 6999 and leaves nothing selected. */
  select(entity: Entity, session: Session): boolean;
  deselect(entity: Entity, session: Session, reason: 'select' | 'channel-closed' | 'reset'): void;
  process(entity: Entity, command: Command): Step;
  /**
   * Commands of the card session itself, whatever is selected: TERMINAL PROFILE, FETCH, TERMINAL
   * RESPONSE, ENVELOPE, TERMINAL CAPABILITY. `current` is what is selected, if it is this
   * container's. [TS102221 §11.1.19] [TS102221 §11.2]
   */
  processSession(command: Command, current: Entity | undefined): Step;
  /**
   * For T=0, where a header alone does not tell: whether P3 announces command data (true) or
   * expected response bytes (false); `undefined` leaves it to the table of inter-industry commands.
   */
  incoming(entity: Entity | undefined, header: Bytes): boolean | undefined;
  /** RAM of a link's sessions, or of the whole container, is about to go. */
  reset(scope: { readonly link: string; readonly lsi: number } | 'device'): void;
}
