/**
 * What the selected security domain keeps in a session's RAM; all of it ends with the application
 * session.
 */
import type { Bytes } from '../../base/index.ts';
import { ramSlot, type Session } from '../../os/abi/index.ts';

/** A GET STATUS under way: what was asked, and the last entry that went out. [GPCS §11.4.2.2] */
export interface Listing {
  readonly p1: number;
  readonly data: Bytes;
  readonly lastId: number;
}

export interface DomainSession {
  /** The name the caller used, where it is not the real one. */
  calledAs: Bytes | undefined;
  /** Where GET STATUS goes on. */
  listing: Listing | undefined;
}

const SESSIONS = ramSlot<Session, DomainSession>(() => ({
  calledAs: undefined,
  listing: undefined,
}));

export function domainSession(session: Session): DomainSession {
  return SESSIONS.of(session);
}

export function forgetDomainSession(session: Session): void {
  SESSIONS.forget(session);
}
