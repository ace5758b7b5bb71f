/** Methods as text: an instruction on each line, labels where branches go. [JCVM §6.10] */
import { type Bytes, hex } from '../../base/index.ts';
import {
  type CapFile,
  CONSTANT,
  type ExceptionHandler,
  type Instruction,
  instructionAt,
  type Operand,
} from '../cap/index.ts';
import { isLastOf } from '../cap/index.ts';
import { ConstantPool, constantOf, constantText, CONSTANT_WORDS } from './constant-text.ts';
import { handlersLength, type MethodPlace, methodPlaces } from '../cap/index.ts';
import type { NameTable } from './name-table.ts';

export const METHOD_FLAG = { EXTENDED: 0x8, ABSTRACT: 0x4 } as const;
export const STOP_BIT = 0x8000;
/** Types behind `newarray`, `checkcast` and `instanceof`. [JCVM §7.5.13] [JCVM §7.5.75] */
export const TYPE_WORDS = {
  object: 0,
  boolean: 10,
  byte: 11,
  short: 12,
  int: 13,
  array: 14,
} as const;

/** Whether the header of a method can be written in words. */
export function hasHeader(file: CapFile, { offset, end }: MethodPlace): boolean {
  const start = handlersLength(file);
  return headerText(file.methods.code.subarray(offset - start, end - start)) !== undefined;
}

interface Shown {
  readonly file: CapFile;
  readonly names: NameTable;
  readonly pool: ConstantPool;
  /** Whether handlers are part of their methods. */
  readonly ownHandlers: boolean;
}

export function showMethods(file: CapFile, names: NameTable): readonly string[] {
  const pool = new ConstantPool();
  for (const one of file.constants) pool.add(one);
  const places = methodPlaces(file);
  const ownHandlers = handlersBelong(file, places);
  const shown = { file, names, pool, ownHandlers };
  const start = handlersLength(file);
  const lines: string[] = ownHandlers ? [] : file.methods.handlers.map(handlerNumbers);
  let at = start;
  const data = (end: number) => {
    if (end > at) lines.push(`data ${hex(file.methods.code.subarray(at - start, end - start))}`);
  };
  for (const place of places) {
    data(place.offset);
    lines.push(...showMethod(place, shown));
    at = place.end;
  }
  data(start + file.methods.code.length);
  return lines;
}

/** Handlers in numbers, where they do not stand in the order of the methods. */
function handlerNumbers(one: ExceptionHandler): string {
  const { startOffset, activeLength, handlerOffset, catchTypeIndex } = one;
  return `handler ${startOffset} ${activeLength} ${handlerOffset} ${catchTypeIndex}`;
}

function handlersIn(file: CapFile, { offset, end }: MethodPlace): readonly ExceptionHandler[] {
  return file.methods.handlers.filter((one) => one.startOffset >= offset && one.startOffset < end);
}

function handlersBelong(file: CapFile, places: readonly MethodPlace[]): boolean {
  const byMethod = places.flatMap((place) => {
    const { instructions, base } = decode(file, place);
    const known = new Set([...instructions.map(({ at }) => at), place.end - base]);
    const list = handlersIn(file, place);
    return list.every((one) => handlerPlaces(one).every((at) => known.has(at - base))) ? list : [];
  });
  const { handlers } = file.methods;
  return handlers.length === byMethod.length && handlers.every((one, at) => one === byMethod[at]);
}

function rangeOf(one: ExceptionHandler) {
  const [from, to] = handlerPlaces(one);
  return { from, to };
}

function handlerPlaces({ startOffset, activeLength, handlerOffset }: ExceptionHandler) {
  return [startOffset, startOffset + (activeLength & ~STOP_BIT), handlerOffset] as const;
}

interface Decoded {
  /** Of the first instruction, in the component. */
  readonly base: number;
  readonly code: Bytes;
  readonly instructions: readonly Instruction[];
  /** What is no instruction. */
  readonly remainder: Bytes;
}

function decode(file: CapFile, { offset, end }: MethodPlace): Decoded {
  const start = offset - handlersLength(file);
  const first = file.methods.code[start]!;
  const base = offset + ((first >> 4) & METHOD_FLAG.EXTENDED ? 4 : 2);
  const code = file.methods.code.subarray(base - handlersLength(file), end - handlersLength(file));
  const instructions: Instruction[] = [];
  let at = 0;
  while (at < code.length) {
    const one = instructionAt(code, at);
    if (one === undefined) break;
    instructions.push(one);
    at += one.length;
  }
  return { base, code, instructions, remainder: code.subarray(at) };
}

function showMethod(place: MethodPlace, shown: Shown): readonly string[] {
  const { file, names } = shown;
  const start = place.offset - handlersLength(file);
  const header = file.methods.code.subarray(start, place.end - handlersLength(file));
  const form = headerText(header);
  if (form === undefined) return [`data ${hex(header)}`];
  const { base, code, instructions, remainder } = decode(file, place);
  const known = new Set([...instructions.map(({ at }) => at), code.length - remainder.length]);
  const handlers = shown.ownHandlers ? handlersIn(file, place) : [];
  const targets = new Set(handlers.flatMap((one) => handlerPlaces(one).map((at) => at - base)));
  for (const one of instructions) for (const at of targetsOf(one)) targets.add(at);
  const label = (at: number) => (known.has(at) ? `L${at}` : undefined);
  const labelled = (at: number, text: string) =>
    targets.has(at) && known.has(at) ? `L${at}:\n  ${text}`.trimEnd() : `  ${text}`;
  const end = code.length - remainder.length;
  const closing = targets.has(end) || remainder.length > 0;
  return [
    `method ${names.nameOf('method', place.offset)} ${form}`,
    ...instructions.map((one) => labelled(one.at, instructionText(one, { label, shown }))),
    ...(closing ? [labelled(end, remainder.length > 0 ? `bytes ${hex(remainder)}` : '')] : []),
    ...handlers.map((one, at) => {
      const isLast = isLastOf(handlers.map(rangeOf), at);
      return `  ${handlerText(one, { base, isLast, shown })}`;
    }),
    'end',
    '',
  ];
}

