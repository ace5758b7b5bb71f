/** The trace: a ring of raw records, bounded, worded when read. Vow 6. */
import {
  type Time,
  type Trace,
  TRACE_RECORDS_MAX,
  type TraceOperand,
  type TraceRecord,
} from '../../base/index.ts';

export class TraceRing implements Trace {
  /** The device's present time, set by whoever drives the kernel. */
  now: Time = 0;
  readonly #records: TraceRecord[] = [];
  #seq = 0;

  note(where: string, what: string, ...operands: readonly TraceOperand[]): void {
    const record: TraceRecord = { seq: ++this.#seq, at: this.now, where, what, operands };
    this.#records[(record.seq - 1) % TRACE_RECORDS_MAX] = record;
  }

  /** Records after `seq`, oldest first, as far as the ring still holds them. */
  since(seq: number): readonly TraceRecord[] {
    const first = Math.max(seq, this.#seq - TRACE_RECORDS_MAX) + 1;
    const list: TraceRecord[] = [];
    for (let one = first; one <= this.#seq; one++) {
      list.push(this.#records[(one - 1) % TRACE_RECORDS_MAX]!);
    }
    return list;
  }
}
