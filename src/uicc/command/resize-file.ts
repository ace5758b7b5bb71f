/** RESIZE FILE: an EF grows, or loses its end. */
import { type Bytes, EMPTY, readBigEndian } from '../../base/index.ts';
import { refuse, type Response } from '../../os/abi/index.ts';
import { findTlv, INS, SW, type Tlv } from '../../wire/index.ts';
import { FCP_TAG, PROPRIETARY_TAG } from '../file/fcp.ts';
import { isTerminated } from '../file/file-entry.ts';
import type { FileRef } from '../file/file-system.ts';
import { filled } from '../file/fill.ts';
import {
  isBad,
  proprietaryObjects,
  readSize,
  recordsConflict,
  templateObjects,
} from '../file/parse-fcp.ts';
import { usedLength } from '../file/ber-tlv-file.ts';
import { DONE, wrongLength, wrongParameters } from './answer.ts';
import type { UiccCommand } from './definition.ts';
import { namedFile } from './delete-file.ts';
import { authorize, ON_EF } from './target.ts';

const CLAUSE = 'TS102222 §6.10';
/** P1: objects of a BER-TLV EF that find no room may be deleted, all of them. */
const MODE_MAX = 0x01;

export const resizeFile: UiccCommand = {
  name: 'RESIZE FILE',
  ins: INS.RESIZE_FILE,
  clause: CLAUSE,
  classes: 'proprietary',
  direction: 'in',
  check(_place, { p1, p2, length }) {
    if (p1 > MODE_MAX || p2 !== 0) wrongParameters(CLAUSE, 'P1 is 00 or 01, and P2 is 00');
    if (length === 0) wrongLength(CLAUSE, 'the data are a template 62');
  },
  run(place, { p1, data }) {
    const objects = templateObjects(data);
    if (isBad(objects)) return refuse(SW.WRONG_DATA, CLAUSE, objects.why);
    const fid = findTlv(objects, FCP_TAG.IDENTIFIER);
    if (fid?.length !== 2) return refuse(SW.WRONG_DATA, CLAUSE, 'no file identifier of two bytes');
    const file = namedFile(place, readBigEndian(fid), CLAUSE);
    if (file.entry.kind === 'df') {
      return refuse(SW.INCOMPATIBLE_STRUCTURE, CLAUSE, 'DFs have no size');
    }
    authorize(place, file, { clause: CLAUSE, operation: ON_EF.RESIZE });
    if (isTerminated(file.entry)) return refuse(SW.INVALIDATED, CLAUSE, 'it is terminated');
    if (file.entry.link !== undefined) {
      return refuse(SW.CONDITIONS, CLAUSE, 'it shows the content of another file');
    }
    if (file.entry.kind === 'ber-tlv') resizeObjects(file, objects, p1);
    else resizeContent(file, objects);
    place.context.enter({ volume: file.volume, entry: file.volume.entry(file.entry.id)! });
    return DONE;
  },
};

function resizeContent({ volume, entry }: FileRef, objects: readonly Tlv[]): void {
  const length = readSize(findTlv(objects, FCP_TAG.SIZE) ?? EMPTY) ?? 0;
  const why = length === 0 ? 'no file size' : recordsConflict(entry.recordLength, length);
  if (why !== undefined) refuse(SW.WRONG_DATA, CLAUSE, why);
  const content = filled({ ...entry, length });
  content.set(volume.read(entry, 0, Math.min(entry.length, length)));
  volume.resize(entry.id, content);
}

function resizeObjects(file: FileRef, objects: readonly Tlv[], mode: number): Response {
  const proprietary = proprietaryObjects(objects);
  if (isBad(proprietary)) return refuse(SW.WRONG_DATA, CLAUSE, proprietary.why);
  const { volume, entry } = file;
  const size = (tag: number, before: number): number => {
    const value = findTlv(proprietary, tag);
    const required = value === undefined ? before : readSize(value);
    return required ?? refuse(SW.WRONG_DATA, CLAUSE, 'a file size is too large');
  };
  const reserved = size(PROPRIETARY_TAG.RESERVED_SIZE, entry.length);
  const sizeMax = size(PROPRIETARY_TAG.MAXIMUM_SIZE, entry.sizeMax);
  if (sizeMax > 0 && reserved > sizeMax) {
    return refuse(SW.WRONG_DATA, CLAUSE, 'more is reserved than allowed');
  }
  const used = usedLength(file);
  const isTooLong = sizeMax > 0 && used > sizeMax;
  if (isTooLong && mode === 0) {
    return refuse(SW.CONDITIONS, CLAUSE, `the objects take ${used} bytes`);
  }
  const kept: Bytes = isTooLong ? EMPTY : volume.read(entry, 0, used);
  const content = new Uint8Array(Math.max(reserved, kept.length));
  content.set(kept);
  volume.resize(entry.id, content, sizeMax);
  return DONE;
}
