/** A part of a short byte string: a copy, and the alternative that was weighed, a view. */
import type { Bytes } from '../src/base/index.ts';
import { type Bench, microseconds } from './frame.ts';

/** As long as a command is that names a profile. */
const LENGTH = 25;
/** Header and Lc. */
const FROM = 5;

/** The allocation is part of the figure: a view is cheaper and is not what happens. */
function partOfNew(name: string, part: (whole: Bytes) => Bytes): Bench {
  let sum = 0;
  const once = (): void => {
    sum += part(new Uint8Array(LENGTH)).length;
  };
  const measure = (): number => {
    const spent = microseconds(once);
    if (sum === 0) throw new Error('nothing was cut off');
    return spent;
  };
  return { name, unit: 'µs', better: 'less', measure };
}

export const bytesBenches: readonly Bench[] = [
  partOfNew('25 bytes made, and a part copied', (whole) => whole.slice(FROM)),
  partOfNew('  alternative: a part viewed', (whole) => whole.subarray(FROM)),
];
