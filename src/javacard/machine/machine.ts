/**
 * The interpreter: one instruction after the other, each by its own function. Frames are values, so
 * that a call can be left and gone on with. Each use is checked: a cell says whether it is a
 * reference, an object says its kind. [JCVM §3] [JCRE §6]
 */
import { assert } from '../../base/index.ts';
import { refuse } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';
import { FLAG, type Heap, KIND } from '../heap/index.ts';
import {
  isSubclass,
  type JavaMethod,
  type LinkedClass,
  type Method,
  type NativeMethod,
} from '../loader/index.ts';
import { isReference, NULL, referenceCell, toShort } from './cells.ts';
import type { Frame } from './frame.ts';
import type { MachineHost } from './host.ts';
import { findHandler } from './handler-search.ts';
import { type ExceptionName, JavaThrow } from './java-throw.ts';

/** Calls within calls. */
const DEPTH_MAX = 128;
const CLAUSE = 'JCVM §3';

/** Runs an instruction; its operands stand at `pc`. */
export type Handler = (machine: Machine) => void;

export type Outcome =
  | { readonly kind: 'returned'; readonly cell: number }
  | { readonly kind: 'thrown'; readonly exception: number };

export class Machine {
  heap: Heap;
  readonly host: MachineHost;
  readonly #handlers: readonly Handler[];
  readonly #objectClass: LinkedClass;
  readonly #throwableClass: LinkedClass;
  /** Frames below the present one; entries are used again. */
  readonly #frames: Frame[] = [];
  readonly #pool: Int32Array[] = [];
  depth = 0;
  /** Of the present frame. */
  method: JavaMethod | undefined;
  code: Uint8Array = new Uint8Array(0);
  pc = 0;
  cells: Int32Array = new Int32Array(2);
  sp = 0;
  context = 0;
  applet = 0;
  /** The array whose element an instruction has found. */
  found = 0;
  /** Objects that the open transaction made; absent outside one. */
  created: Set<number> | undefined;
  /** Blocks of instructions that the present command may still enter. */
  budget = 0;

  constructor(parts: {
    readonly heap: Heap;
    readonly host: MachineHost;
    readonly handlers: readonly Handler[];
    readonly objectClass: LinkedClass;
    readonly throwableClass: LinkedClass;
  }) {
    this.heap = parts.heap;
    this.host = parts.host;
    this.#handlers = parts.handlers;
    this.#objectClass = parts.objectClass;
    this.#throwableClass = parts.throwableClass;
  }

  /** Runs a method to its end, in a context. */
  call(
    method: Method,
    args: readonly number[],
    as: { readonly context: number; readonly applet: number },
  ): Outcome {
    const before = this.#registers();
    const base = this.depth;
    this.cells = new Int32Array(args.length + 2);
    for (const [at, cell] of args.entries()) this.cells[at] = cell;
    this.sp = args.length;
    Object.assign(this, as);
    try {
      this.invoke(method, as);
      this.#run(base);
      return { kind: 'returned', cell: this.sp > 0 ? this.cells[0]! : 0 };
    } catch (error) {
      if (!(error instanceof JavaThrow)) throw error;
      return { kind: 'thrown', exception: error.reference };
    } finally {
      this.depth = base;
      Object.assign(this, before);
    }
  }

  /** Calls a method; its arguments are the topmost cells. */
  invoke(method: Method, as: { readonly context: number; readonly applet: number } = this): void {
    const { argumentCells } = method;
    const begin = this.sp - argumentCells;
    if (method.kind === 'native') {
      const native = method as unknown as NativeMethod<Machine>;
      const result = native.run(this, this.cells, begin);
      this.sp = begin;
      if (native.returns === 'cell') this.push(result as number);
      else if (native.returns === 'int') this.pushInt(result as number);
      return;
    }
    if (method.isAbstract) this.fail('an abstract method is called');
    if (this.depth >= DEPTH_MAX) this.throw('javacard.framework.SystemException', NO_RESOURCE);
    this.#count();
    const { localCells, stackCells, begin: pc } = method;
    const cells = this.#cellsFor(argumentCells + localCells + stackCells);
    for (let at = 0; at < argumentCells; at++) cells[at] = this.cells[begin + at]!;
    this.sp = begin;
    this.#save();
    this.depth++;
    this.cells = cells;
    this.sp = argumentCells + localCells;
    this.method = method;
    this.code = method.package.code!.bytes;
    this.pc = pc;
    this.context = as.context;
    this.applet = as.applet;
  }

  /** Ends the present method; `count` cells of its stack are its result. */
  leave(count: 0 | 1 | 2): void {
    const { cells, sp } = this;
    this.#restore();
    for (let at = sp - count; at < sp; at++) this.push(cells[at]!);
  }

  /** The applet in whose context the present one was entered; 0 for none. */
  get previousApplet(): number {
    for (let at = this.depth - 1; at >= 0; at--) {
      const { context, applet } = this.#frames[at]!;
      if (context !== this.context) return context === 0 ? 0 : applet;
    }
    return 0;
  }

  /** Every cell that a frame holds, to be read or replaced. */
  *allCells(): Generator<Int32Array> {
    yield this.cells;
    for (let at = 0; at < this.depth; at++) yield this.#frames[at]!.cells;
  }

  push(cell: number): void {
    this.cells[this.sp++] = cell;
  }

  pop(): number {
    return this.cells[--this.sp]!;
  }

  pushInt(value: number): void {
    this.push(value >> 16);
    this.push(toShort(value));
  }

  popInt(): number {
    const low = this.pop();
    return (this.pop() << 16) | (low & 0xffff);
  }

  u1(): number {
    return this.code[this.pc++]!;
  }

  s1(): number {
    return (this.u1() << 24) >> 24;
  }

