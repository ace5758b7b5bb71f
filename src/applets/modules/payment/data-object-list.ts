/** Data object lists: tags and lengths of what the other side is to send. [EMVB3 §5.4] */
import { type Bytes, isWireError } from '../../../base/index.ts';
import { parseTlv, parseTlvs, type Tlv } from '../../../wire/index.ts';

export interface ListedObject {
  readonly tag: number;
  readonly length: number;
}

/** `undefined` where the list is none. */
export function parseObjectList(list: Bytes): readonly ListedObject[] | undefined {
  const objects: ListedObject[] = [];
  for (let at = 0; at < list.length;) {
    const width = tagWidth(list, at);
    const length = list[at + width];
    if (width === 0 || length === undefined) return undefined;
    const tag = list.subarray(at, at + width).reduce((sum, one) => sum * 256 + one, 0);
    objects.push({ tag, length });
    at += width + 1;
  }
  return objects;
}

/** Bytes of the tag there; 0 where it is cut. */
function tagWidth(list: Bytes, at: number): number {
  if ((list[at]! & 0x1f) !== 0x1f) return 1;
  for (let width = 2; width <= 3 && at + width <= list.length; width++) {
    if ((list[at + width - 1]! & 0x80) === 0) return width;
  }
  return 0;
}

export function lengthOf(list: readonly ListedObject[]): number {
  return list.reduce((sum, { length }) => sum + length, 0);
}

/** The values that a list names, by tag, from data of its length. */
export function valuesOf(list: readonly ListedObject[], data: Bytes): ReadonlyMap<number, Bytes> {
  const values = new Map<number, Bytes>();
  let at = 0;
  for (const { tag, length } of list) {
    values.set(tag, data.subarray(at, at + length));
    at += length;
  }
  return values;
}

/** An object anywhere inside constructed objects. */
export function findDeep(source: Bytes, tag: number): Bytes | undefined {
  const objects = parseTlvs(source);
  if (isWireError(objects)) return undefined;
  for (const one of objects) {
    const found = one.tag === tag ? one.value : isConstructed(one) && findDeep(one.value, tag);
    if (found instanceof Uint8Array) return found;
  }
  return undefined;
}

function isConstructed({ tag }: Tlv): boolean {
  const first = tag > 0xffff ? tag >> 16 : tag > 0xff ? tag >> 8 : tag;
  return (first & 0x20) !== 0;
}

/** Whether a record is one object of that tag and nothing else. */
export function isOne(source: Bytes, tag: number): boolean {
  const one = parseTlv(source);
  return !isWireError(one) && one.tag === tag && one.next === source.length;
}
