/** The file that a command works on, with the checks before its content is touched. */
import { refuse } from '../../os/abi/index.ts';
import { INS, SW } from '../../wire/index.ts';
import { isFulfilled, type Operation } from '../file/access-rule.ts';
import {
  type FileKind,
  isActivated,
  isDeactivated,
  isTerminated,
  SPECIAL,
} from '../file/file-entry.ts';
import { fidText } from '../file/fcp.ts';
import type { FileRef } from '../file/file-system.ts';
import type { Place } from './definition.ts';

/** Operations on files of any kind. [TS102221 §9.2.4 tables 9.1 and 9.2] */
export const ON_FILE = {
  DEACTIVATE: { bit: 0x08, ins: INS.DEACTIVATE_FILE },
  ACTIVATE: { bit: 0x10, ins: INS.ACTIVATE_FILE },
  DELETE: { bit: 0x40, ins: INS.DELETE_FILE },
} as const satisfies Operations;

export const ON_EF = {
  READ: { bit: 0x01, ins: INS.READ_BINARY },
  UPDATE: { bit: 0x02, ins: INS.UPDATE_BINARY },
  INCREASE: { bit: 0, ins: INS.INCREASE },
  TERMINATE: { bit: 0x20, ins: INS.TERMINATE_EF },
  RESIZE: { bit: 0, ins: INS.RESIZE_FILE },
} as const satisfies Operations;

export const ON_DF = {
  DELETE_CHILD: { bit: 0x01, ins: INS.DELETE_FILE },
  CREATE_EF: { bit: 0x02, ins: INS.CREATE_FILE },
  CREATE_DF: { bit: 0x04, ins: INS.CREATE_FILE },
  TERMINATE: { bit: 0x20, ins: INS.TERMINATE_DF },
} as const satisfies Operations;

type Operations = Readonly<Record<string, Operation>>;

/** A file, and the file whose content it shows: itself, or where its link leads. */
export interface Target {
  readonly file: FileRef;
  readonly body: FileRef;
}

export interface Wish {
  readonly clause: string;
  /** Short file identifier; 0 for the current EF. */
  readonly sfi: number;
  readonly kinds: readonly FileKind[];
  readonly operation: Operation;
}

/** The EF of a command, allowed for the operation. Nothing becomes current yet. */
export function targetOf(place: Place, { clause, sfi, kinds, operation }: Wish): Target {
  const { uicc, context } = place;
  const file = sfi === 0 ? context.ef : uicc.files.bySfi(context.directory, sfi);
  if (file === undefined) {
    if (sfi !== 0) return refuse(SW.NOT_FOUND, clause, `no EF has the short identifier ${sfi}`);
    return refuse(SW.NO_EF_SELECTED, clause, 'no EF is selected');
  }
  if (!kinds.includes(file.entry.kind)) {
    const why = `${fidText(file.entry.fid)} is ${file.entry.kind}`;
    return refuse(SW.INCOMPATIBLE_STRUCTURE, clause, why);
  }
  authorize(place, file, { clause, operation });
  checkUsable(place, file, clause);
  const body = uicc.files.body(file);
  if (body === undefined || !kinds.includes(body.entry.kind)) {
    return refuse(SW.NOT_FOUND, clause, 'the file whose content it shows is not there');
  }
  return { file, body };
}

/** Makes the file of a short identifier current, once its command has succeeded. */
export function arrive({ context }: Place, { file }: Target, sfi: number): void {
  if (sfi !== 0 && context.ef?.entry !== file.entry) context.enter(file);
}

/** Refuses what the access rules of a file forbid. [TS102221 §9.2] */
export function authorize(
  place: Place,
  file: FileRef,
  { clause, operation }: { readonly clause: string; readonly operation: Operation },
): void {
  if (isAllowed(place, file, operation)) return;
  const why = `the access rule of ${fidText(file.entry.fid)} is not fulfilled`;
  refuse(SW.SECURITY_STATUS, clause, why);
}

export function isAllowed(place: Place, file: FileRef, operation: Operation): boolean {
  const { uicc, session, context } = place;
  const at = { volume: file.volume, application: context.application };
  const condition = uicc.files.condition(file, operation, () => uicc.pins.environment(at));
  return isFulfilled(condition, uicc.verified(session, at));
}

/** An EF that is deactivated, or stands in a DF that is, keeps its content to itself. */
function checkUsable({ uicc }: Place, file: FileRef, clause: string): void {
  const { entry } = file;
  if (isTerminated(entry)) refuse(SW.INVALIDATED, clause, 'the EF is terminated');
  if (isDeactivated(entry) && (entry.special & SPECIAL.USABLE_WHEN_DEACTIVATED) === 0) {
    refuse(SW.INVALIDATED, clause, 'the EF is deactivated');
  }
  for (let at = uicc.files.parent(file); ; at = uicc.files.parent(at)) {
    if (!isActivated(at.entry) && at.entry.lifeCycle >= 0x04) {
      refuse(SW.INVALIDATED, clause, `${fidText(at.entry.fid)} is not activated`);
    }
    if (at.entry === uicc.files.mf.entry) return;
  }
}
