/** Garbage collection between commands: what no root reaches is freed. [JCRE §8.2] */
import type { Heap } from './heap.ts';
import { KIND } from './layout.ts';

export interface Roots {
  /** References that are kept. */
  readonly references: Iterable<number>;
  /** Which cells of an instance of a class are references. */
  referenceCellsOf(classId: number): readonly number[];
  /** How many references begin the static fields of a package. */
  staticReferencesOf(packageNumber: number): number;
}

/** Frees what cannot be reached; gives the references that were freed. */
export function collect(heap: Heap, roots: Roots): readonly number[] {
  const kept = new Set<number>();
  const open = [...roots.references];
  while (open.length > 0) {
    const reference = open.pop()!;
    if (reference === 0 || kept.has(reference)) continue;
    kept.add(reference);
    open.push(...referencesIn(heap, reference, roots));
  }
  const freed = [...heap.objects()].filter((one) => !kept.has(one));
  if (freed.length > 0) heap.sweep((reference) => kept.has(reference));
  return freed;
}

function referencesIn(heap: Heap, reference: number, roots: Roots): readonly number[] {
  const data = heap.viewOf(reference);
  const at = (cell: number): number => (data[2 * cell]! << 8) | data[2 * cell + 1]!;
  const first = (count: number): readonly number[] =>
    Array.from({ length: count }, (_, cell) => at(cell));
  const kind = heap.kindOf(reference);
  if (kind === KIND.REFERENCES) return first(heap.lengthOf(reference));
  if (kind === KIND.STATICS) return first(roots.staticReferencesOf(heap.classOf(reference)));
  return kind === KIND.INSTANCE ? roots.referenceCellsOf(heap.classOf(reference)).map(at) : [];
}
