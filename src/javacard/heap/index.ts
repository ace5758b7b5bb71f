export { Heap, HEAP_LENGTH_MAX, type NewObject, RAM_LENGTH } from './heap.ts';
export { AT, ELEMENT_LENGTHS, FLAG, KIND, TRANSIENT, UNIT_SHIFT } from './layout.ts';
export { collect, type ReferenceKinds, referencesIn } from './collect.ts';
