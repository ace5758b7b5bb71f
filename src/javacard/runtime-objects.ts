/**
 * Objects that the runtime environment owns: the APDU and its buffer, and an exception of each
 * class. They stand at the beginning of a heap, an array of references to them first. [JCRE §6.2]
 */
import { assert } from '../base/index.ts';
import { apiClass } from './api/index.ts';
import { FLAG, type Heap, KIND } from './heap/index.ts';
import { APDU_BUFFER_LENGTH, type ExceptionName, EXCEPTIONS } from './machine/index.ts';

const OWNED = { owner: 0, context: 0 } as const;
/** Of the array that refers to the others: it is the first object. */
const TABLE = 8;
const APDU = 0;
const BUFFER = 1;
const FIRST_EXCEPTION = 2;

export interface RuntimeObjects {
  readonly table: number;
  readonly apdu: number;
  readonly buffer: number;
  exception(name: ExceptionName): number;
}

/** Those of a heap, made where it is new. */
export function runtimeObjects(heap: Heap): RuntimeObjects {
  if (heap.kindOf(TABLE) !== KIND.REFERENCES) create(heap);
  const data = heap.viewOf(TABLE);
  const at = (index: number): number => (data[2 * index]! << 8) | data[2 * index + 1]!;
  return {
    table: TABLE,
    apdu: at(APDU),
    buffer: at(BUFFER),
    exception: (name) => at(FIRST_EXCEPTION + EXCEPTIONS.indexOf(name)),
  };
}

function create(heap: Heap): void {
  const length = FIRST_EXCEPTION + EXCEPTIONS.length;
  const table = heap.allocate({ ...OWNED, kind: KIND.REFERENCES, classId: 0x0100, length });
  assert(table === TABLE, 'the first object of a heap');
  const temporary = FLAG.ENTRY_POINT | FLAG.TEMPORARY;
  const instance = (name: string, flags: number): number => {
    const { id: classId, cells } = apiClass(name);
    return heap.allocate({ ...OWNED, kind: KIND.INSTANCE, flags, classId, length: cells });
  };
  const buffer = heap.allocate({
    ...OWNED,
    kind: KIND.BYTES,
    flags: FLAG.GLOBAL | FLAG.TEMPORARY | FLAG.CLEAR_ON_RESET,
    length: APDU_BUFFER_LENGTH,
  });
  const references = [
    instance('javacard.framework.APDU', temporary),
    buffer,
    ...EXCEPTIONS.map((name) => instance(name, temporary | FLAG.CLEAR_ON_RESET)),
  ];
  assert(
    references.every((one) => one !== 0),
    'room for the objects of the runtime environment',
  );
  heap.write(table, 0, Uint8Array.from(references.flatMap((one) => [one >> 8, one])));
}
