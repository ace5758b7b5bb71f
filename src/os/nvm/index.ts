export { MemoryDamage, reading, reasonOf } from './damage.ts';
export { Memory } from './memory.ts';
export { Partition, type RecordView, type RegionView } from './partition.ts';
export { PAGE_LENGTH } from './region.ts';
export { type OwnedRecord, storedRecords } from './stored-records.ts';
