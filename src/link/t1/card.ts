/** The card end of T=1, after ATR and PPS. [ISO7816-3 §11] */
import { BlockCard, type BlockTimes, IFS_DEFAULT, T1_FRAMING } from '../block/index.ts';
import type { T1Edc } from '../../wire/index.ts';

export interface T1CardOptions<Port> {
  readonly port: Port;
  /** Error detection code that the ATR announced. */
  readonly edc: T1Edc;
  /** Information field size that the ATR announced, 1 to 254. */
  readonly ifsc: number;
  readonly times: BlockTimes;
  /** A larger IFSC that the card requests by S(IFS) before its first answer. */
  readonly ifsRequest?: number | undefined;
}

export type T1Card<Port> = BlockCard<Port>;

/** Silent until power-on, reset, or `begin`. */
export function createT1Card<Port>(options: T1CardOptions<Port>): T1Card<Port> {
  return new BlockCard<Port>({
    port: options.port,
    framing: T1_FRAMING[options.edc],
    times: options.times,
    ifsc: options.ifsc,
    ifsd: IFS_DEFAULT,
    ifsRequest: options.ifsRequest,
    cip: undefined,
  });
}
