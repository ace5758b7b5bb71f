/**
 * Follows the code of a method on all ways, with types in place of values. A subroutine is followed
 * for each call of its own: a place is an address with the calls that it is inside of. [JCVM §7]
 */
import type { Instruction } from '../../wire/cap/index.ts';
import { apiClass } from '../api/index.ts';
import { constantOf } from '../loader/index.ts';
import { type Cells, Frame } from './frame.ts';
import type { MethodCode } from './method-code.ts';
import { activeEnd, type MethodView } from './method-view.ts';
import { rejectCode } from './rejection.ts';
import { STEPS, UNKNOWN_RESULT } from './steps/index.ts';
import type { Subject } from './subject.ts';
import { branchTargets, fallsThrough } from './successors.ts';
import { isSame, joined, objectOf, UNUSABLE, type Value, valueText } from './value.ts';

/** Places of a method, as subroutines multiply them. */
const PLACES_MAX = 20_000;

interface Place {
  readonly at: number;
  /** Addresses to which the subroutines around it return. */
  readonly calls: readonly number[];
  /** Those of them that an exception may have left. */
  readonly left: readonly number[];
}

interface Reached extends Place {
  cells: Cells;
  isWaiting: boolean;
}

export interface FlowParts {
  readonly subject: Subject;
  readonly view: MethodView;
  readonly code: MethodCode;
}

export class DataFlow {
  readonly #subject: Subject;
  readonly #view: MethodView;
  readonly #code: MethodCode;
  readonly #reached = new Map<string | number, Reached>();
  readonly #waiting: Reached[] = [];

  constructor({ subject, view, code }: FlowParts) {
    this.#subject = subject;
    this.#view = view;
    this.#code = code;
  }

  run(): void {
    const { method } = this.#view;
    this.#enter(
      { at: method.begin, calls: [], left: [] },
      firstCells(this.#subject, this.#view),
      method.begin,
    );
    for (let one = this.#waiting.pop(); one !== undefined; one = this.#waiting.pop()) {
      one.isWaiting = false;
      this.#follow(one, one.cells);
    }
  }

