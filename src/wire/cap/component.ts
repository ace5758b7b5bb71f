/**
 * Components of a CAP file: a tag, a size, and their content. A load file is a sequence of them, in
 * any order. [JCVM §6.1] [JCVM §6.2]
 */
import {
  type Bytes,
  bigEndian,
  concat,
  fail,
  readBigEndian,
  type WireError,
} from '../../base/index.ts';

export const COMPONENT = {
  HEADER: 1,
  DIRECTORY: 2,
  APPLET: 3,
  IMPORT: 4,
  CONSTANT_POOL: 5,
  CLASS: 6,
  METHOD: 7,
  STATIC_FIELD: 8,
  REFERENCE_LOCATION: 9,
  EXPORT: 10,
  DESCRIPTOR: 11,
  DEBUG: 12,
  STATIC_RESOURCE: 13,
} as const;
/** Tags of components that a vendor defines. */
export const CUSTOM_TAG_MIN = 0x80;

const CODEC = 'CAP file';

/** Bytes of a component's size: four of static resources, two of all others. [JCVM §6.16] */
function sizeLength(tag: number): 2 | 4 {
  return tag === COMPONENT.STATIC_RESOURCE ? 4 : 2;
}

export interface CapComponent {
  readonly tag: number;
  readonly info: Bytes;
  /** Of the content, in the load file. */
  readonly offset: number;
}

/** The components of a load file by tag. */
export function splitComponents(source: Bytes): ReadonlyMap<number, CapComponent> | WireError {
  const found = new Map<number, CapComponent>();
  for (let at = 0; at < source.length;) {
    const tag = source[at]!;
    const offset = at + 1 + sizeLength(tag);
    if (offset > source.length)
      return fail(CODEC, at, { expected: 'a component', got: `${source.length - at} bytes` });
    const isKnown = (tag >= 1 && tag <= COMPONENT.STATIC_RESOURCE) || tag >= CUSTOM_TAG_MIN;
    if (!isKnown) return fail(CODEC, at, { expected: 'the tag of a component', got: tag });
    if (found.has(tag))
      return fail(CODEC, at, { expected: `one component ${tag}`, got: 'another' });
    const length = readBigEndian(source.subarray(at + 1, offset));
    if (offset + length > source.length)
      return fail(CODEC, offset, { expected: `${length} bytes`, got: source.length - offset });
    found.set(tag, { tag, info: source.subarray(offset, offset + length), offset });
    at = offset + length;
  }
  return found;
}

export function emitComponent(tag: number, info: Bytes): Bytes {
  return concat(Uint8Array.of(tag), bigEndian(info.length, sizeLength(tag)), info);
}
