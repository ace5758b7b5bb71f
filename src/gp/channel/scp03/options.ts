/**
 * The option byte `i` of secure channel protocol 03, and the security levels it allows.
 * [GPAmdD §5.1]
 */
import { SCP03_OPTION } from '../../../wire/globalplatform/index.ts';

/** Protocol identifier. [GPCS §10.7] */
export const SCP03 = 0x03;

/** Levels, and which bits of `i` each needs. [GPAmdD §7.1.2.1 table 7-3] */
const LEVELS: ReadonlyMap<number, number> = new Map([
  [0x00, 0],
  [0x01, 0],
  [0x03, 0],
  [0x11, SCP03_OPTION.RESPONSE_MAC],
  [0x13, SCP03_OPTION.RESPONSE_MAC],
  [0x33, SCP03_OPTION.RESPONSE_MAC | SCP03_OPTION.RESPONSE_ENCRYPTION],
]);

export function isLevelAllowed(level: number, option: number): boolean {
  const needed = LEVELS.get(level);
  return needed !== undefined && (option & needed) === needed;
}
