/** A secure channel protocol: the commands by which it begins a session. [GPCS §10.7] */
import type { Bytes } from '../../base/index.ts';
import type { Command, Response, Session } from '../../os/abi/index.ts';
import type { CommandHead } from '../command/command-head.ts';
import type { Domain } from '../domain/domain.ts';
import type { ChannelStates } from './channel-state.ts';

/** Where a secure channel is begun. */
export interface ChannelPlace {
  readonly domain: Domain;
  readonly session: Session;
  /** The AID of the entity that the command reached, as the caller selected it. */
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
  takes(place: ChannelPlace, head: CommandHead): boolean;
  /** Refuses what the header alone settles, with what a refused attempt ends then. */
  check(place: ChannelPlace, head: CommandHead): void;
  /** Secure messaging of the session before is not verified. */
  run(place: ChannelPlace, command: Command): Response;
}

export interface SecureChannelProtocol {
  /** Protocol identifier. [GPCS §10.7] */
  readonly id: number;
  /** As the specification names it: `SCP03`. */
  readonly name: string;
  /** Whether card capability information gives lengths of AES keys. [GPCS §H.4 table H-6] */
  readonly aesKeys: boolean;
  /** The bit of its option that offers BEGIN R-MAC SESSION; 0 where it has none. */
  readonly responseMacOption: number;
  readonly initiation: readonly InitiationCommand[];
}
