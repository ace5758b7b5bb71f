/**
 * The text of a CAP file. What an assembly of the text would compute otherwise is added to it, so
 * that the assembly gives the same bytes. [JCVM §6]
 */
import { type Bytes, hex, isWireError, type WireError } from '../../base/index.ts';
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
  const plain = show({ types: false });
  const lines = descriptorIs(file, plain) ? plain : show({ types: true });
  const more = differences(lines.join('\n'), file.components);
  return [...lines, ...more].join('\n').trimEnd().concat('\n');
}

function descriptorIs({ components }: CapFile, lines: readonly string[]): boolean {
  const own = components.get(COMPONENT.DESCRIPTOR)?.info;
  const made = assembled(lines.join('\n')).get(COMPONENT.DESCRIPTOR)?.info;
  return own === undefined || (made !== undefined && hex(own) === hex(made));
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
function differences(text: string, components: ReadonlyMap<number, CapComponent>): string[] {
  const made = assembled(text);
  const order = [...made.keys()];
  const differing = [...components.values()].filter(({ tag, info }) => {
    const other = made.get(tag)?.info;
    return tag !== COMPONENT.DIRECTORY && (other === undefined || hex(other) !== hex(info));
  });
  const raw = differing.flatMap(({ tag, info }) => rawLines(tag, info));
  const directory = components.get(COMPONENT.DIRECTORY)!.info;
  const again = assembled([text, ...raw].join('\n'));
  const own = again.get(COMPONENT.DIRECTORY)?.info;
  const isSame = own !== undefined && hex(own) === hex(directory);
  const tags = [...components.keys()];
  const after = [...new Set([...order, ...again.keys()])];
  return [
    ...raw,
    ...(isSame ? [] : rawLines(COMPONENT.DIRECTORY, directory)),
    ...(after.join() === tags.join() ? [] : [`order ${tags.join(' ')}`]),
  ];
}

function assembled(text: string): ReadonlyMap<number, CapComponent> {
  try {
    const made = splitComponents(assembleBlocks(blocksOf(linesOf(text))));
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
