/** The cells of a method at one place in its code, as far as they are certain. [JCVM §3.5] */
import type { MethodView } from './method-view.ts';
import { rejectCode } from './rejection.ts';
import type { Subject } from './subject.ts';
import {
  fits,
  INT,
  isReferenceValue,
  isSame,
  LOW,
  SHORT,
  UNUSABLE,
  type Value,
  valueText,
} from './value.ts';

export interface Cells {
  readonly stack: readonly Value[];
  readonly locals: readonly Value[];
  /** In a constructor: whether that of the superclass was called. */
  readonly isConstructed: boolean;
}

export interface FrameParts {
  readonly subject: Subject;
  readonly view: MethodView;
  /** Of the instruction. */
  readonly at: number;
  readonly cells: Cells;
}

export class Frame {
  readonly subject: Subject;
  readonly view: MethodView;
  at: number;
  readonly #stack: Value[];
  readonly #locals: Value[];
  isConstructed: boolean;

  constructor({ subject, view, at, cells }: FrameParts) {
    this.subject = subject;
    this.view = view;
    this.at = at;
    this.#stack = [...cells.stack];
    this.#locals = [...cells.locals];
    this.isConstructed = cells.isConstructed;
  }

  get cells(): Cells {
    return { stack: this.#stack, locals: this.#locals, isConstructed: this.isConstructed };
  }

  reject(why: string): never {
    return rejectCode(this.view.method.offset, this.at, why);
  }

  demand(holds: boolean, why: string): void {
    if (!holds) this.reject(why);
  }

  push(...values: readonly Value[]): void {
    this.#stack.push(...values);
    if (this.#stack.length > this.view.method.stackCells)
      this.reject(`the stack has more than ${this.view.method.stackCells} cells`);
  }

  pop(): Value {
    return this.#stack.pop() ?? this.reject('the stack is empty');
  }

  /** Takes a value of a type: its cells, the second one first. */
  popAs(expected: readonly Value[]): void {
    for (const one of expected.toReversed()) this.demandFits(this.pop(), one);
  }

  demandFits(value: Value, expected: Value): void {
    if (!fits(value, expected))
      this.reject(`${valueText(expected)} is expected, ${valueText(value)} is here`);
  }

  popShort(): void {
    this.popAs([SHORT]);
  }

  popInt(): void {
    this.popAs([INT, LOW]);
  }

  /** A whole object, an array or null. */
  popReference(): Value {
    const value = this.pop();
    if (!isReferenceValue(value)) this.reject(`a reference is expected, not ${valueText(value)}`);
    return value;
  }

  /** The topmost cells, which cut no int in two. */
  top(count: number): readonly Value[] {
    const { length } = this.#stack;
    if (count > length) return this.reject('the stack has fewer cells');
    const cells = this.#stack.slice(length - count);
    const isCut = cells[0]?.kind === 'low' || cells.at(-1)?.kind === 'int';
    return isCut ? this.reject('an int is cut in two') : cells;
  }

  drop(count: number): void {
    this.#stack.length -= count;
  }

  /** A local variable as it is. */
  localAsIs(index: number): Value {
    return this.#at(index);
  }

  /** A local variable; one of which only the use shows the kind has this one from now on. */
  local(index: number, kind: Value): Value {
    const value = this.#at(index);
    if (value.kind !== 'argument') return value;
    this.subject.bind(this.view.method, value.index, kind, (why) => this.reject(why));
    if (value.or !== undefined) this.demandFits(value.or, kind);
    return kind;
  }

  setLocal(index: number, value: Value): void {
    const before = this.#at(index);
    this.#locals[index] = value;
    // What is left of an int is no value.
    if (before.kind === 'low' && this.#locals[index - 1]?.kind === 'int')
      this.#locals[index - 1] = UNUSABLE;
    if (before.kind === 'int' && this.#locals[index + 1]?.kind === 'low')
      this.#locals[index + 1] = UNUSABLE;
  }

  setInt(index: number): void {
    this.setLocal(index + 1, LOW);
    this.setLocal(index, INT);
    this.#locals[index + 1] = LOW;
  }

  /** Puts a value in the place of all that are the same as another. */
  replace(one: Value, by: Value): void {
    for (const cells of [this.#stack, this.#locals])
      cells.forEach((value, at) => {
        if (isSame(value, one)) cells[at] = by;
      });
  }

  #at(index: number): Value {
    return this.#locals[index] ?? this.reject(`there is no local variable ${index}`);
  }
}
