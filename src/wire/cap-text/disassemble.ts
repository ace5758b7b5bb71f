/**
 * The text of a CAP file. What an assembly of the text would compute otherwise is added to it, so
 * that the assembly gives the same bytes. [JCVM §6]
 */
import { type Bytes, equal, hex, isWireError, type WireError } from '../../base/index.ts';
import {
  type CapComponent,
  type CapFile,
  COMPONENT,
  parseCapFile,
  splitComponents,
} from '../cap/index.ts';
import { assembleBlocks } from './assemble.ts';
import { namesOf } from './cap-names.ts';
import { showMethods } from './show-code.ts';
import {
  chunks,
  longText,
  showClasses,
  showConstants,
  showExports,
  showHead,
  showStatics,
} from './show-declarations.ts';
import { showDescriptor } from './show-descriptor.ts';
import { blocksOf, linesOf } from './text-lines.ts';
import { Rejection } from './text-problem.ts';

export function disassembleCap(source: Bytes): string | WireError {
  const file = parseCapFile(source);
  if (isWireError(file)) return file;
  const names = namesOf(file);
  const show = (options: { readonly types: boolean }) => [
    ...showHead(file, names),
    ...showClasses(file, names),
    ...showStatics(file, names),
    ...showConstants(file, names),
    ...showMethods(file, names),
    ...showExports(file, names),
    ...showDescriptor(file, names, options),
    ...showResources(file),
    ...showSizes(file),
  ];
  let lines = show({ types: false });
  let made = assembled(lines);
  if (!descriptorIs(file, made)) {
    lines = show({ types: true });
    made = assembled(lines);
  }
  // A file that breaks rules which the codec does not check may have no text but its bytes.
  if (made.size === 0) {
    lines = showHead(file, names).slice(0, 2);
    made = assembled(lines);
  }
  return [...lines, ...differences(lines, made, file.components)].join('\n').trimEnd().concat('\n');
}

type Components = ReadonlyMap<number, CapComponent>;

function descriptorIs({ components }: CapFile, made: Components): boolean {
  const own = components.get(COMPONENT.DESCRIPTOR)?.info;
  const other = made.get(COMPONENT.DESCRIPTOR)?.info;
  return own === undefined || (other !== undefined && equal(own, other));
}

function showResources({ staticResources }: CapFile): string[] {
  return (staticResources ?? []).map(({ id, content }) => `resource ${id}${longText(content)}`);
}

/** Sizes in the directory of components that the file lacks. */
function showSizes({ directory, components }: CapFile): string[] {
  return [
    ...directory.custom.map((one) => `custom ${one.tag} ${hex(one.aid)}`),
    ...[...directory.sizes.map((size, at) => ({ tag: at + 1, size })), ...directory.custom]
      .filter(({ tag, size }) => size > 0 && !components.has(tag))
      .map(({ tag, size }) => `size ${tag} ${size}`),
  ];
}

/** Components as they are where the text gives others, and their order. */
function differences(
  lines: readonly string[],
  made: Components,
  components: Components,
): readonly string[] {
  const differing = [...components.values()].filter(({ tag, info }) => {
    const other = made.get(tag)?.info;
    return tag !== COMPONENT.DIRECTORY && (other === undefined || !equal(other, info));
  });
  const raw = differing.flatMap(({ tag, info }) => rawLines(tag, info));
  const again = raw.length === 0 ? made : assembled([...lines, ...raw]);
  const directory = components.get(COMPONENT.DIRECTORY)!.info;
  const own = again.get(COMPONENT.DIRECTORY)?.info;
  const isSame = own !== undefined && equal(own, directory);
  const tags = [...components.keys()];
  return [
    ...raw,
    ...(isSame ? [] : rawLines(COMPONENT.DIRECTORY, directory)),
    ...([...again.keys()].join() === tags.join() ? [] : [`order ${tags.join(' ')}`]),
  ];
}

function assembled(lines: readonly string[]): Components {
  try {
    const made = splitComponents(assembleBlocks(blocksOf(linesOf(lines.join('\n')))));
    return isWireError(made) ? new Map() : made;
  } catch (error) {
    if (error instanceof Rejection) return new Map();
    throw error;
  }
}

function rawLines(tag: number, content: Bytes): string[] {
  const words = chunks(content);
  return words.length === 0 ? [`raw ${tag}`] : words.map((word) => `raw ${tag} ${word}`);
}
