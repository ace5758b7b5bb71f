/** ACTIVATE and DEACTIVATE FILE, and the commands after which a file is never usable again. */
import { readBigEndian } from '../../base/index.ts';
import { type Command, refuse, type Response } from '../../os/abi/index.ts';
import { INS, SW } from '../../wire/index.ts';
import { isActivated, isTerminated, LIFE_CYCLE } from '../file/file-entry.ts';
import type { FileRef } from '../file/file-system.ts';
import { DONE, wrongLength, wrongParameters } from './answer.ts';
import type { CommandHead, Place, UiccCommand } from './definition.ts';
import { checkIdentifierHead, namedFile } from './delete-file.ts';
import { find, SELECT_BY } from './select.ts';
import { authorize, ON_DF, ON_EF, ON_FILE } from './target.ts';

const CLAUSE = {
  DEACTIVATE: 'TS102221 §11.1.14',
  ACTIVATE: 'TS102221 §11.1.15',
  TERMINATE_DF: 'TS102222 §6.7',
  TERMINATE_EF: 'TS102222 §6.8',
  TERMINATE_CARD: 'TS102222 §6.9',
} as const;

/** By file identifier, or a path from the MF or from the current DF. */
const WAYS: readonly number[] = [SELECT_BY.FILE, SELECT_BY.PATH_FROM_MF, SELECT_BY.PATH_FROM_DF];

function checkHead({ p1, p2, length }: CommandHead, clause: string): void {
  if (!WAYS.includes(p1) || p2 !== 0) wrongParameters(clause, 'P1 and P2 name no way to a file');
  const isPath = p1 !== SELECT_BY.FILE && length !== 0;
  if (isPath ? length % 2 !== 0 : length !== 0 && length !== 2) {
    wrongLength(clause, 'a file identifier has two bytes');
  }
}

/** Without data, the current EF, or DF. */
function setState(
  place: Place,
  { p1, data }: Pick<Command, 'p1' | 'data'>,
  { clause, active }: { readonly clause: string; readonly active: boolean },
): Response {
  const file = data.length === 0 ? place.context.current : find(place, { p1, data });
  const operation = active ? ON_FILE.ACTIVATE : ON_FILE.DEACTIVATE;
  authorize(place, file, { clause, operation });
  if (isTerminated(file.entry)) return refuse(SW.INVALIDATED, clause, 'it is terminated');
  if (isActivated(file.entry) === active) {
    const why = active ? 'it is activated' : 'it is not activated';
    return refuse(SW.CONDITIONS, clause, why);
  }
  const lifeCycle = active ? LIFE_CYCLE.ACTIVATED : LIFE_CYCLE.DEACTIVATED;
  place.context.enter(changed(file, lifeCycle));
  return DONE;
}

function changed({ volume, entry }: FileRef, lifeCycle: number): FileRef {
  return { volume, entry: volume.update(entry.id, { lifeCycle }) };
}

export const deactivateFile: UiccCommand = {
  name: 'DEACTIVATE FILE',
  ins: INS.DEACTIVATE_FILE,
  clause: CLAUSE.DEACTIVATE,
  classes: 'inter-industry',
  direction: 'in',
  check: (_place, head) => checkHead(head, CLAUSE.DEACTIVATE),
  run: (place, command) => setState(place, command, { clause: CLAUSE.DEACTIVATE, active: false }),
};

export const activateFile: UiccCommand = {
  name: 'ACTIVATE FILE',
  ins: INS.ACTIVATE_FILE,
  clause: CLAUSE.ACTIVATE,
  classes: 'inter-industry',
  direction: 'in',
  check: (_place, head) => checkHead(head, CLAUSE.ACTIVATE),
  run: (place, command) => setState(place, command, { clause: CLAUSE.ACTIVATE, active: true }),
};

function terminate(place: Place, { data }: Pick<Command, 'data'>, isDirectory: boolean): Response {
  const clause = isDirectory ? CLAUSE.TERMINATE_DF : CLAUSE.TERMINATE_EF;
  const file = namedFile(place, readBigEndian(data), clause);
  if ((file.entry.kind === 'df') !== isDirectory) {
    const why = isDirectory ? 'it is an EF' : 'it is a DF';
    return refuse(SW.INCOMPATIBLE_STRUCTURE, clause, why);
  }
  if (file.entry === place.uicc.files.mf.entry) {
    return refuse(SW.CONDITIONS, clause, 'the MF ends with the use of the card');
  }
  const operation = isDirectory ? ON_DF.TERMINATE : ON_EF.TERMINATE;
  authorize(place, file, { clause, operation });
  if (isTerminated(file.entry)) return refuse(SW.CONDITIONS, clause, 'it is terminated');
  place.context.enter(changed(file, LIFE_CYCLE.TERMINATED));
  return DONE;
}

export const terminateDf: UiccCommand = {
  name: 'TERMINATE DF',
  ins: INS.TERMINATE_DF,
  clause: CLAUSE.TERMINATE_DF,
  classes: 'inter-industry',
  direction: 'in',
  check: (_place, head) => checkIdentifierHead(head, CLAUSE.TERMINATE_DF),
  run: (place, command) => terminate(place, command, true),
};

export const terminateEf: UiccCommand = {
  name: 'TERMINATE EF',
  ins: INS.TERMINATE_EF,
  clause: CLAUSE.TERMINATE_EF,
  classes: 'inter-industry',
  direction: 'in',
  check: (_place, head) => checkIdentifierHead(head, CLAUSE.TERMINATE_EF),
  run: (place, command) => terminate(place, command, false),
};

export const terminateCardUsage: UiccCommand = {
  name: 'TERMINATE CARD USAGE',
  ins: INS.TERMINATE_CARD_USAGE,
  clause: CLAUSE.TERMINATE_CARD,
  classes: 'inter-industry',
  direction: 'in',
  check(_place, { p1, p2, length }) {
    if (p1 !== 0 || p2 !== 0) wrongParameters(CLAUSE.TERMINATE_CARD, 'P1 and P2 are 00');
    if (length !== 0) wrongLength(CLAUSE.TERMINATE_CARD, 'there are no data');
  },
  run(place) {
    const { mf } = place.uicc.files;
    authorize(place, mf, { clause: CLAUSE.TERMINATE_CARD, operation: ON_DF.TERMINATE });
    changed(mf, LIFE_CYCLE.TERMINATED);
    return DONE;
  },
};
