/** Branches, switches, subroutines and returns. [JCVM §7.5] */
import { addressCell, addressIn, NULL } from '../cells.ts';
import type { Handler, Machine } from '../machine.ts';

type Offset = (machine: Machine) => number;

const near: Offset = (machine) => machine.s1();
const far: Offset = (machine) => machine.s2();

function always(offset: Offset): Handler {
  return (machine) => {
    const at = machine.pc - 1;
    machine.jump(at + offset(machine));
  };
}

function onOne(holds: (cell: number) => boolean, offset: Offset): Handler {
  return (machine) => {
    const at = machine.pc - 1;
    const by = offset(machine);
    if (holds(machine.pop())) machine.jump(at + by);
  };
}

function onTwo(holds: (left: number, right: number) => boolean, offset: Offset): Handler {
  return (machine) => {
    const at = machine.pc - 1;
    const by = offset(machine);
    const right = machine.pop();
    if (holds(machine.pop(), right)) machine.jump(at + by);
  };
}

const ONE: Readonly<Record<string, (cell: number) => boolean>> = {
  ifeq: (cell) => cell === 0,
  ifne: (cell) => cell !== 0,
  iflt: (cell) => cell < 0,
  ifge: (cell) => cell >= 0,
  ifgt: (cell) => cell > 0,
  ifle: (cell) => cell <= 0,
  ifnull: (cell) => cell === NULL,
  ifnonnull: (cell) => cell !== NULL,
};

const TWO: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  if_acmpeq: (left, right) => left === right,
  if_acmpne: (left, right) => left !== right,
  if_scmpeq: (left, right) => left === right,
  if_scmpne: (left, right) => left !== right,
  if_scmplt: (left, right) => left < right,
  if_scmpge: (left, right) => left >= right,
  if_scmpgt: (left, right) => left > right,
  if_scmple: (left, right) => left <= right,
};

function conditional(): Record<string, Handler> {
  const handlers: Record<string, Handler> = {};
  for (const [name, holds] of Object.entries(ONE)) {
    handlers[name] = onOne(holds, near);
    handlers[`${name}_w`] = onOne(holds, far);
  }
  for (const [name, holds] of Object.entries(TWO)) {
    handlers[name] = onTwo(holds, near);
    handlers[`${name}_w`] = onTwo(holds, far);
  }
  return handlers;
}

type Key = (machine: Machine) => number;

/** Keys from low to high, a branch each. [JCVM §7.5.92] */
function tableSwitch(pop: Key, read: Key): Handler {
  return (machine) => {
    const at = machine.pc - 1;
    const key = pop(machine);
    const otherwise = machine.s2();
    const low = read(machine);
    const high = read(machine);
    if (key < low || key > high) return machine.jump(at + otherwise);
    machine.pc += 2 * (key - low);
    machine.jump(at + machine.s2());
  };
}

/** Pairs of a key and a branch. [JCVM §7.5.90] */
function lookupSwitch(pop: Key, read: Key): Handler {
  return (machine) => {
    const at = machine.pc - 1;
    const key = pop(machine);
    const otherwise = machine.s2();
    for (let pairs = machine.u2(); pairs > 0; pairs--) {
      const match = read(machine);
      const by = machine.s2();
      if (match === key) return machine.jump(at + by);
    }
    machine.jump(at + otherwise);
  };
}

const short: Key = (machine) => machine.s2();
const int: Key = (machine) => machine.s4();
const popShort: Key = (machine) => machine.pop();
const popInt: Key = (machine) => machine.popInt();

export const branches: Readonly<Record<string, Handler>> = {
  ...conditional(),
  goto: always(near),
  goto_w: always(far),
  jsr(machine) {
    const at = machine.pc - 1;
    const by = machine.s2();
    machine.push(addressCell(machine.pc));
    machine.jump(at + by);
  },
  ret(machine) {
    const address = addressIn(machine.cells[machine.u1()]!);
    if (address === undefined) machine.fail('ret without an address');
    else machine.jump(address);
  },
  stableswitch: tableSwitch(popShort, short),
  itableswitch: tableSwitch(popInt, int),
  slookupswitch: lookupSwitch(popShort, short),
  ilookupswitch: lookupSwitch(popInt, int),
  areturn: (machine) => machine.leave(1),
  sreturn: (machine) => machine.leave(1),
  ireturn: (machine) => machine.leave(2),
  return: (machine) => machine.leave(0),
};
