/** Curves that keys of security domains name by a number. [GPCS §B.4.2 table B-2] */
import type { CurveName } from './named-curves.ts';

/** In the order of their key parameter references, from 00. */
export const REFERENCED_CURVES: readonly CurveName[] = [
  'p256',
  'p384',
  'p521',
  'brainpoolP256r1',
  'brainpoolP256t1',
  'brainpoolP384r1',
  'brainpoolP384t1',
  'brainpoolP512r1',
  'brainpoolP512t1',
];
