/** GET CHALLENGE: random bytes. */
import { answer, wrongLength, wrongParameters } from './answer.ts';
import type { UiccCommand } from './definition.ts';
import { INS } from '../../wire/index.ts';

const CLAUSE = 'TS102221 §11.1.18';
/** What an Le of all bytes gives. */
const LENGTH_DEFAULT = 8;
const LE_ALL: readonly number[] = [256, 65_536];

export const getChallenge: UiccCommand = {
  name: 'GET CHALLENGE',
  ins: INS.GET_CHALLENGE,
  clause: CLAUSE,
  classes: 'inter-industry',
  direction: 'out',
  check(_place, { p1, p2 }) {
    if (p1 !== 0 || p2 !== 0) wrongParameters(CLAUSE, 'P1 and P2 are 00');
  },
  run({ uicc }, { data, le }) {
    if (data.length > 0) wrongLength(CLAUSE, 'GET CHALLENGE has no data');
    const length = le === undefined || LE_ALL.includes(le) ? LENGTH_DEFAULT : Math.min(le, 255);
    return answer(uicc.services.rng.bytes(length));
  },
};
