/**
 * What the selected security domain keeps in a session's RAM; all of it ends with the application
 * session.
 */
import type { Bytes } from '../../base/index.ts';
import { ramSlot, type Session } from '../../os/abi/index.ts';
import type { CommandHead } from './command-head.ts';
import type { Loading } from '../content/loading.ts';
import type { Storing } from './store-data/storing.ts';

/**
 * A GET STATUS under way: what was requested, and the last entry that went out. [GPCS §11.4.2.2]
 */
export interface Listing {
  readonly p1: number;
  readonly data: Bytes;
  readonly lastId: number;
}

/** Commands of a chain that came so far. [GPCS §11.1.5.1] */
export interface Chain extends Pick<CommandHead, 'cla' | 'ins' | 'p1' | 'p2'> {
  readonly data: Bytes;
}

export interface DomainSession {
  /** The name the caller used, where it is not the real one. */
  calledAs: Bytes | undefined;
  /** Where GET STATUS goes on. */
  listing: Listing | undefined;
  /** The chain of commands under way. */
  chain: Chain | undefined;
  /** The load under way. [GPCS §9.3.5] */
  loading: Loading | undefined;
  /** Handle of the application that STORE DATA personalizes. [GPCS §11.5.2.3.6] */
  personalizing: number | undefined;
  /** The STORE DATA commands under way. [GPCS §11.11.2.2] */
  storing: Storing | undefined;
}

const SESSIONS = ramSlot<Session, DomainSession>(() => ({
  calledAs: undefined,
  listing: undefined,
  chain: undefined,
  loading: undefined,
  personalizing: undefined,
  storing: undefined,
}));

export function domainSession(session: Session): DomainSession {
  return SESSIONS.of(session);
}

/** A secure channel is initiated, or another application is personalized. [GPCS §11.11.1] */
export function endPersonalization(session: Session): void {
  const state = domainSession(session);
  state.personalizing = undefined;
  state.storing = undefined;
}

export function forgetDomainSession(session: Session): void {
  SESSIONS.forget(session);
}
