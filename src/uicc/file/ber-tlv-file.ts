/**
 * The data objects of a BER-TLV EF: one after another, and zero bytes up to the reserved length.
 * [TS102221 §8.2.2.4]
 */
import { type Bytes, concat, EMPTY, Fault, isWireError } from '../../base/index.ts';
import { emitTag, emitTlv, parseTlv } from '../../wire/index.ts';
import type { FileRef } from './file-system.ts';

interface StoredObject {
  readonly tag: number;
  /** Tag, length and value. */
  readonly whole: Bytes;
}

/** In order of their first storing. */
function objectsOf({ volume, entry }: FileRef): readonly StoredObject[] {
  const body = volume.read(entry, 0, entry.length);
  const objects: StoredObject[] = [];
  for (let at = 0; at < body.length && body[at] !== 0;) {
    const one = parseTlv(body, at);
    if (isWireError(one)) throw new Fault('a BER-TLV EF holds broken data objects');
    objects.push({ tag: one.tag, whole: body.slice(at, one.next) });
    at = one.next;
  }
  return objects;
}

/** The whole object with a tag, if there is one. */
export function storedObject(file: FileRef, tag: number): Bytes | undefined {
  return objectsOf(file).find((one) => one.tag === tag)?.whole;
}

/** The object 5C with the tags of all. [TS102221 §11.3.1] */
export function tagList(file: FileRef): Bytes {
  return emitTlv(0x5c, ...objectsOf(file).map(({ tag }) => emitTag(tag)));
}

/**
 * Puts an object in the place of the one with its tag, or behind all; nothing removes it. Throws
 * `Refusal` 6A84 where memory has no room; false where the EF has none.
 */
export function storeObject(file: FileRef, tag: number, whole: Bytes | undefined): boolean {
  const { volume, entry } = file;
  const objects = objectsOf(file);
  const isKnown = objects.some((one) => one.tag === tag);
  const kept = objects.map((one) => (one.tag === tag ? (whole ?? EMPTY) : one.whole));
  const content = concat(...kept, isKnown ? EMPTY : (whole ?? EMPTY));
  if (entry.sizeMax > 0 && content.length > entry.sizeMax) return false;
  if (content.length > entry.length) {
    volume.resize(entry.id, content, entry.sizeMax);
    return true;
  }
  const body = new Uint8Array(entry.length);
  body.set(content);
  volume.write(entry, 0, body);
  return true;
}

/** Bytes that the objects take. */
export function usedLength(file: FileRef): number {
  return objectsOf(file).reduce((sum, { whole }) => sum + whole.length, 0);
}
