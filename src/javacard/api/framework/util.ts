/** Class Util: bytes and shorts in arrays. [JCAPI §Util] */
import { toByte, toShort } from '../../machine/index.ts';
import { type ApiClass, method, type NativeCode } from '../api-class.ts';
import { byteArray, bytesIn, checkRange } from '../arguments.ts';

function copy(write: 'write' | 'writeNonAtomic'): NativeCode {
  return (machine, cells, at) => {
    const source = byteArray(machine, cells[at]!);
    const target = byteArray(machine, cells[at + 2]!);
    const length = cells[at + 4]!;
    const bytes = bytesIn(machine, source, { offset: cells[at + 1]!, length });
    const offset = cells[at + 3]!;
    checkRange(machine, target, { offset, length });
    machine.heap[write](target, offset, bytes);
    return toShort(offset + length);
  };
}

function fill(write: 'write' | 'writeNonAtomic'): NativeCode {
  return (machine, cells, at) => {
    const target = byteArray(machine, cells[at]!);
    const [offset, length] = [cells[at + 1]!, cells[at + 2]!];
    checkRange(machine, target, { offset, length });
    machine.heap[write](target, offset, new Uint8Array(length).fill(cells[at + 3]!));
    return toShort(offset + length);
  };
}

/** The first bytes that differ decide, as numbers with a sign. */
const compare: NativeCode = (machine, cells, at) => {
  const length = cells[at + 4]!;
  const left = bytesIn(machine, byteArray(machine, cells[at]!), {
    offset: cells[at + 1]!,
    length,
  });
  const right = bytesIn(machine, byteArray(machine, cells[at + 2]!), {
    offset: cells[at + 3]!,
    length,
  });
  for (let index = 0; index < length; index++) {
    const difference = toByte(left[index]!) - toByte(right[index]!);
    if (difference !== 0) return difference < 0 ? -1 : 1;
  }
  return 0;
};

export const util: ApiClass = {
  token: 16,
  name: 'Util',
  extends: 'java.lang.Object',
  statics: [
    method(0, 'arrayCompare([BS[BSS)B', compare),
    method(1, 'arrayCopy([BS[BSS)S', copy('write')),
    method(2, 'arrayCopyNonAtomic([BS[BSS)S', copy('writeNonAtomic')),
    method(3, 'arrayFillNonAtomic([BSSB)S', fill('writeNonAtomic')),
    method(4, 'getShort([BS)S', (machine, cells, at) => {
      const array = byteArray(machine, cells[at]!);
      const bytes = bytesIn(machine, array, { offset: cells[at + 1]!, length: 2 });
      return toShort((bytes[0]! << 8) | bytes[1]!);
    }),
    method(5, 'makeShort(BB)S', (_machine, cells, at) =>
      toShort((cells[at]! << 8) | (cells[at + 1]! & 0xff)),
    ),
    method(6, 'setShort([BSS)S', (machine, cells, at) => {
      const array = byteArray(machine, cells[at]!);
      const [offset, value] = [cells[at + 1]!, cells[at + 2]!];
      checkRange(machine, array, { offset, length: 2 });
      machine.heap.write(array, offset, Uint8Array.of(value >> 8, value));
      return toShort(offset + 2);
    }),
    method(7, 'arrayFill([BSSB)S', fill('write')),
  ],
};
