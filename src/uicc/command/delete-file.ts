/** DELETE FILE: an EF, or a DF with all that it holds. */
import { readBigEndian } from '../../base/index.ts';
import { refuse } from '../../os/abi/index.ts';
import { INS, SW } from '../../wire/index.ts';
import { ROOT_ID } from '../file/file-entry.ts';
import { fidText } from '../file/fcp.ts';
import type { FileRef } from '../file/file-system.ts';
import { DONE, wrongLength, wrongParameters } from './answer.ts';
import type { CommandHead, Place, UiccCommand } from './definition.ts';
import { isAllowed, ON_DF, ON_FILE } from './target.ts';

const CLAUSE = 'TS102222 §6.4';

/** P1 and P2 are 00, and the data are a file identifier. */
export function checkIdentifierHead({ p1, p2, length }: CommandHead, clause: string): void {
  if (p1 !== 0 || p2 !== 0) wrongParameters(clause, 'P1 and P2 are 00');
  if (length !== 2) wrongLength(clause, 'a file identifier has two bytes');
}

/** A file in the current DF, an ADF where that is the MF, or the current DF itself. */
export function namedFile({ uicc, context }: Place, fid: number, clause: string): FileRef {
  const { files } = uicc;
  const { directory } = context;
  const child = files.child(directory, fid);
  if (child !== undefined) return child;
  if (directory.entry === files.mf.entry) {
    const volume = files.applications.find(({ root }) => root.fid === fid);
    if (volume !== undefined) return { volume, entry: volume.root };
  }
  if (directory.entry.fid === fid) return directory;
  return refuse(SW.NOT_FOUND, clause, `${fidText(fid)} is not in the current DF`);
}

export const deleteFile: UiccCommand = {
  name: 'DELETE FILE',
  ins: INS.DELETE_FILE,
  clause: CLAUSE,
  classes: 'inter-industry',
  direction: 'in',
  check: (_place, head) => checkIdentifierHead(head, CLAUSE),
  run(place, { data }) {
    const { uicc, context } = place;
    const file = namedFile(place, readBigEndian(data), CLAUSE);
    const parent = uicc.files.parent(file);
    if (file.entry === uicc.files.mf.entry) {
      return refuse(SW.CONDITIONS, CLAUSE, 'the MF is not deleted');
    }
    const isGranted =
      isAllowed(place, file, ON_FILE.DELETE) || isAllowed(place, parent, ON_DF.DELETE_CHILD);
    if (!isGranted) {
      return refuse(SW.SECURITY_STATUS, CLAUSE, 'no access rule allows the deletion');
    }
    // The DF that held it is current, without an EF.
    context.enter(parent);
    if (file.entry.id === ROOT_ID) uicc.files.removeApplication(file.volume);
    else file.volume.remove(file.entry.id);
    return DONE;
  },
};
