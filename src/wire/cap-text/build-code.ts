/** The Method and Reference Location components of a text. [JCVM §6.10] [JCVM §6.12] */
import { type Bytes, concat } from '../../base/index.ts';
import {
  type CapReferences,
  emitInstruction,
  type ExceptionHandler,
  type Operand,
  type SwitchTable,
} from '../cap/index.ts';
import { constantIn, constantOf, type ConstantPool } from './constant-text.ts';
import { isLastOf } from '../cap/index.ts';
import type { NameTable } from './name-table.ts';
import { bytesOf, type CodeItem, keyOf, type MethodText } from './read-method.ts';
import { STOP_BIT, TYPE_WORDS } from './show-code.ts';
import { numberOf, type TextLine, U2, Words } from './text-lines.ts';
import { reject } from './text-problem.ts';

/** A method, or bytes between methods, with the place of its first byte in the component. */
export interface CodePart {
  readonly offset: number;
  readonly content: MethodText | Bytes;
}

export interface CodeParts {
  readonly parts: readonly CodePart[];
  /** Handlers that the text has in numbers. */
  readonly handlers: readonly TextLine[];
  readonly names: NameTable;
  readonly pool: ConstantPool;
}

export interface BuiltCode {
  readonly handlers: readonly ExceptionHandler[];
  readonly code: Bytes;
  readonly references: CapReferences;
}

const RANGES: Partial<Record<Operand, { readonly min: number; readonly max: number }>> = {
  byte: { min: -0x80, max: 0x7f },
  short: { min: -0x8000, max: 0x7fff },
  int: { min: -0x80000000, max: 0x7fffffff },
  near: { min: -0x80, max: 0x7f },
  far: { min: -0x8000, max: 0x7fff },
};
const NIBBLE = { min: 0, max: 0x0f };

interface Context {
  readonly method: MethodText;
  readonly names: NameTable;
  readonly pool: ConstantPool;
}

export function buildCode({ parts, handlers, names, pool }: CodeParts): BuiltCode {
  const methods = parts.flatMap(({ offset, content }) =>
    content instanceof Uint8Array ? [] : [{ offset, method: content }],
  );
  // Constants that an index of one byte refers to come first.
  for (const { method } of methods)
    for (const item of method.items)
      if (item.opcode?.operands[0] === 'constant1') encode(item, { method, names, pool });
  const code = concat(
    ...parts.map(({ content }) =>
      content instanceof Uint8Array
        ? content
        : concat(
            content.header,
            ...content.items.map((item) => encode(item, { method: content, names, pool })),
          ),
    ),
  );
  const table = [
    ...handlers.map(handlerInNumbers),
    ...methods.flatMap(({ offset, method }) =>
      method.handlers.map((line, at) =>
        handlerIn(line, {
          context: { method, names, pool },
          base: offset + method.header.length,
          isLast: isLastOf(rangesOf(method), at),
        }),
      ),
    ),
  ];
  return { code, handlers: table, references: referencesIn(table, methods) };
}

function encode(item: CodeItem, context: Context): Bytes {
  const { opcode, line } = item;
  if (opcode === undefined) return bytesOf(line);
  const words = new Words(line);
  if (opcode.switch !== undefined) {
    const table = tableIn(item, words, context);
    return emitInstruction({ opcode, operands: [], table });
  }
  const operands = opcode.operands.map((operand, at) =>
    // The type of a primitive array needs no class.
    operand === 'constant' && opcode.operands[at - 1] === 'type' && words.done
      ? 0
      : operandIn(operand, { item, words, context }),
  );
  words.close();
  return emitInstruction({ opcode, operands, table: undefined });
}

interface OperandPlace {
  readonly item: CodeItem;
  readonly words: Words;
  readonly context: Context;
}

function operandIn(operand: Operand, { item, words, context }: OperandPlace): number {
  switch (operand) {
    case 'near':
    case 'far':
      return distanceTo(words.next('a label'), { item, context, range: RANGES[operand]! });
    case 'constant':
    case 'constant1':
      return indexIn(words, { item, context, isNarrow: operand === 'constant1' });
    case 'cells':
      return (words.number('number of cells', NIBBLE) << 4) | words.number('depth', NIBBLE);
    case 'type': {
      const word = words.next('a type');
      if (Object.hasOwn(TYPE_WORDS, word)) return TYPE_WORDS[word as keyof typeof TYPE_WORDS];
      return numberOf(word, { line: words.line, what: 'type', range: { min: 0, max: 0xff } });
    }
    default:
      return words.number(operand, RANGES[operand]);
  }
}

interface BranchPlace {
  readonly item: CodeItem;
  readonly context: Context;
  readonly range: { readonly min: number; readonly max: number };
}

function distanceTo(word: string, { item, context, range }: BranchPlace): number {
  const { number } = item.line;
  const direct = /^\.([+-]\d{1,5})$/.exec(word);
  const target = context.method.labels.get(word);
  if (direct === null && target === undefined) {
    const next = 'put the label before an instruction of the method';
    reject(number, `no label ${word} in method ${context.method.name}`, next);
  }
  const distance = direct === null ? target! - item.at : Number(direct[1]);
  if (distance >= range.min && distance <= range.max) return distance;
  return reject(
    number,
    `${word} is ${distance} bytes away`,
    `reach it within ${range.min} to ${range.max} bytes, or by the instruction that ends with _w`,
  );
}

