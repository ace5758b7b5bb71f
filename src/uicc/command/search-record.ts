/** SEARCH RECORD: simple and enhanced. */
import { type Bytes, EMPTY } from '../../base/index.ts';
import { refuse } from '../../os/abi/index.ts';
import { INS, SW } from '../../wire/index.ts';
import { type FileEntry, recordCount } from '../file/file-entry.ts';
import type { FileRef } from '../file/file-system.ts';
import { answer, wrongLength, wrongParameters } from './answer.ts';
import type { CommandHead, Place, UiccCommand } from './definition.ts';
import { pointerFor } from './record.ts';
import { arrive, ON_EF, type Target, targetOf } from './target.ts';

const CLAUSE = 'TS102221 §11.1.7';

/** Bits 3 to 1 of P2. [TS102221 §11.1.7.2 table 11.14] */
const FORWARD = 0x04;
const BACKWARD = 0x05;
const ENHANCED = 0x06;
const TYPES: readonly number[] = [FORWARD, BACKWARD, ENHANCED];

/** Of the first byte of the search indication: begin behind a byte value, and where to start. */
const AFTER_VALUE = 0x08;
const INDICATION_LENGTH = 2;
const INDICATION_RESERVED = 0xf0;
const START = { forward: 4, backward: 5, forwardFromNext: 6, backwardFromPrevious: 7 } as const;

interface Search {
  /** The record to begin with; it may be none where the search begins beside another. */
  readonly from: number;
  readonly step: 1 | -1;
  /** Where in a record the string may begin first. */
  begin(record: Bytes): number | undefined;
  readonly string: Bytes;
}

export const searchRecord: UiccCommand = {
  name: 'SEARCH RECORD',
  ins: INS.SEARCH_RECORD,
  clause: CLAUSE,
  classes: 'inter-industry',
  direction: 'in',
  check(_place, { p1, p2 }) {
    if (p2 >> 3 === 31) wrongParameters(CLAUSE, 'P2 holds no short file identifier');
    if (!TYPES.includes(p2 & 0x07)) wrongParameters(CLAUSE, 'P2 names no kind of search');
    if (p1 === 0xff) wrongParameters(CLAUSE, 'no record has the number FF');
  },
  prepare: (at, head) => void searched(at, head),
  run(at, { p1, p2, data }) {
    const sfi = p2 >> 3;
    const target = searched(at, { p2 });
    const pointer = pointerFor(sfi, at.context, target.file);
    const { entry } = target.body;
    const start = p1 === 0 ? pointer : p1;
    const type = p2 & 0x07;
    const search =
      type === ENHANCED ? enhanced(entry, start, data) : simple(entry, type, { start, data });
    if (search.string.length === 0 || search.string.length > entry.recordLength) {
      return wrongLength(CLAUSE, 'a search string is as long as a record at most');
    }
    const numbers = matches(target.body, search);
    arrive(at, target, sfi);
    if (numbers.length === 0) return { data: EMPTY, sw: SW.END_OF_FILE };
    at.context.record = numbers[0]!;
    return answer(Uint8Array.from(numbers));
  },
};

function searched(at: Place, { p2 }: Pick<CommandHead, 'p2'>): Target {
  const wish = { clause: CLAUSE, sfi: p2 >> 3, operation: ON_EF.READ } as const;
  return targetOf(at, { ...wish, kinds: ['linear-fixed', 'cyclic'] });
}

function simple(
  entry: FileEntry,
  type: number,
  { start, data }: { readonly start: number; readonly data: Bytes },
): Search {
  checkStart(entry, start);
  return { from: start, step: type === FORWARD ? 1 : -1, begin: () => 0, string: data };
}

function checkStart(entry: FileEntry, start: number): void {
  const count = recordCount(entry);
  if (start >= 1 && start <= count) return;
  const why = start === 0 ? 'no record is current' : `the EF has ${count} records`;
  refuse(SW.RECORD_NOT_FOUND, CLAUSE, why);
}

/** [TS102221 §11.1.7.2 table 11.15] */
function enhanced(entry: FileEntry, start: number, data: Bytes): Search {
  if (data.length <= INDICATION_LENGTH) {
    return wrongLength(CLAUSE, 'two bytes of indication come before the search string');
  }
  const [indication, value] = [data[0]!, data[1]!];
  const where = indication & 0x07;
  if ((indication & INDICATION_RESERVED) !== 0 || where < START.forward) {
    return refuse(SW.WRONG_DATA, CLAUSE, 'the search indication is reserved');
  }
  const step = where === START.forward || where === START.forwardFromNext ? 1 : -1;
  const isBeyond = where === START.forwardFromNext || where === START.backwardFromPrevious;
  const string = data.subarray(INDICATION_LENGTH);
  if ((indication & AFTER_VALUE) === 0 && value >= entry.recordLength) {
    return refuse(SW.WRONG_DATA, CLAUSE, `a record has ${entry.recordLength} bytes`);
  }
  const begin = (record: Bytes): number | undefined => {
    if ((indication & AFTER_VALUE) === 0) return value;
    const at = record.indexOf(value);
    return at === -1 ? undefined : at + 1;
  };
  if (!isBeyond || start > 0) checkStart(entry, start);
  const first = start === 0 && step === -1 ? recordCount(entry) : start + step;
  return { from: isBeyond ? first : start, step, begin, string };
}

function matches({ volume, entry }: FileRef, search: Search): readonly number[] {
  const { from, step, string } = search;
  const numbers: number[] = [];
  for (let number = from; number >= 1 && number <= recordCount(entry); number += step) {
    const record = volume.record(entry, number);
    const begin = search.begin(record);
    if (begin !== undefined && contains(record, string, begin)) numbers.push(number);
  }
  return numbers;
}

function contains(record: Bytes, string: Bytes, begin: number): boolean {
  for (let at = begin; at + string.length <= record.length; at++) {
    if (string.every((byte, index) => record[at + index] === byte)) return true;
  }
  return false;
}
