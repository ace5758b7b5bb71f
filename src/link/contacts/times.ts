/** Waiting times outside T=1. [ISO7816-3 §8.1, §10.2] */
import { SECOND, type Time } from '../../base/index.ts';
import { CLOCK_HZ, type Rate, RATE_DEFAULT } from '../t1/index.ts';

/** WT = WI x 960 x F / f. [ISO7816-3 §10.2] */
export function t0WaitingTime(wi: number, rate: Rate): Time {
  return Math.ceil((wi * 960 * rate.f * SECOND) / CLOCK_HZ);
}

/** 9,600 elementary time units at the initial rate: about a second. [ISO7816-3 §8.1, §9.2] */
export const WT_INITIAL: Time = t0WaitingTime(10, RATE_DEFAULT);