/** `undefined` where the padding of a header is not zero, or the header is cut. */
function headerText(header: Bytes): string | undefined {
  const [first = 0, second = 0, third = 0, fourth = 0] = header;
  const flags = first >> 4;
  const isExtended = (flags & METHOD_FLAG.EXTENDED) !== 0;
  if (header.length < (isExtended ? 4 : 2) || (isExtended && (first & 0x0f) !== 0))
    return undefined;
  const [stack, args, locals] = isExtended
    ? [second, third, fourth]
    : [first & 0x0f, second >> 4, second & 0x0f];
  const isAbstract = (flags & METHOD_FLAG.ABSTRACT) !== 0;
  const more = flags & 0x3;
  const fits = Math.max(stack, args, locals) <= 0x0f;
  return [
    `stack ${stack} args ${args} locals ${locals}`,
    ...(isAbstract ? ['abstract'] : []),
    ...(isExtended && fits ? ['extended'] : []),
    ...(more !== 0 ? [`flags ${more}`] : []),
  ].join(' ');
}

function handlerText(
  { startOffset, activeLength, handlerOffset, catchTypeIndex }: ExceptionHandler,
  {
    base,
    isLast,
    shown,
  }: { readonly base: number; readonly isLast: boolean; readonly shown: Shown },
): string {
  const from = startOffset - base;
  const to = from + (activeLength & ~STOP_BIT);
  const constant = shown.file.constants[catchTypeIndex];
  const isPlain =
    constant?.tag === CONSTANT.CLASS_REF && shown.pool.indexOf(constant, 1) === catchTypeIndex;
  const type =
    catchTypeIndex === 0
      ? 'any'
      : isPlain
        ? constantText(constant, shown.names)
        : `#${catchTypeIndex}`;
  const stops = (activeLength & STOP_BIT) !== 0;
  const stop = stops === isLast ? '' : stops ? ' stop' : ' continue';
  return `handler L${from} L${to} L${handlerOffset - base} ${type}${stop}`;
}

function targetsOf({ at, opcode, operands, table }: Instruction): readonly number[] {
  const branches = operands.filter((_, index) => isBranch(opcode.operands[index]!));
  const distances = table ? [table.byDefault, ...table.cases.map((one) => one.distance)] : branches;
  return distances.map((distance) => at + distance);
}

function isBranch(operand: Operand): boolean {
  return operand === 'near' || operand === 'far';
}

interface InstructionView {
  readonly label: (at: number) => string | undefined;
  readonly shown: Shown;
}

function instructionText(one: Instruction, { label, shown }: InstructionView): string {
  const { opcode, at, operands, table } = one;
  const place = (distance: number) =>
    label(at + distance) ?? (distance < 0 ? `.-${-distance}` : `.+${distance}`);
  if (table !== undefined) {
    const { form } = opcode.switch!;
    const cases = table.cases.map(({ key, distance }) =>
      form === 'table' ? place(distance) : `${key}:${place(distance)}`,
    );
    const low = form === 'table' ? [String(table.cases[0]?.key ?? 0)] : [];
    return [opcode.name, place(table.byDefault), ...low, ...cases].join(' ');
  }
  const texts = operands.map((value, index) => {
    const operand = opcode.operands[index]!;
    if (isBranch(operand)) return place(value);
    // The type of a primitive array needs no class.
    if (index === 1 && value === 0 && isOfPrimitives(one)) return '';
    if (operand === 'constant' || operand === 'constant1') return referenceText(one, value, shown);
    if (operand === 'cells') return `${value >> 4} ${value & 0x0f}`;
    if (operand !== 'type') return String(value);
    const found = Object.entries(TYPE_WORDS).find(([, type]) => type === value);
    return found?.[0] ?? String(value);
  });
  return [opcode.name, ...texts].join(' ').trimEnd();
}

function isOfPrimitives({ opcode, operands }: Instruction): boolean {
  const [type = 0] = operands;
  return opcode.operands[0] === 'type' && type >= TYPE_WORDS.boolean && type <= TYPE_WORDS.int;
}

/** Without a kind where the instruction has one; an index where the words would find another. */
function referenceText(
  { opcode }: Instruction,
  index: number,
  { file, names, pool }: Shown,
): string {
  const constant = file.constants[index];
  if (constant === undefined || pool.indexOf(constant) !== index) return `#${index}`;
  const text = constantText(constant, names);
  if (constant.tag === CONSTANT_WORDS[constantOf(opcode.name)]) return text;
  const isSuper = opcode.name === 'invokespecial' && constant.tag === CONSTANT.SUPER_METHOD_REF;
  return isSuper ? `super ${text}` : `#${index}`;
}
