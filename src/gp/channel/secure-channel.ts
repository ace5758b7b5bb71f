/**
 * What every secure channel protocol offers once a session is open. A secure channel belongs to a
 * session and a security domain, since applications open one through their domain too.
 * [GPCS §10] [GPAmdD §5.6]
 */
import type { Bytes } from '../../base/index.ts';
import type { Command, Response } from '../../os/abi/index.ts';
import type { PlainCommand } from '../command/plain-command.ts';

/** Why secure messaging does not verify; for the trace. */
export interface Unverified {
  readonly why: string;
}

/** An open secure channel session. */
export interface SecureChannel {
  /** Protocol identifier. [GPCS §10.7] */
  readonly protocol: number;
  /** Bits of the current security level, without the one for authentication. [GPCS §10.6] */
  readonly level: number;
  /** Whether the off-card entity is authenticated; in SCP11b it is not. */
  readonly authenticated: boolean;
  /** Handle of the security domain whose keys it uses. */
  readonly domain: number;
  /** Whether every command must carry secure messaging. */
  readonly needsMac: boolean;
  /** Bytes of response data that leave room for what `protect` adds. */
  readonly responseLengthMax: number;
  /** The command without its secure messaging, where that is as the level requires. */
  verify(command: Command): PlainCommand | Unverified;
  /** What goes out in answer to a command, of which `plain` is what its handler got. */
  protect(response: Response, plain: PlainCommand): Response;
  /** Keys and other data encrypted by themselves; `undefined` if they do not decrypt. */
  decryptSensitive(data: Bytes): Bytes | undefined;
  /** Raises the level of responses from the next one on; refuses. [GPCS §E.5.3] [GPAmdD §7.1.3] */
  beginResponseMac(level: number, plain: PlainCommand): void;
  /** The response data of END R-MAC SESSION; refuses. [GPCS §E.5.4] [GPAmdD §7.1.4] */
  endResponseMac(ends: boolean): Bytes;
}
