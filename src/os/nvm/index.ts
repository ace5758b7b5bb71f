export { MemoryDamage, reading, reasonOf } from './damage.ts';
export { Memory } from './memory.ts';
export { isOfDevice } from './parted-image.ts';
export { Partition } from './partition.ts';
export { PAGE_LENGTH } from './region.ts';
export { type OwnedRecord, storedRecords } from './stored-records.ts';
export type { RecordView, RegionView } from './views.ts';
export type { Form } from './record-key.ts';
