export { memoryStore, memoryStores, noStore } from './memory.ts';
export { noRoom, type OpenStore, type Store } from './provider.ts';
