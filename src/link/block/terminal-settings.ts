/** What makes the terminal's side of one dialect. */
import type { Bytes, Time } from '../../base/index.ts';
import type { BlockTimes } from './engine.ts';
import type { Framing } from './framing.ts';

export interface BlockTerminalSettings {
  readonly framing: Framing;
  readonly times: BlockTimes;
  /** T=1: the node address of every block; the card answers with its halves swapped. */
  readonly nad?: number | undefined;
  /** The card's information field size at first, as far as it is known. */
  readonly ifsc: number;
  /** The size this terminal takes; announced by S(IFS) when it differs from what holds already. */
  readonly ifsd: number;
  /** What holds before S(IFS). */
  readonly ifsdInitial: number;
  /** T=1': S-requests that open the session, and those after a software reset. */
  readonly opening: readonly number[];
  /** T=1': reads the CIP record; words say why it is refused. */
  readonly onCip?: (record: Bytes) => CipEffect | string;
}

/** What a CIP record changes for the terminal. */
export interface CipEffect {
  readonly ifsc: number;
  readonly bwt: Time;
}
