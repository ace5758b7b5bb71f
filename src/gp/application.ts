/**
 * Applications of a registry: the code behind an entry, and what an environment gives it. What runs
 * there, native code or a virtual machine, this library does not know. [GPCS §6.4] [GPCS §6.6]
 */
import type { Bytes } from '../base/index.ts';
import type { Command, HeaderAnswer, Response, Session } from '../os/abi/index.ts';
import type { Environment } from './domain.ts';

/** Calls come one at a time, in the order of the contract of a container. */
export interface ApplicationCode {
  /** Called when it becomes current in a session; false refuses: 6999, and nothing is selected. */
  select(session: Session, from?: Session): boolean;
  deselect(session: Session): void;
  /** Its SELECT too, with `selecting`. */
  process(command: Command): Response;
  /** T=0: what is certain of a command by these five bytes, as for a container. */
  header(header: Bytes, session: Session): HeaderAnswer | undefined;
}

export interface ApplicationSetup {
  /** For people. */
  readonly name: string;
  readonly aid: Bytes;
  /** State at first boot. [GPCS §11.1.1 table 11-4] */
  readonly lifeCycle: number;
  /** 24 bits, without Security Domain. */
  readonly privileges: number;
  /** Whether it may be current in several sessions at once. */
  readonly multiSelectable: boolean;
  /** Makes its code; called once at each boot. */
  install(place: ApplicationPlace): ApplicationCode;
}

/** Where an application stands. */
export interface ApplicationPlace {
  readonly environment: Environment;
  readonly handle: number;
  /** Begins every key of non-volatile memory that is its own. */
  readonly keyPrefix: string;
}
