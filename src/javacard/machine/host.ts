/** What a machine and its native methods get of the card that they run on. */
import type { Bytes, Rng } from '../../base/index.ts';
import type { Crypto } from '../../crypto/index.ts';
import type { Counter, Session } from '../../os/abi/index.ts';
import type { LinkedClass, LinkedPackage } from '../loader/index.ts';
import type { ApduExchange } from './apdu-exchange.ts';
import type { ExceptionName } from './java-throw.ts';

export interface InstalledApplet {
  readonly number: number;
  /** Number of its package. */
  readonly context: number;
  readonly aid: Bytes;
  readonly instance: number;
  /** Its AID as an object of the runtime environment. */
  readonly aidObject: number;
}

export interface TransactionState {
  readonly isOpen: boolean;
  /** Bytes that the open transaction may still write. */
  readonly unused: number;
  readonly capacity: number;
  begin(): void;
  commit(): void;
  abort(): void;
}

export interface MachineHost {
  readonly crypto: Crypto;
  /** Random numbers; those of a run of which nothing lasts come again in the next one. */
  readonly rng: Rng;
  classById(id: number): LinkedClass;
  /** A class that is part of the machine. */
  apiClass(name: string): LinkedClass;
  /** The exception object that the runtime environment owns. */
  exception(name: ExceptionName): number;
  /** The object that holds the static fields of a package. */
  staticsOf(linked: LinkedPackage): number;
  /** Package of the selected applet: its transient data are out of reach of other contexts. */
  readonly selectedContext: number;
  /** The command that runs, if one does. */
  readonly exchange: ApduExchange | undefined;
  /** Whose command has the machine run; absent where none does. */
  readonly session: Session | undefined;
  readonly isSelecting: boolean;
  /** Whether the selected applet takes and sends more than short lengths. [JCRE §9.4.4] */
  readonly isExtended: boolean;
  readonly apduObject: number;
  readonly apduBuffer: number;
  readonly transaction: TransactionState;
  /** The applet that is being installed names itself; false where it may not. */
  register(instance: number, aid: Bytes | undefined): boolean;
  applet(number: number): InstalledApplet | undefined;
  appletWith(aid: Bytes): InstalledApplet | undefined;
  isActive(applet: InstalledApplet): boolean;
  /** Whether it is selected in another session, and does not let itself be selected in two. */
  isHeldElsewhere(applet: number): boolean;
  /** Counts the tries of a PIN, immune to rollback. */
  tries(pin: number): Counter;
  /** Garbage is collected when the command has ended. */
  requestDeletion(): void;
  /** Bytes that are left: of persistent memory, and of each kind of transient memory. */
  available(kind: 'persistent' | 'reset' | 'deselect'): number;
}
