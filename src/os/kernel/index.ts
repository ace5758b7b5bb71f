export { describeRecord } from './explain.ts';
export { Kernel, type Outcome, type Port } from './kernel.ts';
export { Residents } from './residents.ts';
export type { Resident } from './session-table.ts';
export { TraceRing } from './trace-ring.ts';
