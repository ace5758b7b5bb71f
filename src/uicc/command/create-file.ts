/** CREATE FILE: an EF or DF in the current DF, or an ADF. */
import { refuse } from '../../os/abi/index.ts';
import { INS, SW } from '../../wire/index.ts';
import { isActivated, type FileAttributes, ROOT_ID } from '../file/file-entry.ts';
import { fidText } from '../file/fcp.ts';
import { type FileRef, VOLUMES_MAX } from '../file/file-system.ts';
import { isBad, parseFcp } from '../file/parse-fcp.ts';
import { DONE, wrongLength, wrongParameters } from './answer.ts';
import type { Place, UiccCommand } from './definition.ts';
import { authorize, ON_DF } from './target.ts';

const CLAUSE = 'TS102222 §6.3';
/** DFs within DFs. */
const DEPTH_MAX = 8;

export const createFile: UiccCommand = {
  name: 'CREATE FILE',
  ins: INS.CREATE_FILE,
  clause: CLAUSE,
  classes: 'inter-industry',
  direction: 'in',
  check(_place, { p1, p2, length }) {
    if (p1 !== 0 || p2 !== 0) wrongParameters(CLAUSE, 'P1 and P2 are 00');
    if (length === 0) wrongLength(CLAUSE, 'the data are a template 62');
  },
  run(place, { data }) {
    const { context } = place;
    const attributes = parseFcp(data);
    if (isBad(attributes)) return refuse(SW.WRONG_DATA, CLAUSE, attributes.why);
    const { directory } = context;
    const operation = attributes.kind === 'df' ? ON_DF.CREATE_DF : ON_DF.CREATE_EF;
    authorize(place, directory, { clause: CLAUSE, operation });
    const isOperational = directory.entry.lifeCycle >= 0x04;
    if (isOperational && !isActivated(directory.entry)) {
      return refuse(SW.INVALIDATED, CLAUSE, 'the current DF is not activated');
    }
    context.enter(create(place, directory, attributes));
    return DONE;
  },
};

function create({ uicc }: Place, directory: FileRef, attributes: FileAttributes): FileRef {
  const { files } = uicc;
  const { volume, entry } = directory;
  const { fid, name, sfi } = attributes;
  if (files.child(directory, fid) !== undefined) {
    return refuse(SW.FILE_EXISTS, CLAUSE, `${fidText(fid)} is in the DF already`);
  }
  if (sfi !== 0 && files.bySfi(directory, sfi) !== undefined) {
    return refuse(SW.WRONG_DATA, CLAUSE, `another EF has the short identifier ${sfi}`);
  }
  const isAdf = name.length > 0 && entry === files.mf.entry;
  if (isAdf) return createApplication(uicc.files, attributes);
  if (volume.isFull || depthOf(files, directory) >= DEPTH_MAX) {
    return refuse(SW.NO_MEMORY, CLAUSE, 'no more files, or DFs within DFs, are possible');
  }
  return { volume, entry: volume.create(attributes, entry.id) };
}

function createApplication(files: Place['uicc']['files'], attributes: FileAttributes): FileRef {
  if (files.application(attributes.name) !== undefined) {
    return refuse(SW.NAME_EXISTS, CLAUSE, 'an application has this name');
  }
  if (files.volumes.length >= VOLUMES_MAX) {
    return refuse(SW.NO_MEMORY, CLAUSE, `at most ${VOLUMES_MAX} applications`);
  }
  return files.addApplication(attributes);
}

function depthOf(files: Place['uicc']['files'], directory: FileRef): number {
  let depth = 1;
  for (let at = directory; at.entry.id !== ROOT_ID; at = files.parent(at)) depth++;
  return depth;
}
