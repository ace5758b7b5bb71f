/** STATUS: the current DF, or the name of the active application. */
import { EMPTY } from '../../base/index.ts';
import { refuse } from '../../os/abi/index.ts';
import { emitTlv, INS, SW } from '../../wire/index.ts';
import { FCP_TAG } from '../file/fcp.ts';
import { answer, DONE, wrongLength, wrongParameters } from './answer.ts';
import type { UiccCommand } from './definition.ts';

const CLAUSE = 'TS102221 §11.1.2';
/** No indication, application initialized, termination will follow. */
const P1_MAX = 0x02;
const P2 = { FCP: 0x00, NAME: 0x01, NONE: 0x0c } as const;
const P2_KNOWN: readonly number[] = Object.values(P2);

export const status: UiccCommand = {
  name: 'STATUS',
  ins: INS.STATUS,
  clause: CLAUSE,
  classes: 'proprietary',
  direction: 'out',
  check({ context }, { p1, p2 }) {
    if (p1 > P1_MAX) wrongParameters(CLAUSE, 'P1 gives an indication that is reserved');
    if (!P2_KNOWN.includes(p2)) wrongParameters(CLAUSE, 'P2 names no answer');
    if (p2 === P2.NAME && context.application === undefined) {
      refuse(SW.REFERENCED_DATA_NOT_FOUND, CLAUSE, 'no application is active on the channel');
    }
  },
  run({ uicc, context }, { p2, data }) {
    if (data.length > 0) wrongLength(CLAUSE, 'STATUS has no data');
    if (p2 === P2.NONE) return DONE;
    if (p2 === P2.NAME) {
      return answer(emitTlv(FCP_TAG.NAME, context.application?.root.name ?? EMPTY));
    }
    return answer(uicc.controlParameters(context.directory, context));
  },
};