  /** From a place to the end of its block: where ways divide, or others come in. */
  #follow(begin: Place, cells: Cells): void {
    const frame = new Frame({ subject: this.#subject, view: this.#view, at: begin.at, cells });
    const { joins } = this.#code;
    for (;;) {
      const { at } = frame;
      const instruction = this.#code.at(at);
      if (this.#view.handlers.length > 0) this.#enterHandlers({ ...begin, at }, frame.cells);
      if (!this.#step(begin, frame, instruction)) return;
      const targets = branchTargets(instruction);
      for (const target of targets) this.#enter({ ...begin, at: target }, frame.cells, at);
      if (!fallsThrough(instruction)) return;
      const next = at + instruction.length;
      if (targets.length > 0 || joins.has(next))
        return this.#enter({ ...begin, at: next }, frame.cells, at);
      frame.at = next;
    }
  }

  /** Whether the code goes on behind the instruction, or at its targets. */
  #step(begin: Place, frame: Frame, instruction: Instruction): boolean {
    const { name } = instruction.opcode;
    if (name === 'jsr' || name === 'ret') {
      const place = { ...begin, at: frame.at };
      if (name === 'jsr') this.#enterSubroutine(place, frame, instruction);
      else this.#leaveSubroutine(place, frame, instruction.operands[0]!);
      return false;
    }
    try {
      STEPS[name]!(frame, instruction);
    } catch (error) {
      if (error !== UNKNOWN_RESULT) throw error;
      return false;
    }
    if (this.#view.isConstructor && name.endsWith('return'))
      frame.demand(frame.isConstructed, 'no constructor of the superclass was called');
    return true;
  }

  /** A loop may call one again that an exception has left. */
  #enterSubroutine(place: Place, frame: Frame, instruction: Instruction): void {
    const [target] = branchTargets(instruction);
    const back = place.at + instruction.length;
    const isInside = place.calls.includes(back) && !place.left.includes(back);
    frame.demand(!isInside, 'a subroutine calls itself');
    frame.push({ kind: 'address', at: back });
    const calls = [...without(place.calls, back), back];
    this.#enter({ at: target!, calls, left: without(place.left, back) }, frame.cells, place.at);
  }

  /** To the call that left the address, or to one around it. */
  #leaveSubroutine({ at, calls, left }: Place, frame: Frame, index: number): void {
    const value = frame.localAsIs(index);
    if (value.kind !== 'address')
      return frame.reject(`local variable ${index} is ${valueText(value)}, no address`);
    const depth = calls.lastIndexOf(value.at);
    frame.demand(depth >= 0, `no subroutine here returns to ${value.at}`);
    const around = calls.slice(0, depth);
    const place = { at: value.at, calls: around, left: left.filter((one) => around.includes(one)) };
    this.#enter(place, frame.cells, at);
  }

  #enterHandlers({ at, calls }: Place, { locals, isConstructed }: Cells): void {
    for (const one of this.#view.handlers) {
      if (at < one.startOffset || at >= activeEnd(one)) continue;
      const stack = [this.#caught(one.catchTypeIndex)];
      if (this.#view.method.stackCells < 1)
        this.#reject(at, 'the stack has no cell for an exception');
      const place = { at: one.handlerOffset, calls, left: calls };
      this.#enter(place, { stack, locals, isConstructed }, at);
    }
  }

  #caught(index: number): Value {
    if (index === 0) return objectOf(apiClass('java.lang.Throwable'));
    const constant = constantOf(this.#subject.linked, index);
    return constant.kind === 'class'
      ? objectOf(constant.class)
      : this.#reject(this.#view.method.begin, `constant ${index} is no class of exceptions`);
  }

  #enter(place: Place, cells: Cells, from: number): void {
    const { at } = place;
    if (at <= from) this.#demandNoNew(cells, from);
    this.#code.at(at);
    const { calls, left } = place;
    const key = calls.length === 0 ? at : `${at} ${calls.join(' ')} ${left.join('+')}`;
    const known = this.#reached.get(key);
    if (known === undefined) {
      if (this.#reached.size >= PLACES_MAX) this.#reject(at, 'too many ways through subroutines');
      const made: Reached = { ...place, cells: copyOf(cells), isWaiting: true };
      this.#reached.set(key, made);
      this.#waiting.push(made);
      return;
    }
    const merged = this.#merged(known.cells, cells, at);
    if (merged === undefined) return;
    known.cells = merged;
    if (!known.isWaiting) this.#waiting.push(known);
    known.isWaiting = true;
  }

  /** A loop could make one object of two. */
  #demandNoNew({ stack, locals }: Cells, from: number): void {
    const bare = [...stack, ...locals].find(({ kind }) => kind === 'new');
    if (bare !== undefined) this.#reject(from, `a branch back holds ${valueText(bare)}`);
  }

  /** What is certain of both; `undefined` where nothing changes. */
  #merged(one: Cells, other: Cells, at: number): Cells | undefined {
    if (one.stack.length !== other.stack.length)
      this.#reject(at, `the stack has ${one.stack.length} or ${other.stack.length} cells`);
    const stack = one.stack.map((value, index) => joined(value, other.stack[index]!));
    const broken = stack.findIndex((value) => value.kind === 'unusable');
    if (broken >= 0) {
      const [first, second] = [one, other].map(({ stack: cells }) => valueText(cells[broken]!));
      this.#reject(at, `cell ${broken} of the stack is ${first} or ${second}`);
    }
    const locals = wholeInts(one.locals.map((value, index) => joined(value, other.locals[index]!)));
    const isConstructed = one.isConstructed && other.isConstructed;
    const isEqual =
      isConstructed === one.isConstructed &&
      stack.every((value, index) => isSame(value, one.stack[index]!)) &&
      locals.every((value, index) => isSame(value, one.locals[index]!));
    return isEqual ? undefined : { stack, locals, isConstructed };
  }

  #reject(at: number, why: string): never {
    return rejectCode(this.#view.method.offset, at, why);
  }
}

function without(numbers: readonly number[], one: number): readonly number[] {
  return numbers.filter((number) => number !== one);
}

function copyOf({ stack, locals, isConstructed }: Cells): Cells {
  return { stack: [...stack], locals: [...locals], isConstructed };
}

/** Half of an int that lost its other half is no value. */
function wholeInts(cells: readonly Value[]): readonly Value[] {
  return cells.map((value, at) => {
    if (value.kind === 'int' && cells[at + 1]?.kind !== 'low') return UNUSABLE;
    if (value.kind === 'low' && cells[at - 1]?.kind !== 'int') return UNUSABLE;
    return value;
  });
}

function firstCells(subject: Subject, view: MethodView): Cells {
  const { method, type, isStatic, isConstructor } = view;
  const locals = Array.from({ length: view.localCells }, (): Value => UNUSABLE);
  if (type === undefined) {
    const known = subject.argumentsOf(method);
    for (const at of known.keys()) locals[at] = known[at] ?? { kind: 'argument', index: at };
    return { stack: [], locals, isConstructed: true };
  }
  const own = view.class!;
  const isBare = isConstructor && own.super !== undefined;
  const self: Value = isBare ? { kind: 'this', class: own } : objectOf(own);
  const cells = [...(isStatic ? [] : [self]), ...type.parameters];
  for (const [at, value] of cells.entries()) locals[at] = value!;
  return { stack: [], locals, isConstructed: !isBare };
}
