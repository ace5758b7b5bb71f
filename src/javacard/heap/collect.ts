/** Garbage collection between commands: what no root reaches is freed. [JCRE §8.2] */
import type { Heap } from './heap.ts';
import { KIND } from './layout.ts';

export interface ReferenceKinds {
  /** Which cells of an instance of a class are references. */
  referenceCellsOf(classId: number): readonly number[];
  /** How many references begin the static fields of a package. */
  staticReferencesOf(packageNumber: number): number;
}

/** Frees what no root reaches; gives the references that were freed. */
export function collect(
  heap: Heap,
  roots: readonly number[],
  kinds: ReferenceKinds,
): readonly number[] {
  const kept = new Set<number>();
  const open = [...roots];
  while (open.length > 0) {
    const reference = open.pop()!;
    if (reference === 0 || kept.has(reference)) continue;
    kept.add(reference);
    open.push(...referencesIn(heap, reference, kinds));
  }
  const freed = [...heap.objects()].filter((one) => !kept.has(one));
  if (freed.length > 0) heap.sweep((reference) => kept.has(reference));
  return freed;
}

/** What an object refers to, 0 for null. */
export function referencesIn(
  heap: Heap,
  reference: number,
  kinds: ReferenceKinds,
): readonly number[] {
  const data = heap.viewOf(reference);
  const at = (cell: number): number => (data[2 * cell]! << 8) | data[2 * cell + 1]!;
  const first = (count: number): readonly number[] =>
    Array.from({ length: count }, (_, cell) => at(cell));
  const kind = heap.kindOf(reference);
  if (kind === KIND.REFERENCES) return first(heap.lengthOf(reference));
  if (kind === KIND.STATICS) return first(kinds.staticReferencesOf(heap.classOf(reference)));
  return kind === KIND.INSTANCE ? kinds.referenceCellsOf(heap.classOf(reference)).map(at) : [];
}
