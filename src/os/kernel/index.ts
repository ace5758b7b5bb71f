export type { Outcome } from './executor.ts';
export { type HeaderOutcome, Kernel, type KernelParts, type Port } from './kernel.ts';
export { Notices } from './notices.ts';
export { Residents } from './residents.ts';
export type { Resident } from './session-table.ts';
export { TraceRing } from './trace-ring.ts';
