export { memoryStore, memoryStores, noStore } from './memory.ts';
export { noRoom, type OpenStore, type Store } from './port.ts';
