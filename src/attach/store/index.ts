export { memoryStore, memoryStores } from './memory.ts';
export type { OpenStore, Store } from './port.ts';
