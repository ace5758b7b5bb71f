/** The static fields of a package as an object of its heap, with first values. [JCVM §6.11] */
import { refuse } from '../os/abi/index.ts';
import { SW } from '../wire/index.ts';
import type { CapFile } from '../wire/cap/index.ts';
import { ELEMENT_LENGTHS, type Heap, KIND } from './heap/index.ts';

/** Gives the object; a `Refusal` 6A84 where the heap has no room for it. */
export function createStaticFields(
  heap: Heap,
  { number, file }: { readonly number: number; readonly file: CapFile },
): number {
  const { imageSize, referenceCount, arrays, defaultValueCount, values } = file.staticFields;
  const isSound =
    arrays.length <= referenceCount &&
    arrays.every(({ type, values: elements }) => {
      const isType = type >= KIND.BOOLEANS && type <= KIND.INTS;
      return isType && elements.length % ELEMENT_LENGTHS[type]! === 0;
    });
  if (!isSound) return refuse(SW.WRONG_DATA, 'JCVM §6.11', 'initial arrays that cannot be');
  const owned = { owner: 0, context: number };
  const image = { kind: KIND.STATICS, classId: number, length: imageSize };
  const statics = heap.allocate({ ...owned, ...image });
  // Types of arrays here are the kinds of the heap.
  const first = arrays.map(({ type, values: elements }) => {
    const array = heap.allocate({
      ...owned,
      kind: type,
      length: elements.length / ELEMENT_LENGTHS[type]!,
    });
    if (array !== 0) heap.write(array, 0, elements);
    return array;
  });
  if (statics === 0 || first.includes(0))
    return refuse(SW.NO_MEMORY, 'JCVM §6.11', 'no room in the heap for static fields');
  heap.write(statics, 0, Uint8Array.from(first.flatMap((one) => [one >> 8, one])));
  heap.write(statics, 2 * referenceCount + defaultValueCount, values);
  return statics;
}
