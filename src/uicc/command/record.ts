/** READ RECORD and UPDATE RECORD: linear fixed and cyclic EFs. */
import { type Bytes, concat } from '../../base/index.ts';
import { refuse } from '../../os/abi/index.ts';
import type { FileRef } from '../file/file-system.ts';
import { answer, DONE, exactLength, wrongLength } from './answer.ts';
import type { CommandHead, Place, UiccCommand } from './definition.ts';
import { checkRecordHead, MODE, recordAddress, recordHead } from './record-address.ts';
import { arrive, ON_EF, targetOf, type Wish } from './target.ts';
import { INS, SW } from '../../wire/index.ts';

const READ = 'TS102221 §11.1.5';
const UPDATE = 'TS102221 §11.1.6';
const LE_ALL: readonly number[] = [256, 65_536];

function wish(clause: string, sfi: number, operation: Wish['operation']): Wish {
  return { clause, sfi, kinds: ['linear-fixed', 'cyclic'], operation };
}

/** A pointer counts for the current EF; another one has its own beginning. */
export function pointerFor(sfi: number, context: { readonly record: number }, file: FileRef) {
  if (sfi === 0) return context.record;
  return file.entry.kind === 'cyclic' ? 1 : 0;
}

export const readRecord: UiccCommand = {
  name: 'READ RECORD',
  ins: INS.READ_RECORD,
  clause: READ,
  classes: 'inter-industry',
  direction: 'out',
  check: (_place, head) => checkRecordHead(head, READ),
  run(at, command) {
    if (command.data.length > 0) wrongLength(READ, 'READ RECORD has no data');
    const head = recordHead(command);
    const target = targetOf(at, wish(READ, head.sfi, ON_EF.READ));
    const { volume, entry } = target.body;
    const { recordLength } = entry;
    const from = { pointer: pointerFor(head.sfi, at.context, target.file), clause: READ };
    const { number, pointer } = recordAddress(entry, head, from);
    const le = command.le ?? 256;
    if (le !== recordLength && !LE_ALL.includes(le)) return exactLength(recordLength, READ);
    arrive(at, target, head.sfi);
    at.context.record = pointer;
    return answer(volume.record(entry, number));
  },
};

/** The record that is written, once nothing is against it; none of a cyclic EF. */
function toUpdate(at: Place, { p1, p2, length }: Pick<CommandHead, 'p1' | 'p2' | 'length'>) {
  const head = recordHead({ p1, p2 });
  const target = targetOf(at, wish(UPDATE, head.sfi, ON_EF.UPDATE));
  const { entry } = target.body;
  if (entry.kind === 'cyclic' && head.mode !== MODE.PREVIOUS) {
    const why = 'a cyclic EF is updated in the mode previous alone';
    return refuse(SW.INCOMPATIBLE_STRUCTURE, UPDATE, why);
  }
  if (length !== entry.recordLength) {
    return wrongLength(UPDATE, `a record has ${entry.recordLength} bytes`);
  }
  if (entry.kind === 'cyclic') return { target, sfi: head.sfi };
  const from = { pointer: pointerFor(head.sfi, at.context, target.file), clause: UPDATE };
  return { target, sfi: head.sfi, address: recordAddress(entry, head, from) };
}

export const updateRecord: UiccCommand = {
  name: 'UPDATE RECORD',
  ins: INS.UPDATE_RECORD,
  clause: UPDATE,
  classes: 'inter-industry',
  direction: 'in',
  check: (_place, head) => checkRecordHead(head, UPDATE),
  prepare: (at, head) => void toUpdate(at, head),
  run(at, { p1, p2, data }) {
    const { target, sfi, address } = toUpdate(at, { p1, p2, length: data.length });
    const { volume, entry } = target.body;
    if (address === undefined) putFirst(target.body, data);
    else volume.write(entry, (address.number - 1) * entry.recordLength, data);
    arrive(at, target, sfi);
    at.context.record = address?.pointer ?? 1;
    return DONE;
  },
};

/** The oldest record of a cyclic EF gives way to a new first one. [TS102221 §8.2.2.3] */
export function putFirst({ volume, entry }: FileRef, record: Bytes): void {
  const kept = volume.read(entry, 0, entry.length - entry.recordLength);
  volume.write(entry, 0, concat(record, kept));
}
