import { describeRecord } from '../base/index.ts';
import type { TraceRing } from '../os/kernel/index.ts';
import type { TraceView } from './contract.ts';

/** The ring as those outside the core may see and use it. */
export function traceView(trace: TraceRing): TraceView {
  return {
    since: (seq) => trace.since(seq),
    describe: describeRecord,
    note: (where, kind, ...operands) => trace.note(where, kind, ...operands),
  };
}
