/**
 * Noting trace records: slots of one list, and the alternative that was weighed, an object each.
 */
import { type Trace, TRACE_RECORDS_MAX, type TraceRecord } from '../src/base/index.ts';
import { TraceRing } from '../src/os/kernel/index.ts';
import { type Bench, microseconds } from './frame.ts';

/** Devices whose commands come in turn, so that no ring is in the processor's cache. */
const RINGS = 256;

/** The alternative. */
class ObjectRing implements Trace {
  now = 0;
  readonly #records: TraceRecord[] = [];
  #seq = 0;

  note(where: string, what: string, ...operands: TraceRecord['operands']): void {
    const record = { seq: ++this.#seq, at: this.now, where, what, operands };
    this.#records[(record.seq - 1) % TRACE_RECORDS_MAX] = record;
  }
}

function noted(name: string, make: () => Trace & { now: number }): Bench {
  const measure = (): number => {
    const rings = Array.from({ length: RINGS }, make);
    let now = 0;
    return microseconds(() => {
      const ring = rings[now % RINGS]!;
      ring.now = now++;
      ring.note('t1', 'response', 0, 0x9000, 3);
    });
  };
  return { name, unit: 'µs', better: 'less', measure };
}

export const traceBenches: readonly Bench[] = [
  noted('trace record noted, 256 devices in turn', () => new TraceRing()),
  noted('  alternative: an object for each record', () => new ObjectRing()),
];
