/** Static Resource component: files that code reads; from format 2.3. [JCVM §6.16] */
import type { Bytes } from '../../base/index.ts';
import { type Layout, listOf, rest, struct, u2, u4 } from './layout.ts';

export interface StaticResource {
  readonly id: number;
  readonly content: Bytes;
}

interface Entry {
  readonly id: number;
  readonly size: number;
}

const entries = listOf(u2, struct<Entry>({ id: u2, size: u4 }));

/** A directory of identifiers and sizes, then the contents in the same order. */
export const staticResources: Layout<readonly StaticResource[]> = {
  read: (reader) =>
    entries.read(reader).map(({ id, size }) => ({ id, content: reader.take(size) })),
  write(list, out) {
    entries.write(
      list.map(({ id, content }) => ({ id, size: content.length })),
      out,
    );
    for (const one of list) rest.write(one.content, out);
  },
};
