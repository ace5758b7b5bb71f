/**
 * Noting trace records: slots of one list, and the alternative that was weighed, an object each.
 */
import {
  type Trace,
  TRACE_RECORDS_MAX,
  type TraceKind,
  type TraceRecord,
} from '../src/base/index.ts';
import { TraceRing } from '../src/os/kernel/index.ts';
import { type Bench, microseconds } from './frame.ts';

/** Devices whose commands come in turn, so that no ring is in the processor's cache. */
const RINGS = 256;

const RESPONSE: TraceKind = { name: 'response', words: () => 'an answer' };

/** The alternative. */
class ObjectRing implements Trace {
  now = 0;
  readonly #records: TraceRecord[] = [];
  #seq = 0;

  note(where: string, kind: TraceKind, ...operands: TraceRecord['operands']): void {
    const { name: what } = kind;
    const record = { seq: ++this.#seq, at: this.now, where, what, kind, operands };
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
      ring.note('t1', RESPONSE, 0, 0x9000, 3);
    });
  };
  return { name, unit: 'µs', better: 'less', measure };
}

export const traceBenches: readonly Bench[] = [
  noted('trace record noted, 256 devices in turn', () => new TraceRing()),
  noted('  alternative: an object for each record', () => new ObjectRing()),
];
