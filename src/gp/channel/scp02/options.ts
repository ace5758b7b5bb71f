/**
 * The option byte `i` of secure channel protocol 02, and the security levels it allows.
 * [GPCS §E.1.1]
 */
import { SCP02_OPTION } from '../../../wire/globalplatform/index.ts';

/** Protocol identifier. [GPCS §10.7] */
export const SCP02 = 0x02;
/** Options that are offered: explicit initiation, three keys, MAC over the modified command. */
export const SCP02_OPTIONS = [0x05, 0x15, 0x35, 0x45, 0x55, 0x75] as const;

/** Largest value of the sequence counter of two bytes. [GPCS §E.4.1] */
export const SCP02_SEQUENCE_MAX = 0xffff;
export const HOST_CHALLENGE_LENGTH = 8;

/** Levels, and which bits of `i` each needs. [GPCS §E.5.2.3 table E-11] */
const LEVELS: ReadonlyMap<number, number> = new Map([
  [0x00, 0],
  [0x01, 0],
  [0x03, 0],
  [0x10, SCP02_OPTION.RESPONSE_MAC],
  [0x11, SCP02_OPTION.RESPONSE_MAC],
  [0x13, SCP02_OPTION.RESPONSE_MAC],
]);

export function isScp02LevelAllowed(level: number, option: number): boolean {
  const needed = LEVELS.get(level);
  return needed !== undefined && (option & needed) === needed;
}
