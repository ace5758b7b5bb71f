/** A CAP file from its text: what the text leaves out is computed. [JCVM §6] */
import { type Bytes, concat, describeWireError, isWireError } from '../../base/index.ts';
import {
  type CapFile,
  classOffsets,
  COMPONENT,
  emitCapFile,
  emitComponent,
  parseCapFile,
  splitComponents,
} from '../cap/index.ts';
import { buildClasses, nameOf } from './build-classes.ts';
import { buildCode, type CodePart } from './build-code.ts';
import { buildDescriptor, type ConstantType, type MethodSpans } from './build-descriptor.ts';
import { buildStatics } from './build-statics.ts';
import { ConstantPool, constantIn, CONSTANT_WORDS, isConstantWord } from './constant-text.ts';
import { readApplets, readExports, readHead, readImports } from './read-head.ts';
import { capDirectory, readSizes, readTags } from './directory-text.ts';
import { NameTable } from './name-table.ts';
import { bytesOf, readMethod } from './read-method.ts';
import { blocksOf, linesOf, type TextBlock, U2, Words } from './text-lines.ts';
import { reject, Rejection, type TextProblem } from './text-problem.ts';

const KEYWORDS = [
  ...['cap', 'package', 'import', 'applet', 'signatures', 'interface', 'class', 'statics'],
  ...['constants', 'method', 'data', 'handler', 'export', 'descriptor', 'resource', 'custom'],
  ...['size', 'raw', 'order'],
];

/** The content of the load file, Debug component included where the text has it. */
export function assembleCap(text: string): Bytes | TextProblem {
  try {
    const blocks = blocksOf(linesOf(text));
    const whole = assembleBlocks(blocks);
    const file = parseCapFile(whole);
    if (!isWireError(file)) return whole;
    const line = blocks.at(-1)?.number ?? 1;
    return reject(line, `the whole is no CAP file: ${describeWireError(file)}`, 'correct the text');
  } catch (error) {
    if (error instanceof Rejection) return error.problem;
    throw error;
  }
}

export function isTextProblem(value: Bytes | TextProblem): value is TextProblem {
  return !(value instanceof Uint8Array);
}

/** The same without a look at the whole: what a text with raw components may need. */
export function assembleBlocks(blocks: readonly TextBlock[]): Bytes {
  for (const { number, words } of blocks) {
    if (KEYWORDS.includes(words[0]!)) continue;
    reject(number, `"${words[0]}" begins no line`, `begin with one of ${KEYWORDS.join(', ')}`);
  }
  const names = new NameTable();
  const imports = readImports(blocks, names);
  const staticFields = buildStatics(blocks, names);
  const parts = placeCode(blocks, names);
  const head = readHead(blocks);
  placeClasses(blocks, { formatMinor: head.minor, names });
  const { pool, types } = readConstants(blocks, names);
  const handlers = linesWith(blocks, 'handler');
  const { references, ...methods } = buildCode({ parts, handlers, names, pool });
  const block = blocks.find(({ words }) => words[0] === 'descriptor');
  const constantTypes = pool.list.map((_, at) => types[at] ?? { text: undefined, line: 0 });
  const spans = spansOf(parts);
  const file = {
    imports,
    constants: pool.list,
    classes: buildClasses(blocks, { formatMinor: head.minor, names }),
    methods,
    staticFields,
    references,
    applets: readApplets(blocks, names),
    exports: readExports(blocks, names),
    descriptor: block && buildDescriptor({ block, names, constantTypes, methods, spans }),
    staticResources: readResources(blocks),
    debug: undefined,
  };
  return joinComponents(blocks, { ...file, header: head.headerOf(file) });
}

function linesWith(blocks: readonly TextBlock[], keyword: string): readonly TextBlock[] {
  return blocks.filter(({ words }) => words[0] === keyword);
}

