/** Waiting times of T=1 from the interface bytes of the ATR. [ISO7816-3 §11.4.3] */
import { SECOND } from '../../base/index.ts';
import type { AtrParameters } from '../../wire/index.ts';
import type { BlockTimes } from '../block/index.ts';

/** Clock the terminal supplies: 9,600 bit/s at the initial rate. [ISO7816-3 §8.1] */
export const CLOCK_HZ = 3_571_200;
/** F in the block waiting time, whatever rate is in force. [ISO7816-3 §11.4.3] */
const F_DEFAULT = 372;

export interface Rate {
  readonly f: number;
  readonly d: number;
}

export const RATE_DEFAULT: Rate = { f: 372, d: 1 };

export function t1Times(from: Pick<AtrParameters, 'bwi' | 'cwi'>, rate: Rate): BlockTimes {
  const etu = (rate.f / rate.d / CLOCK_HZ) * SECOND;
  const unit = ((960 * F_DEFAULT) / CLOCK_HZ) * SECOND;
  return {
    cwt: Math.ceil((11 + 2 ** from.cwi) * etu),
    bwt: Math.ceil(11 * etu + 2 ** from.bwi * unit),
  };
}
