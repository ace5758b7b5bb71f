/** Key diversification data: by what a back end finds this chip's keys. [GPAmdD §7.1.1.1] */
import { type Bytes, concat } from '../../base/index.ts';
import type { Domain } from './domain.ts';
import { OBJECT } from '../../wire/globalplatform/index.ts';

const DIVERSIFICATION_LENGTH = 10;
/** Offsets in production life cycle data: fabrication date, serial number, batch. */
const FABRICATION_DATE = 10;
const AFTER_BATCH = 18;

/**
 * The layout that card makers use: the AID's last two bytes, then fabrication date, serial number
 * and batch from the production life cycle data (42 bytes).
 */
export function makeDiversification(aid: Bytes, productionLifeCycle: Bytes): Bytes {
  return concat(
    aid.subarray(aid.length - 2),
    productionLifeCycle.subarray(FABRICATION_DATE, AFTER_BATCH),
  );
}

export function diversificationOf(domain: Domain): Bytes {
  return domain.objects.get(OBJECT.DIVERSIFICATION) ?? new Uint8Array(DIVERSIFICATION_LENGTH);
}
