/** Constants of the pool in words, and which one an instruction refers to. [JCVM §6.8] */
import { type Constant, CONSTANT, type OpcodeName } from '../cap/index.ts';
import type { NameTable } from './name-table.ts';
import { reject } from './text-problem.ts';

export const CONSTANT_WORDS = {
  class: CONSTANT.CLASS_REF,
  field: CONSTANT.INSTANCE_FIELD_REF,
  virtual: CONSTANT.VIRTUAL_METHOD_REF,
  super: CONSTANT.SUPER_METHOD_REF,
  static: CONSTANT.STATIC_FIELD_REF,
  method: CONSTANT.STATIC_METHOD_REF,
} as const;
export type ConstantWord = keyof typeof CONSTANT_WORDS;

export function constantWord(tag: number): ConstantWord {
  const found = Object.entries(CONSTANT_WORDS).find(([, value]) => value === tag);
  return found![0] as ConstantWord;
}

export function isConstantWord(word: string): word is ConstantWord {
  return Object.hasOwn(CONSTANT_WORDS, word);
}

/** What an instruction's reference is where no word says it. */
export function constantOf(opcode: OpcodeName): ConstantWord {
  if (/^[gp][eu]tfield/.test(opcode)) return 'field';
  if (/^[gp][eu]tstatic/.test(opcode)) return 'static';
  if (opcode === 'invokevirtual') return 'virtual';
  return opcode === 'invokespecial' || opcode === 'invokestatic' ? 'method' : 'class';
}

export function constantText({ tag, first, second }: Constant, names: NameTable): string {
  if (tag === CONSTANT.CLASS_REF) return names.classText(first);
  if (tag === CONSTANT.STATIC_FIELD_REF) return names.staticText('static field', { first, second });
  if (tag === CONSTANT.STATIC_METHOD_REF) return names.staticText('method', { first, second });
  return names.memberText(first, second);
}

export interface ConstantText {
  readonly word: ConstantWord;
  readonly text: string;
  readonly line: number;
}

export function constantIn({ word, text, line }: ConstantText, names: NameTable): Constant {
  const tag = CONSTANT_WORDS[word];
  if (word === 'class') return { tag, first: names.classReference(text, line), second: 0 };
  if (word === 'static') return { tag, ...names.staticReference('static field', text, line) };
  if (word === 'method') return { tag, ...names.staticReference('method', text, line) };
  return { tag, ...names.memberReference(text, line) };
}

/** The pool while it grows: a constant that is there already is not added again. */
export class ConstantPool {
  readonly list: Constant[] = [];
  readonly #indices = new Map<string, number[]>();

  add(constant: Constant): number {
    const key = keyOf(constant);
    const index = this.list.push(constant) - 1;
    this.#indices.set(key, [...(this.#indices.get(key) ?? []), index]);
    return index;
  }

  /** The first index with this value, from `min` on. */
  indexOf(constant: Constant, min = 0): number | undefined {
    return this.#indices.get(keyOf(constant))?.find((index) => index >= min);
  }

  intern(constant: Constant, line: number, min = 0): number {
    const index = this.indexOf(constant, min) ?? this.add(constant);
    if (index > 0xffff) reject(line, 'the constant pool is full', 'use fewer constants');
    // Index 0 means any exception, so the first constant is none that a handler catches.
    return index >= min ? index : this.add(constant);
  }
}

function keyOf({ tag, first, second }: Constant): string {
  return `${tag}.${first}.${second}`;
}