  u2(): number {
    return (this.u1() << 8) | this.u1();
  }

  s2(): number {
    return toShort(this.u2());
  }

  s4(): number {
    return (this.u2() << 16) | this.u2();
  }

  /** Goes on at an address: of a branch, from its own first byte. */
  jump(target: number): void {
    if (target < 0 || target >= this.code.length) this.fail(`a branch leads to ${target}`);
    if (target <= this.pc) this.#count();
    this.pc = target;
  }

  /** The object of a cell, which must not be null. */
  object(cell: number): number {
    if (cell === NULL) this.throw('java.lang.NullPointerException');
    if (!isReference(cell)) this.fail('a number is used as a reference');
    return cell & 0xffff;
  }

  /** The object of a cell, of a kind, that the present context may use. */
  accessible(cell: number, kind: number): number {
    const reference = this.object(cell);
    if (this.heap.kindOf(reference) !== kind) this.fail('an object is of another kind');
    this.checkAccess(reference);
    return reference;
  }

  /** The firewall, for the data of an object. [JCRE §6.2.8] */
  checkAccess(reference: number): void {
    const { heap, context } = this;
    const flags = heap.flagsOf(reference);
    const isOwn = context === 0 || heap.contextOf(reference) === context;
    if (!isOwn && (flags & FLAG.GLOBAL) === 0) this.deny(reference);
    if ((flags & FLAG.CLEAR_ON_DESELECT) === 0 || context === 0) return;
    if (this.host.selectedContext !== context) this.deny(reference);
  }

  /** The class of an object; of an array, Object. */
  classOf(reference: number): LinkedClass {
    if (this.heap.kindOf(reference) !== KIND.INSTANCE) return this.#objectClass;
    return this.host.classById(this.heap.classOf(reference));
  }

  isInstance(reference: number, target: LinkedClass): boolean {
    return isSubclass(this.classOf(reference), target);
  }

  /** The method that an object has for one of an interface. [JCVM §7.5.52] */
  implementationOf(reference: number, implemented: LinkedClass, token: number): Method | undefined {
    const its = this.classOf(reference);
    for (let at: LinkedClass | undefined = its; at !== undefined; at = at.super) {
      const tokens = at.interfaces.get(implemented);
      if (tokens !== undefined) return its.methods[tokens[token] ?? -1];
    }
    return undefined;
  }

  isThrowable(reference: number): boolean {
    return this.isInstance(reference, this.#throwableClass);
  }

  noteCreated(reference: number): void {
    this.created?.add(reference);
  }

  /** SecurityException: another context's object. [JCRE §6.1] */
  deny(reference: number): never {
    void reference;
    return this.throw('java.lang.SecurityException');
  }

  /** Throws the exception object of the runtime environment. */
  throw(name: ExceptionName, reason?: number): never {
    const reference = this.host.exception(name);
    if (reason !== undefined) this.heap.write(reference, 0, Uint8Array.of(reason >> 8, reason));
    throw new JavaThrow(reference);
  }

  /** Ends the command: code that no verifier lets through. */
  fail(why: string): never {
    return refuse(SW.EXECUTION_ERROR, CLAUSE, `${why}, before byte ${this.pc} of the methods`);
  }

  #run(base: number): void {
    const handlers = this.#handlers;
    while (this.depth > base) {
      try {
        while (this.depth > base) handlers[this.code[this.pc++]!]!(this);
      } catch (error) {
        if (!(error instanceof JavaThrow)) throw error;
        this.#unwind(error.reference, base);
      }
    }
  }

  /** Goes to the handler of an exception; throws it again where there is none above `base`. */
  #unwind(exception: number, base: number): void {
    const thrown = this.classOf(exception);
    while (this.depth > base) {
      const { method } = this;
      assert(method !== undefined, 'a frame with a method');
      const handler = findHandler(method, this.pc - 1, thrown);
      if (handler !== undefined) {
        this.sp = method.argumentCells + method.localCells;
        this.push(referenceCell(exception));
        this.pc = handler;
        this.#count();
        return;
      }
      this.#restore();
    }
    throw new JavaThrow(exception);
  }

  #count(): void {
    if (--this.budget < 0)
      refuse(SW.EXECUTION_ERROR, CLAUSE, 'the command has run for as long as it may');
  }

  #save(): void {
    const { method, code, pc, cells, sp, context, applet } = this;
    const frame = this.#frames[this.depth];
    if (frame === undefined) {
      this.#frames.push({ method, code, pc, cells, sp, context, applet });
      return;
    }
    // Field by field: a call of a short method takes half of its time here otherwise.
    frame.method = method;
    frame.code = code;
    frame.pc = pc;
    frame.cells = cells;
    frame.sp = sp;
    frame.context = context;
    frame.applet = applet;
  }

  #restore(): void {
    assert(this.depth > 0, 'a frame to return to');
    const frame = this.#frames[--this.depth]!;
    this.method = frame.method;
    this.code = frame.code;
    this.pc = frame.pc;
    this.cells = frame.cells;
    this.sp = frame.sp;
    this.context = frame.context;
    this.applet = frame.applet;
  }

  #registers() {
    const { method, code, pc, cells, sp, context, applet } = this;
    return { method, code, pc, cells, sp, context, applet };
  }

  /** Cells of a frame, all 0: no frame gets what another left. */
  #cellsFor(count: number): Int32Array {
    const known = this.#pool[this.depth];
    if (known !== undefined && known.length >= count) return known.fill(0);
    const made = new Int32Array(Math.max(count, 32));
    this.#pool[this.depth] = made;
    return made;
  }
}

/** Reason of SystemException. [JCAPI §SystemException] */
const NO_RESOURCE = 5;
