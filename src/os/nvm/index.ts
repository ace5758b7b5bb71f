export { Memory } from './memory.ts';
export { Partition } from './partition.ts';
export { PAGE_LENGTH } from './region.ts';
