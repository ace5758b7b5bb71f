/** Directory component: sizes and counts of the other components. [JCVM §6.5] */
import type { Bytes } from '../../base/index.ts';
import { aid } from './header.ts';
import { type Layout, listOf, readItems, struct, u1, u2, u4 } from './layout.ts';

interface CustomComponent {
  readonly tag: number;
  readonly size: number;
  readonly aid: Bytes;
}

export interface CapDirectory {
  /** Sizes of components 1 to 11, from format 2.2 with 12, from 2.3 with 13; 0 where absent. */
  readonly sizes: readonly number[];
  readonly imageSize: number;
  readonly arrayInitCount: number;
  readonly arrayInitSize: number;
  readonly importCount: number;
  readonly appletCount: number;
  readonly custom: readonly CustomComponent[];
}

/**
 * Format 2.2 adds the size of the Debug component, 2.3 that of the static resources.
 */
function sizesOf(formatMinor: number): Layout<readonly number[]> {
  const count = formatMinor === 1 ? 11 : 12;
  return {
    read(reader) {
      const sizes = readItems(reader, count, u2);
      return formatMinor < 3 ? sizes : [...sizes, u4.read(reader)];
    },
    write: (sizes, out) => sizes.forEach((size, at) => (at < 12 ? u2 : u4).write(size, out)),
  };
}

export function directoryOf(formatMinor: number): Layout<CapDirectory> {
  return struct<CapDirectory>({
    sizes: sizesOf(formatMinor),
    imageSize: u2,
    arrayInitCount: u2,
    arrayInitSize: u2,
    importCount: u1,
    appletCount: u1,
    custom: listOf(u1, struct<CustomComponent>({ tag: u1, size: u2, aid })),
  });
}
