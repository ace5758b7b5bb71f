/**
 * What the selected security domain keeps in a session's RAM; all of it ends with the application
 * session.
 */
import type { Bytes } from '../base/index.ts';
import { ramSlot, type Session } from '../os/abi/index.ts';
import type { InitiatedChannel } from './scp03/initiated-channel.ts';
import type { Scp03Channel } from './scp03/secure-messaging.ts';

/**
 * A secure channel's stages. An aborted one is not terminated: it refuses all but a new initiation.
 * [GPAmdD §5.6]
 */
export type SecureChannelStage =
  | { readonly stage: 'none' }
  | { readonly stage: 'initiated'; readonly initiated: InitiatedChannel }
  | { readonly stage: 'open'; readonly channel: Scp03Channel }
  | { readonly stage: 'aborted' };

/** A GET STATUS under way: what was asked, and the last entry that went out. [GPCS §11.4.2.2] */
export interface Listing {
  readonly p1: number;
  readonly data: Bytes;
  readonly lastHandle: number;
}

export interface DomainSession {
  /** The name the caller used, where it is not the real one. */
  calledAs: Bytes | undefined;
  secureChannel: SecureChannelStage;
  /** Where GET STATUS goes on. */
  listing: Listing | undefined;
}

const SESSIONS = ramSlot<Session, DomainSession>(() => ({
  calledAs: undefined,
  secureChannel: { stage: 'none' },
  listing: undefined,
}));

export function domainSession(session: Session): DomainSession {
  return SESSIONS.of(session);
}

export function forgetDomainSession(session: Session): void {
  SESSIONS.forget(session);
}
