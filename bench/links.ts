/** SELECT of the common AID through both ends of each link, kernel and container. */
import { unhex } from '../src/base/index.ts';
import { Bed } from './bed.ts';
import { type Bench, perSecond } from './frame.ts';

const SELECT = unhex('00A4040008A000000151000000' + '00');

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

export const linkBenches: readonly Bench[] = [select('t0'), select('t1', 40_000), select('spi')];
