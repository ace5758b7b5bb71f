/** The host's end of an open secure channel: what it adds to commands and takes off responses. */
import type { Bytes } from '../../../base/index.ts';
import type { ResponseApdu } from '../../../wire/index.ts';
import {
  CLASS_PROPRIETARY,
  CLASS_SECURE,
  SECURITY_LEVEL,
} from '../../../wire/globalplatform/index.ts';
import type { CardCommand } from '../command.ts';

/** What a data field of a short command has room for. */
export const FIELD_MAX = 255;

export interface SecureMessaging {
  /** 2, 3, or 17 for SCP11. */
  readonly protocol: number;
  /** As in P1 of EXTERNAL AUTHENTICATE. */
  readonly level: number;
  /** Plain bytes for which the protected data field of a short command has room. */
  readonly dataLengthMax: number;
  /** Data of the key diversification, as INITIALIZE UPDATE gave them; empty in SCP11. */
  readonly diversification: Bytes;
  /** Of the key set in use. */
  readonly keyVersion: number;
  /** The protected command: its class and its data field, however long. */
  protect(command: CardCommand): { readonly cla: number; readonly field: Bytes };
  /** The plain response. Throws `HostError` CARD_UNTRUSTED where its MAC is wrong. */
  unprotect(response: ResponseApdu): ResponseApdu;
  /** Block length of the cipher for keys and other sensitive data. */
  readonly sensitiveBlock: number;
  /** Whole blocks of keys and other sensitive data, under the data encryption key. */
  encryptSensitive(blocks: Bytes): Bytes;
}

/** The class of a protected command on the basic channel. [GPCS §11.1.4] */
export function secureClass(cla: number | undefined): number {
  return (cla ?? CLASS_PROPRIETARY) | CLASS_SECURE;
}

/** The most plain bytes that padding and MAC leave room for. */
export function plainLengthMax(
  level: number,
  { mac, block }: { readonly mac: number; readonly block: number },
): number {
  if ((level & SECURITY_LEVEL.COMMAND_MAC) === 0) return FIELD_MAX;
  const room = FIELD_MAX - mac;
  if ((level & SECURITY_LEVEL.COMMAND_DECRYPTION) === 0) return room;
  return room - (room % block) - 1;
}
