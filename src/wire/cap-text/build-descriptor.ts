/** The Descriptor component of a text. [JCVM §6.14] */
import type { CapDescriptor, CapMethods, ClassDescriptor } from '../cap/index.ts';
import { CAP_ACCESS, constantTypesLength } from '../cap/index.ts';
import { accessFlags } from './access-text.ts';
import { unknown } from './build-classes.ts';
import { countedHandlers } from '../cap/index.ts';
import type { NameTable } from './name-table.ts';
import { PRIMITIVE, PRIMITIVE_WORDS } from './show-descriptor.ts';
import { type TextBlock, type TextLine, U2, Words } from './text-lines.ts';
import { reject } from './text-problem.ts';
import { type TypeNibbles, typeNibbles } from './type-text.ts';

const NO_TOKEN = 0xff;
const NO_TYPE = 0xffff;

/** A constant's type as the text has it, and where. */
export interface ConstantType {
  readonly text: string | undefined;
  readonly line: number;
}

/** Where the code of a method begins and ends in the component, by its first byte. */
export type MethodSpans = ReadonlyMap<number, { readonly header: number; readonly end: number }>;

export interface DescriptorParts {
  readonly block: TextBlock;
  readonly names: NameTable;
  readonly constantTypes: readonly ConstantType[];
  readonly methods: Pick<CapMethods, 'handlers'>;
  readonly spans: MethodSpans;
}

type FieldDescriptor = ClassDescriptor['fields'][number];
type MethodDescriptor = ClassDescriptor['methods'][number];

interface OpenClass extends ClassDescriptor {
  readonly fields: FieldDescriptor[];
  readonly methods: MethodDescriptor[];
}

export function buildDescriptor(parts: DescriptorParts): CapDescriptor {
  const types = new TypeTable(parts.constantTypes.length, parts.names);
  for (const line of parts.block.body)
    if (line.words[0] === 'type') types.add(new Words(line).next('a type'), line.number);
  const constantTypes = parts.constantTypes.map(({ text, line }) =>
    text === undefined ? NO_TYPE : types.offsetOf(text, line),
  );
  const classes: OpenClass[] = [];
  for (const line of parts.block.body) {
    const [keyword] = line.words;
    if (keyword === 'type') continue;
    const words = new Words(line);
    if (keyword === 'class') classes.push(classIn(words, parts.names));
    else {
      const open = classes.at(-1);
      if (open === undefined) unknown(line, 'type or class');
      if (keyword === 'method') open.methods.push(methodIn(words, parts, types));
      else open.fields.push(fieldIn(line, parts.names, types));
    }
  }
  return { classes, constantTypes, types: types.list };
}

/** The table of types; one that is there already is not added again. */
class TypeTable {
  readonly list: TypeNibbles[] = [];
  readonly #names: NameTable;
  readonly #offsets = new Map<string, number>();
  #end: number;

  constructor(constantCount: number, names: NameTable) {
    this.#names = names;
    this.#end = constantTypesLength(constantCount);
  }

  add(text: string, line: number): number {
    const classOf = (name: string) => this.#names.classReference(name, line);
    const one = typeNibbles(text, { line, classOf });
    const key = `${one.nibbles} ${one.type.join(' ')}`;
    const offset = this.#end;
    if (offset >= PRIMITIVE) reject(line, 'the table of types is full', 'use fewer types');
    if (!this.#offsets.has(key)) this.#offsets.set(key, offset);
    this.list.push(one);
    this.#end += 1 + one.type.length;
    return offset;
  }

  offsetOf(text: string, line: number): number {
    const direct = /^@(\d{1,5})$/.exec(text);
    if (direct !== null) return Number(direct[1]) & 0xffff;
    const classOf = (name: string) => this.#names.classReference(name, line);
    const { nibbles, type } = typeNibbles(text, { line, classOf });
    return this.#offsets.get(`${nibbles} ${type.join(' ')}`) ?? this.add(text, line);
  }
}

function tokenIn(words: Words): number {
  return words.takes('token') ? words.number('token') : NO_TOKEN;
}

function classIn(words: Words, names: NameTable): OpenClass {
  const classRef = names.classReference(words.next('a class'), words.line);
  const access = accessFlags('class', words.next('access flags'), words.line);
  const token = tokenIn(words);
  const interfaces = words.takes('implements')
    ? words.rest().map((name) => names.classReference(name, words.line))
    : [];
  words.close();
  return { token, access, classRef, interfaces, fields: [], methods: [] };
}

function fieldIn(line: TextLine, names: NameTable, types: TypeTable): FieldDescriptor {
  const words = new Words(line);
  const [keyword] = line.words;
  if (keyword !== 'static' && keyword !== 'field') unknown(line, 'field, static or method');
  const text = words.next('a field');
  const { first, second } =
    keyword === 'field'
      ? names.memberReference(text, words.line)
      : bothHalves(names.offsetOf('static field', text, words.line));
  const access = accessFlags('field', words.next('access flags'), words.line);
  if (((access & CAP_ACCESS.STATIC) !== 0) !== (keyword === 'static'))
    reject(words.line, `access flags and "${keyword}" differ`, 'write static in both, or in none');
  const type = words.next('a type');
  const primitive = Object.hasOwn(PRIMITIVE_WORDS, type)
    ? PRIMITIVE | PRIMITIVE_WORDS[type as keyof typeof PRIMITIVE_WORDS]
    : undefined;
  const offset = primitive ?? types.offsetOf(type, words.line);
  const token = tokenIn(words);
  words.close();
  return { token, access, classOrPadding: first, tokenOrOffset: second, type: offset };
}

function bothHalves(offset: number): { readonly first: number; readonly second: number } {
  return { first: offset >> 8, second: offset & 0xff };
}

function methodIn(words: Words, parts: DescriptorParts, types: TypeTable): MethodDescriptor {
  const name = words.next('a method');
  const offset = name === '-' ? 0 : parts.names.offsetOf('method', name, words.line);
  const access = accessFlags('method', words.next('access flags'), words.line);
  const type = types.offsetOf(words.next('a type'), words.line);
  const token = tokenIn(words);
  const span = parts.spans.get(offset);
  const length = span === undefined ? 0 : span.end - span.header;
  const bytecodeCount = words.takes('length') ? words.number('number of bytes', U2) : length;
  const own = countedHandlers(parts.methods, offset, span?.end ?? offset);
  let [handlerCount, handlerIndex] = [own.count, own.index];
  if (words.takes('handlers')) {
    handlerCount = words.number('number of handlers', U2);
    handlerIndex = words.number('index of a handler', U2);
  }
  words.close();
  return { token, access, offset, type, bytecodeCount, handlerCount, handlerIndex };
}
