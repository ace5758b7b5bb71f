/**
 * What every secure channel protocol offers once a session is open. A secure channel belongs to a
 * session and a security domain, since applications open one through their domain too.
 * [GPCS §10] [GPAmdD §5.6]
 */
import type { Bytes } from '../../base/index.ts';
import type { Command, Response } from '../../os/abi/index.ts';
import type { PlainCommand } from '../command/plain-command.ts';

/** An open secure channel session. */
export interface SecureChannel {
  /** Protocol identifier. [GPCS §10.7] */
  readonly protocol: number;
  /** Bits of the current security level, without the one for authentication. [GPCS §10.6] */
  readonly level: number;
  /** Handle of the security domain whose keys it uses. */
  readonly domain: number;
  /** Whether every command must carry secure messaging. */
  readonly needsMac: boolean;
  /** Bytes of response data that leave room for what `protect` adds. */
  readonly responseLengthMax: number;
  /** The command without its secure messaging; `undefined` if that is not as the level asks. */
  verify(command: Command): PlainCommand | undefined;
  protect(response: Response): Response;
  /** Keys and other data encrypted by themselves; `undefined` if they do not decrypt. */
  decryptSensitive(data: Bytes): Bytes | undefined;
}
