/**
 * Secure channels: what every protocol offers once a session is open, and how one is begun. A
 * secure channel belongs to a session and a security domain, since applications open one through
 * their domain too. [GPCS §10] [GPAmdD §5.6]
 */
import type { Bytes } from '../../base/index.ts';
import type { Command, Response, Session } from '../../os/abi/index.ts';
import type { PlainCommand } from '../command/plain-command.ts';
import type { Domain } from '../domain/domain.ts';
import type { ChannelStates } from './channel-state.ts';

/** An open secure channel session. */
export interface SecureChannel {
  /** Protocol identifier. [GPCS §10.7] */
  readonly protocol: number;
  /** Bits of the current security level, without the one for authentication. [GPCS §10.6] */
  readonly level: number;
  /** Handle of the security domain whose keys it uses. */
  readonly domain: number;
  /** Bytes of response data that leave room for what `protect` adds. */
  readonly responseLengthMax: number;
  /** The command without its secure messaging; `undefined` if that is not as the level asks. */
  verify(command: Command): PlainCommand | undefined;
  protect(response: Response): Response;
  /** Keys and other data encrypted by themselves; `undefined` if they do not decrypt. */
  decryptSensitive(data: Bytes): Bytes | undefined;
}

/** Where a secure channel is begun. */
export interface ChannelPlace {
  readonly domain: Domain;
  readonly session: Session;
  /** The AID of the entity that the command reached, as the caller knows it. */
  readonly invokedAs: Bytes;
  readonly states: ChannelStates;
}

/** One command by which a protocol begins a session, or goes on with it. */
export interface InitiationCommand {
  /** As the specification names it. */
  readonly name: string;
  readonly ins: number;
  readonly clause: string;
  /**
   * Whether this protocol takes the command here, where several have the instruction: by the keys
   * that it names, or by the session that was begun.
   */
  takes(place: ChannelPlace, command: Command): boolean;
  /** Secure messaging of the session before is not verified. */
  run(place: ChannelPlace, command: Command): Response;
}

export interface SecureChannelProtocol {
  /** Protocol identifier. [GPCS §10.7] */
  readonly id: number;
  /** As the specification names it: `SCP03`. */
  readonly name: string;
  readonly initiation: readonly InitiationCommand[];
}
