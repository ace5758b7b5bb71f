/** The trace: a ring of raw records, bounded; its words are made when it is read. */
import {
  type Time,
  type Trace,
  TRACE_RECORDS_MAX,
  type TraceKind,
  type TraceOperand,
  type TraceRecord,
} from '../../base/index.ts';

/** Operands that a slot has a place for; a record with more keeps them as a list. */
const PLACES = 3;
/** Time, where, kind, how many operands, their places. */
const SLOT_LENGTH = 4 + PLACES;
/** Where in its slot a record's operands stand. */
const OPERANDS_AT = SLOT_LENGTH - PLACES;

/**
 * One list holds the slots one after another: a device notes several records a command, and objects
 * that stay for thousands of commands are what a garbage collector is worst at.
 */
export class TraceRing implements Trace {
  /** The device's present time, set by the driver of the kernel. */
  now: Time = 0;
  readonly #slots: (TraceKind | TraceOperand | readonly TraceOperand[])[] = [];
  #seq = 0;

  note(where: string, kind: TraceKind, ...operands: readonly TraceOperand[]): void {
    const slots = this.#slots;
    let at = (this.#seq++ % TRACE_RECORDS_MAX) * SLOT_LENGTH;
    const count = operands.length;
    slots[at++] = this.now;
    slots[at++] = where;
    slots[at++] = kind;
    slots[at++] = count;
    slots[at++] = count > PLACES ? operands : operands[0];
    slots[at++] = count > PLACES ? undefined : operands[1];
    slots[at] = count > PLACES ? undefined : operands[2];
  }

  /** Records after `seq`, oldest first, as far as the ring still holds them. */
  since(seq: number): readonly TraceRecord[] {
    const first = Math.max(seq, this.#seq - TRACE_RECORDS_MAX) + 1;
    const list: TraceRecord[] = [];
    for (let one = first; one <= this.#seq; one++) list.push(this.#record(one));
    return list;
  }

  #record(seq: number): TraceRecord {
    const start = ((seq - 1) % TRACE_RECORDS_MAX) * SLOT_LENGTH;
    const slot = this.#slots.slice(start, start + SLOT_LENGTH);
    const [at, where, kind, count, first] = slot as [Time, string, TraceKind, number, unknown];
    const operands =
      count > PLACES
        ? (first as readonly TraceOperand[])
        : (slot.slice(OPERANDS_AT, OPERANDS_AT + count) as TraceOperand[]);
    return { seq, at, where, what: kind.name, kind, operands };
  }
}
