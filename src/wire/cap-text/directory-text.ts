/** The Directory component of a text: sizes of what is there, unless the text has others. */
import { type Bytes, concat } from '../../base/index.ts';
import type { CapDirectory, CapFile } from '../cap/index.ts';
import { aidIn } from './read-head.ts';
import { bytesOf } from './read-method.ts';
import { type TextLine, U2, Words } from './text-lines.ts';

/** Components with a size of their own in the directory, by the minor version of the format. */
const LISTED = [11, 12, 13] as const;
const SIZE_MAX = 0xffffffff;

export interface DirectoryParts {
  readonly file: Pick<CapFile, 'imports' | 'applets' | 'staticFields' | 'header'>;
  /** Of components that the file lacks. */
  readonly sizes: ReadonlyMap<number, number>;
  readonly custom: readonly TextLine[];
  readonly contents: ReadonlyMap<number, Bytes>;
}

export function capDirectory({ file, sizes, custom, contents }: DirectoryParts): CapDirectory {
  const { header, imports, applets, staticFields } = file;
  const count = LISTED[header.minor - 1] ?? LISTED[0];
  const directorySize = sizeOfDirectory(count, custom);
  const sizeOf = (tag: number) => sizes.get(tag) ?? contents.get(tag)?.length ?? 0;
  return {
    sizes: Array.from({ length: count }, (_, at) => (at === 1 ? directorySize : sizeOf(at + 1))),
    imageSize: staticFields.imageSize,
    arrayInitCount: staticFields.arrays.length,
    arrayInitSize: staticFields.arrays.reduce((sum, one) => sum + one.values.length, 0),
    importCount: imports.length,
    appletCount: applets.length,
    custom: custom.map((line) => {
      const words = new Words(line);
      const tag = words.number('tag', { min: 0x80, max: 0xff });
      return { tag, size: sizeOf(tag), aid: aidIn(words) };
    }),
  };
}

function sizeOfDirectory(count: number, custom: readonly TextLine[]): number {
  const sizes = count === 13 ? 12 * 2 + 4 : 2 * count;
  const aids = custom.map((line) => 4 + aidIn(new Words(line, 2)).length);
  return sizes + 2 + 4 + 2 + 1 + aids.reduce((sum, one) => sum + one, 0);
}

export function readSizes(lines: readonly TextLine[]): ReadonlyMap<number, number> {
  return new Map(
    lines.map((line) => {
      const words = new Words(line);
      const tag = words.number('tag of a component');
      const size = words.number('size', { min: 0, max: tag === 13 ? SIZE_MAX : U2.max });
      return [tag, size] as const;
    }),
  );
}

/** Content by tag; lines of one tag continue each other. */
export function readTags(lines: readonly TextLine[]): ReadonlyMap<number, Bytes> {
  const contents = new Map<number, Bytes>();
  for (const line of lines) {
    const tag = new Words(line).number('tag of a component');
    contents.set(tag, concat(contents.get(tag) ?? new Uint8Array(0), bytesOf(line, 2)));
  }
  return contents;
}
