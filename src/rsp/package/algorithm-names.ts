/** Algorithms of authentication, by the number that a package has for them. [SAIP §8.4.2] */
import type { AlgorithmName } from '../../uicc/index.ts';
import { ALGORITHM_ID } from '../../wire/saip/index.ts';

export const ALGORITHM_NAMES: Readonly<Record<number, AlgorithmName>> = {
  [ALGORITHM_ID.milenage]: 'milenage',
  [ALGORITHM_ID.tuak]: 'tuak',
  [ALGORITHM_ID.usimTestAlgorithm]: 'xor',
};
