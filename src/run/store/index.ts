export { memoryStore, memoryStores, noStore } from './memory.ts';
export type { OpenStore, Store } from './port.ts';
