/** The terminal end of T=1, after ATR and PPS. [ISO7816-3 §11] */
import { BlockTerminal, type BlockTimes, IFS_DEFAULT, T1_FRAMING } from '../block/index.ts';
import type { T1Edc } from '../../wire/index.ts';

/** The largest information field a terminal can announce. [ISO7816-3 §11.4.2] */
export const IFSD_MAX = 254;

export interface T1TerminalOptions {
  readonly edc: T1Edc;
  /** From the ATR: 1 to 254. */
  readonly ifsc: number;
  readonly times: BlockTimes;
  /** Announced by S(IFS) at the start unless it is 32, which holds anyway. Default 254. */
  readonly ifsd?: number | undefined;
  /** Node address of every block. Default 00: none. */
  readonly nad?: number | undefined;
}

export type T1Terminal = BlockTerminal;

/** Down until `begin`. */
export function createT1Terminal(options: T1TerminalOptions): T1Terminal {
  return new BlockTerminal({
    framing: T1_FRAMING[options.edc],
    times: options.times,
    ifsc: options.ifsc,
    ifsd: options.ifsd ?? IFSD_MAX,
    ifsdInitial: IFS_DEFAULT,
    opening: [],
    nad: options.nad,
  });
}
