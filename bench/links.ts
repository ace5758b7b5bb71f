/** SELECT of the common AID through both ends of each link, kernel and container. */
import { unhex } from '../src/base/index.ts';
import { Bed } from './bed.ts';
import { type Bench, microseconds, perSecond } from './frame.ts';

const SELECT = unhex('00A4040008A000000151000000' + '00');
/** What a reader sends to the preset's payment domain. */
const TRANSACTION = [
  SELECT,
  unhex('80CA006600'),
  unhex('00A404000AA000000151414D534401' + '00'),
  unhex('80CA004200'),
];

function select(link: string, target?: number): Bench {
  const measure = () => {
    const bed = new Bed(link);
    bed.expectOk(SELECT);
    return perSecond(() => bed.transmit(SELECT));
  };
  const name = `SELECT through both ends of ${link}`;
  const bench = { name, unit: 'SELECT/s', better: 'more', measure } as const;
  return target === undefined ? bench : { ...bench, target };
}

/** A reader's field comes, the card is found and activated, four commands, the field goes. */
function transaction(link: string): Bench {
  const measure = () => {
    const bed = new Bed(link);
    return microseconds(() => {
      bed.powerOff();
      bed.powerOn();
      for (const command of TRANSACTION) bed.transmit(command);
    });
  };
  const name = `contactless transaction on ${link}, field on to last answer`;
  return { name, unit: 'µs', better: 'less', measure };
}

export const linkBenches: readonly Bench[] = [
  select('t0'),
  select('t1', 40_000),
  select('spi'),
  select('apdu-gate', 20_000),
  select('swp-a', 20_000),
  select('swp-b', 20_000),
  transaction('swp-a'),
  transaction('swp-b'),
];
