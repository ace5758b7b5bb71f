/** The secure channels of a session, one for each security domain; RAM. [GPAmdD §5.6] */
import { ramSlot, type Session } from '../../os/abi/index.ts';
import type { Bytes } from '../../base/index.ts';
import type { Domain } from '../domain/domain.ts';
import type { SecureChannel } from './secure-channel.ts';

/**
 * A secure channel's stages. An aborted one is not terminated: it refuses all but a new initiation.
 * What a protocol keeps between the steps of an initiation is its own.
 */
export type ChannelState =
  | { readonly stage: 'none' }
  | Initiated
  | { readonly stage: 'open'; readonly channel: SecureChannel }
  | { readonly stage: 'aborted' };

interface Initiated {
  readonly stage: 'initiated';
  readonly protocol: number;
  readonly initiated: object;
  /** Whether the keys are still those that it began with: a key that is gone opens no session. */
  areKeysKept(): boolean;
}

const NONE: ChannelState = { stage: 'none' };

export class ChannelStates {
  /** By the handle of the security domain. */
  readonly #states = new Map<number, ChannelState>();

  of(domain: number): ChannelState {
    return this.#states.get(domain) ?? NONE;
  }

  /** An initiation whose keys were changed meanwhile has ended. [GPCS §7.5] */
  endStale(domain: number): void {
    const state = this.of(domain);
    if (state.stage === 'initiated' && !state.areKeysKept()) this.set(domain, NONE);
  }

  set(domain: number, state: ChannelState): void {
    this.#states.set(domain, state);
  }
}

const STATES = ramSlot<Session, ChannelStates>(() => new ChannelStates());

export function channelStates(session: Session): ChannelStates {
  return STATES.of(session);
}

/** Data encrypted by themselves, under the open secure channel with a security domain. */
export function decryptSensitive(
  { handle }: Pick<Domain, 'handle'>,
  session: Session,
  data: Bytes,
): Bytes | undefined {
  const state = channelStates(session).of(handle);
  return state.stage === 'open' ? state.channel.decryptSensitive(data) : undefined;
}

/** The application session ends, and all secure channels with it. [GPCS §10.2.3] */
export function endSecureChannels(session: Session): void {
  STATES.forget(session);
}
