/** A method of a text: its header, its instructions with their places, its labels. */
import { type Bytes, concat } from '../../base/index.ts';
import { type Opcode, OPCODES, OPERAND_LENGTHS } from '../cap/index.ts';
import { METHOD_FLAG } from './show-code.ts';
import { hexOf, numberOf, type TextBlock, type TextLine, Words } from './text-lines.ts';
import { reject } from './text-problem.ts';

export interface CodeItem {
  readonly line: TextLine;
  /** From the first instruction. */
  readonly at: number;
  readonly length: number;
  /** `undefined` where bytes stand as they are. */
  readonly opcode: Opcode | undefined;
}

export interface MethodText {
  readonly name: string;
  readonly line: number;
  readonly header: Bytes;
  readonly items: readonly CodeItem[];
  readonly labels: ReadonlyMap<string, number>;
  readonly handlers: readonly TextLine[];
  readonly codeLength: number;
}

const BY_NAME: ReadonlyMap<string, Opcode> = new Map(OPCODES.map((one) => [one.name, one]));
/** What a short header has room for, and a long one. [JCVM §6.10.2] */
const HEADER_MAX = { short: 0x0f, long: 0xff } as const;

export function readMethod(block: TextBlock): MethodText {
  const words = new Words(block);
  const name = words.next('the name of the method');
  const header = readHeader(words);
  const items: CodeItem[] = [];
  const handlers: TextLine[] = [];
  const labels = new Map<string, number>();
  let at = 0;
  for (const line of block.body) {
    for (const label of line.labels) {
      if (labels.has(label))
        reject(line.number, `label ${label} stands twice`, 'give each label one place');
      labels.set(label, at);
    }
    const [first] = line.words;
    if (first === undefined) continue;
    if (first === 'handler') handlers.push(line);
    else {
      const item = readItem(line, at);
      items.push(item);
      at += item.length;
    }
  }
  return { name, line: block.number, header, items, labels, handlers, codeLength: at };
}

function readHeader(words: Words): Bytes {
  const sizes = { stack: 0, args: 0, locals: 0 };
  let [flags, extended] = [0, false];
  while (!words.done) {
    const word = words.next('');
    if (word === 'stack' || word === 'args' || word === 'locals')
      sizes[word] = words.number(`number of ${word}`);
    else if (word === 'abstract') flags |= METHOD_FLAG.ABSTRACT;
    else if (word === 'extended') extended = true;
    else if (word === 'flags') flags |= words.number('flags', { min: 0, max: 3 });
    else {
      const next = 'write stack, args and locals with numbers, or abstract, extended, flags';
      reject(words.line, `"${word}" is no part of a method`, next);
    }
  }
  const { stack, args, locals } = sizes;
  if (extended || Math.max(stack, args, locals) > HEADER_MAX.short)
    return Uint8Array.of((flags | METHOD_FLAG.EXTENDED) << 4, stack, args, locals);
  return Uint8Array.of((flags << 4) | stack, (args << 4) | locals);
}

function readItem(line: TextLine, at: number): CodeItem {
  const [name, ...operands] = line.words;
  if (name === 'bytes') return { line, at, length: bytesOf(line).length, opcode: undefined };
  const opcode = BY_NAME.get(name!);
  if (opcode === undefined)
    reject(line.number, `"${name}" is no instruction`, 'write a mnemonic of the virtual machine');
  return { line, at, length: lengthOf(opcode, operands.length), opcode };
}

function lengthOf(opcode: Opcode, wordCount: number): number {
  if (opcode.switch === undefined)
    return opcode.operands.reduce((sum, one) => sum + OPERAND_LENGTHS[one], 1);
  const key = opcode.switch.key === 'int' ? 4 : 2;
  if (opcode.switch.form === 'table') return 3 + 2 * key + 2 * Math.max(0, wordCount - 2);
  return 5 + (key + 2) * Math.max(0, wordCount - 1);
}

/** The bytes behind the first word of a line. */
export function bytesOf(line: TextLine, from = 1): Bytes {
  const place = { line: line.number, what: 'content' };
  return concat(...line.words.slice(from).map((word) => hexOf(word, place)));
}

export function keyOf(word: string, line: number): number {
  const range = { min: -0x80000000, max: 0x7fffffff };
  return numberOf(word, { line, what: 'key of a switch', range });
}
