/** Constants, local variables, and cells of the stack. [JCVM §7.5] */
import { isReference, NULL } from '../cells.ts';
import type { Handler, Machine } from '../machine.ts';

function constant(value: number): Handler {
  return (machine) => machine.push(value);
}

function intConstant(value: number): Handler {
  return (machine) => machine.pushInt(value);
}

/** Of a local variable whose index follows, or is known. */
function load(index?: number): Handler {
  if (index === undefined) return (machine) => machine.push(machine.cells[machine.u1()]!);
  return (machine) => machine.push(machine.cells[index]!);
}

function store(index?: number): Handler {
  if (index === undefined)
    return (machine) => {
      const at = machine.u1();
      machine.cells[at] = machine.pop();
    };
  return (machine) => {
    machine.cells[index] = machine.pop();
  };
}

function loadInt(index?: number): Handler {
  return (machine) => {
    const at = index ?? machine.u1();
    machine.push(machine.cells[at]!);
    machine.push(machine.cells[at + 1]!);
  };
}

function storeInt(index?: number): Handler {
  return (machine) => {
    const at = index ?? machine.u1();
    machine.cells[at + 1] = machine.pop();
    machine.cells[at] = machine.pop();
  };
}

/** The topmost cells again, below others: m cells, n deep. [JCVM §7.5.19] */
function dupX(machine: Machine): void {
  const operand = machine.u1();
  const count = operand >> 4;
  const deep = operand & 0x0f || count;
  const { cells } = machine;
  const begin = machine.sp - deep;
  if (count > deep || count === 0) machine.fail('dup_x with impossible numbers');
  const moved = cells.slice(begin, machine.sp);
  const copied = moved.subarray(deep - count);
  cells.set(copied, Math.max(0, begin));
  cells.set(moved, Math.max(0, begin + count));
  machine.sp += count;
}

/** The topmost m cells against the n below them. [JCVM §7.5.95] */
function swapX(machine: Machine): void {
  const operand = machine.u1();
  const [upper, lower] = [operand >> 4, operand & 0x0f];
  const begin = Math.max(0, machine.sp - upper - lower);
  const both = machine.cells.slice(begin, machine.sp);
  machine.cells.set(both.subarray(lower), begin);
  machine.cells.set(both.subarray(0, lower), begin + upper);
}

function loads(kind: 'a' | 's'): Record<string, Handler> {
  return {
    [`${kind}load`]: load(),
    [`${kind}load_0`]: load(0),
    [`${kind}load_1`]: load(1),
    [`${kind}load_2`]: load(2),
    [`${kind}load_3`]: load(3),
    [`${kind}store`]: store(),
    [`${kind}store_0`]: store(0),
    [`${kind}store_1`]: store(1),
    [`${kind}store_2`]: store(2),
    [`${kind}store_3`]: store(3),
  };
}

export const constantsAndLocals: Readonly<Record<string, Handler>> = {
  nop: () => undefined,
  aconst_null: constant(NULL),
  sconst_m1: constant(-1),
  sconst_0: constant(0),
  sconst_1: constant(1),
  sconst_2: constant(2),
  sconst_3: constant(3),
  sconst_4: constant(4),
  sconst_5: constant(5),
  iconst_m1: intConstant(-1),
  iconst_0: intConstant(0),
  iconst_1: intConstant(1),
  iconst_2: intConstant(2),
  iconst_3: intConstant(3),
  iconst_4: intConstant(4),
  iconst_5: intConstant(5),
  bspush: (machine) => machine.push(machine.s1()),
  sspush: (machine) => machine.push(machine.s2()),
  bipush: (machine) => machine.pushInt(machine.s1()),
  sipush: (machine) => machine.pushInt(machine.s2()),
  iipush: (machine) => machine.pushInt(machine.s4()),
  ...loads('a'),
  ...loads('s'),
  iload: loadInt(),
  iload_0: loadInt(0),
  iload_1: loadInt(1),
  iload_2: loadInt(2),
  iload_3: loadInt(3),
  istore: storeInt(),
  istore_0: storeInt(0),
  istore_1: storeInt(1),
  istore_2: storeInt(2),
  istore_3: storeInt(3),
  pop: (machine) => void machine.pop(),
  pop2(machine) {
    machine.sp -= 2;
  },
  dup(machine) {
    machine.push(machine.cells[machine.sp - 1]!);
  },
  dup2(machine) {
    machine.push(machine.cells[machine.sp - 2]!);
    machine.push(machine.cells[machine.sp - 2]!);
  },
  dup_x: dupX,
  swap_x: swapX,
  sinc: increment((machine) => machine.s1()),
  sinc_w: increment((machine) => machine.s2()),
  iinc: incrementInt((machine) => machine.s1()),
  iinc_w: incrementInt((machine) => machine.s2()),
};

function increment(by: (machine: Machine) => number): Handler {
  return (machine) => {
    const at = machine.u1();
    const cell = machine.cells[at]!;
    if (isReference(cell)) machine.fail('a reference is counted up');
    machine.cells[at] = ((cell + by(machine)) << 16) >> 16;
  };
}

function incrementInt(by: (machine: Machine) => number): Handler {
  return (machine) => {
    const at = machine.u1();
    const { cells } = machine;
    const value = ((cells[at]! << 16) | (cells[at + 1]! & 0xffff)) + by(machine);
    cells[at] = value >> 16;
    cells[at + 1] = (value << 16) >> 16;
  };
}
