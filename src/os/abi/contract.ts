/**
 * The contract between the operating system and a software container: all that a container may
 * see. Identity is stamped by the kernel; a container has no access to other containers nor
 * other links than the session's. [M-20]
 */
import type { ProfileMaintenance } from './profile-maintenance.ts';
import type { Bytes, Rng, Time, TraceKind, TraceOperand } from '../../base/index.ts';
import type { Crypto } from '../../crypto/index.ts';
import type { Nvm } from './nvm.ts';
import type { CardSession, RamOwner, Session } from './session.ts';

export interface Command {
  readonly session: Session;
  /** CLA INS P1 P2 as sent, channel and secure messaging included. */
  readonly header: Bytes;
  /**
   * The class without its channel: 00 04 08 0C, 80 84 88 8C, or with bits 5 and 6: 90 to 9C, A0 to
   * BC; and 10 14 18 1C for a piece of a chain, which reaches only entities with framing `own`.
   */
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  readonly data: Bytes;
  readonly le: number | undefined;
  /** Whether its length fields came in the extended form. [ISO7816-4 §5.2] */
  readonly extended: boolean;
  readonly at: Time;
  /**
   * Present only when this is the SELECT that has just selected the entity: the name the caller
   * selects it by, whole, which an FCI shows. Under an alias it is the common AID. [M-45]
   */
  readonly selecting: Bytes | undefined;
  /** The command takes this much virtual time; the link keeps its terminal waiting. */
  charge(virtualMs: number): void;
}

export interface Response {
  readonly data: Bytes;
  /**
   * SW1 SW2 as one number. 6Cxx is the kernel's, and 61xx too unless the entity frames by itself.
   */
  readonly sw: number;
}

/** Something that can be selected by name. */
export interface Entity {
  /** The container's own stable number for it, never reused while the container lives. */
  readonly handle: number;
  /** Its real AID, 5 to 16 bytes; empty where no name selects it: the files of a UICC. */
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
  /**
   * Who frames long commands and responses. `kernel`: chained commands arrive as one, and the
   * kernel answers GET RESPONSE. `own`: chained commands arrive piece by piece, 61xx is the
   * entity's, GET RESPONSE reaches it whenever the kernel holds nothing, and so does a SELECT of
   * the first occurrence that matches nothing. [ISO7816-4 §5.3] [GPCS §6.4.2.1.2]
   */
  readonly framing: 'kernel' | 'own';
  /**
   * Whether P2 of SELECT by its name may end its application session instead of beginning one.
   * [TS102221 §8.5.3]
   */
  readonly applicationSession?: boolean;
}

/**
 * In registry order, which partial names and "next occurrence" follow. The identity of the list is
 * its version: the same object means that nothing has changed.
 */
export type EntityList = readonly Entity[];

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
 * What a container reports to the terminal besides its answers: EVT_CONNECTIVITY, or that one
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

/** Longest parameters that one length byte can encode. [TS102622 §11.4] */
export const NOTICE_PARAMETERS_MAX = 255;

/** What the kernel lends a container; one set per container, made at boot. */
export interface Services extends RamOwner {
  /** The container's id in the description. */
  readonly id: string;
  readonly nvm: Nvm;
  /** The container's own stream. */
  readonly rng: Rng;
  readonly crypto: Crypto;
  note(kind: TraceKind, ...operands: readonly TraceOperand[]): void;
  /** Checks the ruling data for whether an action of device-wide effect may go ahead. */
  rule(action: string, origin: Session | 'inside'): Verdict;
  readonly deviceLock: DeviceLockService;
  /**
   * Leaves once what the command wrote is durable; a refused command sends none. Lost
   * where the device has no link to a terminal that receives it.
   */
  notify(notice: Notice): void;
}

/** One software container. All calls are made by the kernel, one at a time. */
export interface Container {
  /**
   * What a card session can select; without one, what any can. The same list object while nothing
   * has changed.
   */
  entities(card?: CardSession): EntityList;
  /**
   * Whether its card is locked or terminated: then no channel opens, and a SELECT that finds
   * nothing on a supplementary channel closes it. [GPCS §5.1.1.4] [GPCS §6.4.2.1]
   */
  locked(): boolean;
  /** What a session is on after reset or MANAGE CHANNEL open, or nothing. */
  implicit(session: Session): Entity | undefined;
  /**
   * Called after the old entity was deselected; false answers 6999 and leaves nothing selected.
   * `from` is the session whose file context a channel opened from it begins with. [TS102221 §8.7]
   */
  select(entity: Entity, session: Session, from?: Session): boolean;
  deselect(entity: Entity, session: Session, reason: 'select' | 'channel-closed' | 'reset'): void;
  process(entity: Entity, command: Command): Response;
  /**
   * Commands of the card session itself, independent of the selection; see `isSessionCommand`.
   * `current` is the selected entity, if it belongs to this container.
   * [TS102221 §11.1.19] [TS102221 §11.2]
   */
  processSession(command: Command, current: Entity | undefined): Response;
  /**
   * Length of the proactive command that waits for the terminal, if one does: the kernel answers
   * 91xx instead of 9000. [TS102221 §7.4.2.1]
   */
  pending?(card: CardSession): number | undefined;
  /**
   * T=0: whether P3 of these five bytes announces command data (`in`) or expected response bytes
   * (`out`), or the status word that is certain already, which is sent at once: a number, or a
   * `Refusal` thrown. A status word ends the command, so what refusing it does to RAM is done here;
   * otherwise nothing changes. `undefined` leaves it to the table of inter-industry commands.
   * `entity` is what is selected, if it is this container's. [ISO7816-3 §10.3.2]
   */
  header(entity: Entity | undefined, header: Bytes, session: Session): HeaderAnswer | undefined;
  /** Reads all of its memory, also what it would read only when a command needs it. */
  readThrough?(): void;
  /** RAM of a card session, or of the whole container, is about to go. */
  reset(scope: CardSession | 'device'): void;
}

/** What is known of a T=0 command by its header. */
export type HeaderAnswer = 'in' | 'out' | number;

/** A container as the composition root has it. */
export interface TitledContainer extends Container {
  /** Kind and edition for people, from memory: `eUICC SGP.22 2.1`. */
  readonly title: string;
  /** Of an eUICC. */
  readonly profiles?: ProfileMaintenance;
}
