/** SEEK: looks for a record of a linear fixed EF that begins with a pattern. [TS51011 §9.2.7] */
import { bytes, startsWith } from '../base/index.ts';
import { type Command, refuse, type Response } from '../os/abi/index.ts';
import { SW } from '../wire/index.ts';
import type { Place, UiccCommand } from './command/definition.ts';
import { ON_EF, targetOf } from './command/target.ts';
import { recordCount } from './file/file-entry.ts';
import type { FileRef } from './file/file-system.ts';
import { ready } from './legacy-status.ts';

const CLAUSE = 'TS51011 §9.2.7';
/** P2: from the beginning, from the end, from the next, from the previous record. */
const MODE_MAX = 3;
const PATTERN_LENGTH_MAX = 16;

export const SEEK: Pick<UiccCommand, 'check' | 'prepare' | 'run'> = {
  check(_place, { p1, p2 }) {
    const { type, mode } = kindOf(p2);
    if (p1 === 0 && type <= 1 && mode <= MODE_MAX) return;
    refuse(SW.WRONG_P1P2, CLAUSE, 'P2 names no type and mode');
  },
  prepare: (place, { length }) => void searched(place, length),
  run: seek,
};

function kindOf(p2: number): { readonly type: number; readonly mode: number } {
  return { type: p2 >> 4, mode: p2 & 0x0f };
}

/** The content of the current EF, where a pattern of this length may be looked for. */
function searched(place: Place, patternLength: number): FileRef {
  const wish = { clause: CLAUSE, sfi: 0, operation: ON_EF.READ } as const;
  const { body } = targetOf(place, { ...wish, kinds: ['linear-fixed'] });
  const lengthMax = Math.min(PATTERN_LENGTH_MAX, body.entry.recordLength);
  if (patternLength > 0 && patternLength <= lengthMax) return body;
  return refuse(SW.WRONG_LENGTH, CLAUSE, 'a pattern has 1 to 16 bytes, and fits a record');
}

function seek(place: Place, { p2, data }: Command): Response {
  const { type, mode } = kindOf(p2);
  const { volume, entry } = searched(place, data.length);
  const count = recordCount(entry);
  const { record } = place.context;
  const isForward = mode === 0 || mode === 2;
  const first = [1, count, record + 1, record === 0 ? count : record - 1][mode]!;
  for (let at = first; at >= 1 && at <= count; at += isForward ? 1 : -1) {
    if (!startsWith(volume.record(entry, at), data)) continue;
    place.context.record = at;
    return type === 0 ? { data: new Uint8Array(0), sw: SW.OK } : ready(place, bytes(at));
  }
  return refuse(SW.NOT_FOUND, CLAUSE, 'no record begins with the pattern');
}
