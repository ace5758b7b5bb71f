/** Constant pool component: the classes, fields and methods that code refers to. [JCVM §6.8] */
import { type Layout, listOf, struct, u1, u2 } from './layout.ts';

export const CONSTANT = {
  CLASS_REF: 1,
  INSTANCE_FIELD_REF: 2,
  VIRTUAL_METHOD_REF: 3,
  SUPER_METHOD_REF: 4,
  STATIC_FIELD_REF: 5,
  STATIC_METHOD_REF: 6,
} as const;

/** Three bytes, which the tag says how to read: `first`, then `second`. */
export interface Constant {
  readonly tag: number;
  readonly first: number;
  readonly second: number;
}

const wordFirst = struct<Omit<Constant, 'tag'>>({ first: u2, second: u1 });
const byteFirst = struct<Omit<Constant, 'tag'>>({ first: u1, second: u2 });

/** Static references begin with a byte; the others with a class reference of two. */
function partsOf(tag: number): Layout<Omit<Constant, 'tag'>> {
  return tag >= CONSTANT.STATIC_FIELD_REF ? byteFirst : wordFirst;
}

const constant: Layout<Constant> = {
  read(reader) {
    const tag = u1.read(reader);
    if (reader.error === undefined && (tag < 1 || tag > CONSTANT.STATIC_METHOD_REF))
      reader.reject('a constant of tag 1 to 6', tag);
    return { tag, ...partsOf(tag).read(reader) };
  },
  write(value, out) {
    u1.write(value.tag, out);
    partsOf(value.tag).write(value, out);
  },
};

export const constantPool = listOf(u2, constant);

/** The token of the imported package that a constant refers to; `undefined` inside the package. */
export function packageTokenOf({ tag, first }: Constant): number | undefined {
  const high = tag >= CONSTANT.STATIC_FIELD_REF ? first : first >> 8;
  return high >= 0x80 ? high & 0x7f : undefined;
}
