/**
 * What one command of a UICC is: one file each, one row in the table. Dispatch, class, and what T=0
 * answers to a header follow from the rows. [TS102221 §10.1] [TS102222 §6]
 */
import type { Bytes } from '../../base/index.ts';
import type { Command, Nvm, Response, Services, Session } from '../../os/abi/index.ts';
import type { Verified } from '../file/access-rule.ts';
import type { FileContext } from '../file/file-context.ts';
import type { FileRef, FileSystem } from '../file/file-system.ts';
import type { Volume } from '../file/volume.ts';
import type { Pins, VerifiedKeys } from '../pin/security-status.ts';

/** A volume whose files are at stake, and the ADF that is active on the channel. */
export interface SecurityPlace {
  readonly volume: Volume;
  readonly application: Volume | undefined;
}

/** The UICC as its commands see it. */
export interface UiccEnvironment {
  readonly services: Services;
  /** The part of memory that holds it. */
  readonly nvm: Nvm;
  readonly files: FileSystem;
  readonly pins: Pins;
  readonly isTerminated: boolean;
  readonly isSim: boolean;
  /** What is verified in the card session of a session. */
  verifiedKeys(session: Session): VerifiedKeys;
  verified(session: Session, at: SecurityPlace): Verified;
  /** File control parameters of a file for one session. */
  controlParameters(file: FileRef, context: FileContext, calledAs?: Bytes): Bytes;
  /** No application is active in the session any more. */
  endApplication(session: Session): void;
}

/** What is known of a command before its data come: on T=0, its header. [ISO7816-3 §10.3.2] */
export interface CommandHead extends Pick<Command, 'cla' | 'ins' | 'p1' | 'p2'> {
  /** P3, where it is one: bytes of data or of the answer. */
  readonly length: number;
}

/** Data of the command, or of the answer. */
export type Direction = 'in' | 'out';

/** Where a command is processed. */
export interface Place {
  readonly uicc: UiccEnvironment;
  readonly session: Session;
  /** What is current on the channel. */
  readonly context: FileContext;
}

export interface UiccCommand {
  /** As the specification names it. */
  readonly name: string;
  readonly ins: number;
  readonly clause: string;
  /** The kind of class it comes in. [TS102221 §10.1.1] */
  readonly classes: 'inter-industry' | 'proprietary';
  /** T=0: what P3 announces; a function where P1 or P2 decides. */
  readonly direction: Direction | ((head: CommandHead) => Direction);
  /** Refuses what the header alone settles. Called before `run` too. */
  check?(place: Place, head: CommandHead): void;
  /**
   * Refuses what the header settles together with the files as they are. Called at a T=0 header
   * alone: `run` finds it out by the same way, and would find it out twice.
   */
  prepare?(place: Place, head: CommandHead): void;
  run(place: Place, command: Command): Response;
}
