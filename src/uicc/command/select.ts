/** SELECT: by file identifier, path, parent, and, once the name is found, by DF name. */
import { type Bytes, EMPTY, readBigEndian } from '../../base/index.ts';
import { type Command, refuse, type Response } from '../../os/abi/index.ts';
import { INS, SW } from '../../wire/index.ts';
import { type FileEntry, isDeactivated, isTerminated, ROOT_ID } from '../file/file-entry.ts';
import { FID_CURRENT_ADF, FID_MF, type FileRef } from '../file/file-system.ts';
import { wrongLength, wrongParameters } from './answer.ts';
import type { CommandHead, Place, UiccCommand } from './definition.ts';

const CLAUSE = 'TS102221 §11.1.1';

/** [TS102221 §11.1.1.2 table 11.1] */
export const SELECT_BY = {
  FILE: 0x00,
  CHILD: 0x01,
  PARENT: 0x03,
  NAME: 0x04,
  PATH_FROM_MF: 0x08,
  PATH_FROM_DF: 0x09,
} as const;
const KINDS: readonly number[] = Object.values(SELECT_BY);

/** Bits of P2. [TS102221 §11.1.1.2 table 11.2] */
const P2_RETURN = 0x0c;
const P2_FCP = 0x04;
const P2_NONE = 0x0c;
const P2_FCI = 0x00;
const P2_SESSION = 0x60;
const P2_TERMINATION = 0x40;
const P2_OTHER = 0x80 | 0x10 | 0x03;

export const select: UiccCommand = {
  name: 'SELECT',
  ins: INS.SELECT,
  clause: CLAUSE,
  classes: 'inter-industry',
  direction: 'in',
  check(_place, head) {
    checkParameters(head);
    const { p1, length } = head;
    if (p1 === SELECT_BY.NAME) refuse(SW.NOT_FOUND, CLAUSE, 'nothing has this name');
    if (p1 === SELECT_BY.PARENT && length !== 0) {
      wrongLength(CLAUSE, 'the parent DF is selected without data');
    }
    const isPath = p1 === SELECT_BY.PATH_FROM_MF || p1 === SELECT_BY.PATH_FROM_DF;
    if (isPath && (length === 0 || length % 2 !== 0)) {
      wrongLength(CLAUSE, 'a path has two bytes for each file');
    }
    const isFile = p1 === SELECT_BY.FILE || p1 === SELECT_BY.CHILD;
    const isEmpty = length === 0 && p1 === SELECT_BY.FILE;
    if (isFile && length !== 2 && !isEmpty) wrongLength(CLAUSE, 'a file identifier has two bytes');
  },
  run(place, { p1, p2, data }) {
    const file = find(place, { p1, data });
    place.context.enter(file);
    return selected(place, file, p2);
  },
};

function checkParameters({ p1, p2 }: Pick<CommandHead, 'p1' | 'p2'>): void {
  if (!KINDS.includes(p1)) wrongParameters(CLAUSE, 'P1 names no way of selection');
  if ((p2 & (P2_SESSION | P2_OTHER)) !== 0)
    wrongParameters(CLAUSE, 'P2 has a bit that is reserved');
  checkReturn(p2);
}

function checkReturn(p2: number): void {
  const required = p2 & P2_RETURN;
  if (required === P2_FCP || required === P2_NONE || required === P2_FCI) return;
  wrongParameters(CLAUSE, 'file management data are not kept');
}

/** The file that P1 and the data name. ACTIVATE and DEACTIVATE FILE find theirs in the same way. */
export function find(
  { uicc, context }: Place,
  { p1, data }: { readonly p1: number; readonly data: Bytes },
): FileRef {
  const { files } = uicc;
  const directory = context.directory;
  const fid = data.length === 2 ? readBigEndian(data) : FID_MF;
  switch (p1) {
    case SELECT_BY.FILE:
      return found(byIdentifier({ uicc, context }, fid));
    case SELECT_BY.CHILD: {
      const child = files.child(directory, fid);
      return found(child?.entry.kind === 'df' ? child : undefined);
    }
    case SELECT_BY.PARENT:
      return files.parent(directory);
    case SELECT_BY.PATH_FROM_MF:
      return found(byPath({ uicc, context }, files.mf, data));
    default:
      return found(byPath({ uicc, context }, directory, data));
  }
}

/**
 * From the current DF: the MF, the ADF that is active, the DF itself, what it holds, its parent,
 * and the DFs beside it. [TS102221 §8.4.2]
 */
function byIdentifier(
  { uicc, context }: Pick<Place, 'uicc' | 'context'>,
  fid: number,
): FileRef | undefined {
  const { files } = uicc;
  if (fid === FID_MF) return files.mf;
  if (fid === FID_CURRENT_ADF) return activeAdf(context.application);
  const { directory } = context;
  const child = files.child(directory, fid);
  if (child !== undefined) return child;
  if (directory.entry.fid === fid) return directory;
  const parent = files.parent(directory);
  if (parent.entry.fid === fid) return parent;
  const beside = files.child(parent, fid);
  return beside?.entry.kind === 'df' ? beside : undefined;
}

function activeAdf(application: FileRef['volume'] | undefined): FileRef | undefined {
  return application && { volume: application, entry: application.root };
}

/** A path without the identifier of where it begins; 7FFF may stand first. [TS102221 §8.4.3] */
function byPath(
  { uicc, context }: Pick<Place, 'uicc' | 'context'>,
  from: FileRef,
  path: Bytes,
): FileRef | undefined {
  let at: FileRef | undefined = from;
  for (let step = 0; step < path.length; step += 2) {
    const fid = readBigEndian(path.subarray(step, step + 2));
    if (step === 0 && fid === FID_CURRENT_ADF) at = activeAdf(context.application);
    else at = at?.entry.kind === 'df' ? uicc.files.child(at, fid) : undefined;
  }
  return at;
}

function found(file: FileRef | undefined): FileRef {
  return file ?? refuse(SW.NOT_FOUND, CLAUSE, 'no file is there');
}

/** The answer to a SELECT that made a file current. */
function selected(place: Place, file: FileRef, p2: number, calledAs?: Bytes): Response {
  const sw = stateWord(file.entry);
  if ((p2 & P2_RETURN) === P2_NONE) return { data: EMPTY, sw };
  return { data: place.uicc.controlParameters(file, place.context, calledAs), sw };
}

function stateWord(entry: FileEntry): number {
  if (isTerminated(entry)) return SW.SELECTED_TERMINATED;
  return isDeactivated(entry) ? SW.SELECTED_DEACTIVATED : SW.OK;
}

/** SELECT by DF name: the operating system has found the application. [TS102221 §8.5] */
export function selectedByName(place: Place, { session, p2, selecting }: Command): Response {
  const { uicc, context } = place;
  checkReturn(p2);
  if ((p2 & P2_SESSION) === P2_TERMINATION) {
    uicc.endApplication(session);
    return { data: EMPTY, sw: SW.OK };
  }
  const file = context.current;
  const isAdf = file.entry.id === ROOT_ID && file.volume === context.application;
  return selected(place, file, p2, isAdf ? selecting : undefined);
}
