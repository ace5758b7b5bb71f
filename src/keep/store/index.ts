export type { Damage } from './contents.ts';
export { lmdbStore, storeGone, storeSize } from './lmdb.ts';
export { openSharedStore, type SharedStore } from './shared.ts';
export { type ProbeReport, probeStore } from './probe.ts';