/** Methods and data in the order of the text, behind the handlers. */
function placeCode(blocks: readonly TextBlock[], names: NameTable): readonly CodePart[] {
  const contents = blocks.flatMap((block): readonly CodePart['content'][] => {
    if (block.words[0] === 'data') return [bytesOf(block)];
    return block.words[0] === 'method' ? [readMethod(block)] : [];
  });
  const count = contents.reduce(
    (sum, one) => sum + (one instanceof Uint8Array ? 0 : one.handlers.length),
    linesWith(blocks, 'handler').length,
  );
  let offset = 1 + 8 * count;
  return contents.map((content) => {
    const part = { offset, content };
    if (content instanceof Uint8Array) offset += content.length;
    else {
      const { name, line } = content;
      if (names.has('method', name))
        reject(line, `method ${name} stands twice`, 'give each method a name of its own');
      names.set('method', name, offset);
      offset += content.header.length + content.codeLength;
      if (offset > U2.max) reject(line, 'the code has over 65535 bytes', 'split the package');
    }
    return part;
  });
}

function spansOf(parts: readonly CodePart[]): MethodSpans {
  return new Map(
    parts.flatMap(({ offset, content }) => {
      if (content instanceof Uint8Array) return [];
      const header = offset + content.header.length;
      return [[offset, { header, end: header + content.codeLength }] as const];
    }),
  );
}

/** Names get their offsets while references to them still stand for 0: both have one length. */
function placeClasses(
  blocks: readonly TextBlock[],
  { formatMinor, names }: { readonly formatMinor: number; readonly names: NameTable },
): void {
  names.lenient = true;
  const offsets = classOffsets(buildClasses(blocks, { formatMinor, names }));
  names.lenient = false;
  const list = blocks.filter(({ words }) => words[0] === 'class' || words[0] === 'interface');
  list.forEach((block, at) => {
    const name = nameOf(block);
    if (names.has('class', name))
      reject(block.number, `class ${name} stands twice`, 'give each class a name of its own');
    names.set('class', name, offsets[at]!);
  });
}

interface Constants {
  readonly pool: ConstantPool;
  readonly types: readonly ConstantType[];
}

function readConstants(blocks: readonly TextBlock[], names: NameTable): Constants {
  const pool = new ConstantPool();
  const types: ConstantType[] = [];
  for (const line of linesWith(blocks, 'constants').flatMap(({ body }) => body)) {
    const words = new Words(line, 0);
    const word = words.next('a kind');
    if (!isConstantWord(word)) {
      const next = `write ${Object.keys(CONSTANT_WORDS).join(', ')}`;
      reject(line.number, `"${word}" is no kind of constant`, next);
    }
    const text = words.next('what it refers to');
    pool.add(constantIn({ word, text, line: line.number }, names));
    const type = words.takes(':') ? words.next('a type') : undefined;
    types.push({ text: type, line: line.number });
    words.close();
  }
  return { pool, types };
}

function readResources(blocks: readonly TextBlock[]): CapFile['staticResources'] {
  const lines = linesWith(blocks, 'resource');
  if (lines.length === 0) return undefined;
  return lines.map((line) => {
    const id = new Words(line).number('identifier', U2);
    return { id, content: bytesOf(line, 2) };
  });
}

/** Components that the text has as they are replace those that are computed. */
function joinComponents(
  blocks: readonly TextBlock[],
  parts: Omit<CapFile, 'components' | 'directory'>,
): Bytes {
  const given = readTags(linesWith(blocks, 'raw'));
  const sized = readSizes(linesWith(blocks, 'size'));
  const custom = linesWith(blocks, 'custom');
  const empty = capDirectory({ file: parts, sizes: sized, custom, contents: new Map() });
  const first = splitComponents(emitCapFile({ ...parts, components: new Map(), directory: empty }));
  if (isWireError(first)) return reject(1, describeWireError(first), 'make the package smaller');
  const contents = new Map([...first].map(([tag, { info }]) => [tag, info] as const));
  for (const [tag, content] of given) contents.set(tag, content);
  const directory = capDirectory({ file: parts, sizes: sized, custom, contents });
  const second = splitComponents(emitCapFile({ ...parts, components: new Map(), directory }));
  if (!isWireError(second) && !given.has(COMPONENT.DIRECTORY))
    contents.set(COMPONENT.DIRECTORY, second.get(COMPONENT.DIRECTORY)!.info);
  const order = linesWith(blocks, 'order').flatMap((line) => {
    const words = new Words(line);
    const tags: number[] = [];
    while (!words.done) tags.push(words.number('tag of a component'));
    return tags;
  });
  const tags = [...new Set([...order, ...contents.keys()])];
  return concat(
    ...tags.flatMap((tag) => (contents.has(tag) ? [emitComponent(tag, contents.get(tag)!)] : [])),
  );
}
