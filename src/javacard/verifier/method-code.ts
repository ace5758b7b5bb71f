/** The instructions of a method, each decoded once. They do not overlap. [JCVM §6.10.4] */
import { type Instruction, instructionAt } from '../../wire/cap/index.ts';
import type { MethodView } from './method-view.ts';
import { rejectCode } from './rejection.ts';
import { branchTargets, fallsThrough } from './successors.ts';

export class MethodCode {
  readonly #view: MethodView;
  readonly #bytes: Uint8Array;
  readonly #known = new Map<number, Instruction>();
  /** Bytes behind the first of an instruction. */
  readonly #inside = new Set<number>();
  #joins: ReadonlySet<number> | undefined;
  /** Called with each instruction when it is first decoded. */
  readonly #check: (instruction: Instruction) => void;

  constructor(view: MethodView, bytes: Uint8Array, check: (instruction: Instruction) => void) {
    this.#view = view;
    // An instruction ends where the method does.
    this.#bytes = bytes.subarray(0, view.end);
    this.#check = check;
  }

  get instructions(): Iterable<Instruction> {
    return this.#known.values();
  }

  /** From the first byte to the last: the whole method is instructions. */
  decodeAll(): void {
    const { method, end } = this.#view;
    for (let at = method.begin; at < end;) at += this.at(at).length;
  }

  at(offset: number): Instruction {
    const known = this.#known.get(offset);
    if (known) return known;
    const { method, end } = this.#view;
    if (offset < method.begin || offset >= end)
      return this.#reject(offset, 'the code goes on outside the method');
    const found = instructionAt(this.#bytes, offset);
    if (found === undefined) return this.#reject(offset, 'no instruction begins here');
    if (this.#inside.has(offset)) this.#reject(offset, 'this is inside an instruction');
    for (let at = offset + 1; at < offset + found.length; at++) {
      if (this.#known.has(at)) this.#reject(at, 'this is inside an instruction');
      this.#inside.add(at);
    }
    this.#known.set(offset, found);
    this.#check(found);
    return found;
  }

  /** Addresses that another way leads to than the instruction before. */
  get joins(): ReadonlySet<number> {
    this.#joins ??= this.#findJoins();
    return this.#joins;
  }

  #findJoins(): ReadonlySet<number> {
    const joins = new Set(this.#view.handlers.map((one) => one.handlerOffset));
    const seen = new Set<number>();
    const waiting = [this.#view.method.begin, ...joins];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      const instruction = this.at(at);
      const next = at + instruction.length;
      const isCall = instruction.opcode.name === 'jsr';
      const targets = [...branchTargets(instruction), ...(isCall ? [next] : [])];
      for (const target of targets) joins.add(target);
      waiting.push(...targets);
      if (fallsThrough(instruction)) waiting.push(next);
    }
    return joins;
  }

  /** Whether an instruction begins here. */
  begins(offset: number): boolean {
    return this.#known.has(offset);
  }

  #reject(at: number, why: string): never {
    return rejectCode(this.#view.method.offset, at, why);
  }
}