interface ConstantPlace {
  readonly item: CodeItem;
  readonly context: Context;
  readonly isNarrow: boolean;
}

function indexIn(words: Words, { item, context, isNarrow }: ConstantPlace): number {
  const { line } = words;
  const name = item.opcode!.name;
  const isSuper = name === 'invokespecial' && words.takes('super');
  const text = words.next('what it refers to');
  const direct = /^#(\d+)$/.exec(text);
  const word = isSuper ? 'super' : constantOf(name);
  const index =
    direct === null
      ? context.pool.intern(constantIn({ word, text, line }, context.names), line)
      : numberOf(direct[1]!, { line, what: 'index', range: U2 });
  if (isNarrow && index > 0xff)
    reject(line, `constant ${index} is behind 255`, `use the instruction ${name}_w`);
  return index;
}

function tableIn(item: CodeItem, words: Words, context: Context): SwitchTable {
  const range = RANGES.far!;
  const place = (word: string) => distanceTo(word, { item, context, range });
  const byDefault = place(words.next('the label of the default'));
  const { line } = words;
  if (item.opcode!.switch!.form === 'table') {
    const low = keyOf(words.next('the lowest key'), line);
    const cases = words.rest().map((word, at) => ({ key: low + at, distance: place(word) }));
    return { byDefault, cases };
  }
  const cases = words.rest().map((word) => {
    const [key, label] = word.split(':');
    if (label === undefined) reject(line, `"${word}" is no case`, 'write a key, a colon, a label');
    return { key: keyOf(key!, line), distance: place(label) };
  });
  return { byDefault, cases };
}

function handlerInNumbers(line: TextLine): ExceptionHandler {
  const words = new Words(line);
  const [startOffset, activeLength, handlerOffset, catchTypeIndex] = [
    words.number('start', U2),
    words.number('length', U2),
    words.number('place', U2),
    words.number('constant', U2),
  ];
  words.close();
  return { startOffset, activeLength, handlerOffset, catchTypeIndex };
}

interface HandlerPlace {
  readonly context: Context;
  readonly base: number;
  readonly isLast: boolean;
}

/** Labels that are not defined are reported where the handler is read. */
function rangesOf({ handlers, labels }: MethodText) {
  return handlers.map(({ words }) => ({
    from: labels.get(words[1] ?? '') ?? 0,
    to: labels.get(words[2] ?? '') ?? 0,
  }));
}

function handlerIn(line: TextLine, { context, base, isLast }: HandlerPlace): ExceptionHandler {
  const words = new Words(line);
  const place = (what: string): number => {
    const word = words.next(what);
    const at = context.method.labels.get(word);
    return at ?? reject(words.line, `no label ${word} in this method`, 'define the label');
  };
  const [from, to, handler] = [place('its first'), place('its end'), place('its handler')];
  if (to < from) reject(words.line, 'the range ends before it begins', 'exchange the labels');
  const catchTypeIndex = catchIn(words, context);
  const stops = words.takes('stop') || (!words.takes('continue') && isLast);
  words.close();
  return {
    startOffset: base + from,
    activeLength: (to - from) | (stops ? STOP_BIT : 0),
    handlerOffset: base + handler,
    catchTypeIndex,
  };
}

function catchIn(words: Words, { names, pool }: Context): number {
  const { line } = words;
  const text = words.next('the class it catches, or any');
  if (text === 'any') return 0;
  const direct = /^#(\d+)$/.exec(text);
  if (direct !== null) return numberOf(direct[1]!, { line, what: 'index', range: U2 });
  return pool.intern(constantIn({ word: 'class', text, line }, names), line, 1);
}

/** In a handler the class that it catches stands last. */
const HANDLER = { start: 1, length: 8, catchType: 6 } as const;
const PRIMITIVE_TYPES: ReadonlySet<string> = new Set([
  ...['boolean', 'byte', 'short', 'int'],
  ...['10', '11', '12', '13'],
]);

/** Where constants stand in handlers and code, as distances from one to the next. */
function referencesIn(
  handlers: readonly ExceptionHandler[],
  methods: readonly { readonly offset: number; readonly method: MethodText }[],
): CapReferences {
  const { start, length, catchType } = HANDLER;
  const narrow: number[] = [];
  const wide = handlers.flatMap(({ catchTypeIndex }, at) =>
    catchTypeIndex === 0 ? [] : [start + at * length + catchType],
  );
  for (const { offset, method } of methods) {
    for (const { opcode, at, line } of method.items) {
      const operands = opcode?.operands ?? [];
      const place = offset + method.header.length + at + 1;
      // The type of a primitive array refers to no constant.
      const isPrimitive = operands[0] === 'type' && PRIMITIVE_TYPES.has(line.words[1] ?? '');
      if (operands[0] === 'constant1') narrow.push(place);
      else if (operands.includes('constant') && !isPrimitive)
        wide.push(place + operands.indexOf('constant'));
    }
  }
  return { byteIndices: distances(narrow), wordIndices: distances(wide) };
}

const STEP_MAX = 0xff;

function distances(places: readonly number[]): Bytes {
  let before = 0;
  return Uint8Array.from(
    places.flatMap((place) => {
      const distance = place - before;
      before = place;
      const full = Math.floor(distance / STEP_MAX);
      return [...Array.from({ length: full }, () => STEP_MAX), distance % STEP_MAX];
    }),
  );
}
