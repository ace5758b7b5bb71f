/** Arithmetic, shifts, logic, conversions and comparison. [JCVM §7.5] */
import { toByte, toShort } from '../cells.ts';
import type { Handler, Machine } from '../machine.ts';

type Operation = (left: number, right: number, machine: Machine) => number;

function onShorts(operation: Operation): Handler {
  return (machine) => {
    const right = machine.pop();
    const left = machine.pop();
    machine.push(toShort(operation(left, right, machine)));
  };
}

function onInts(operation: Operation): Handler {
  return (machine) => {
    const right = machine.popInt();
    const left = machine.popInt();
    machine.pushInt(operation(left, right, machine) | 0);
  };
}

/** The same operation on shorts and ints. */
function both(name: string, operation: Operation): Record<string, Handler> {
  return { [`s${name}`]: onShorts(operation), [`i${name}`]: onInts(operation) };
}

function divided(operation: (left: number, right: number) => number): Operation {
  return (left, right, machine) => {
    if (right === 0) machine.throw('java.lang.ArithmeticException');
    return operation(left, right);
  };
}

export const arithmetic: Readonly<Record<string, Handler>> = {
  ...both('add', (left, right) => left + right),
  ...both('sub', (left, right) => left - right),
  ...both('mul', (left, right) => Math.imul(left, right)),
  ...both(
    'div',
    divided((left, right) => Math.trunc(left / right)),
  ),
  ...both(
    'rem',
    divided((left, right) => left % right),
  ),
  ...both('shl', (left, right) => left << (right & 0x1f)),
  ...both('shr', (left, right) => left >> (right & 0x1f)),
  ...both('ushr', (left, right) => left >>> (right & 0x1f)),
  ...both('and', (left, right) => left & right),
  ...both('or', (left, right) => left | right),
  ...both('xor', (left, right) => left ^ right),
  sneg: (machine) => machine.push(toShort(-machine.pop())),
  ineg: (machine) => machine.pushInt(-machine.popInt() | 0),
  s2b: (machine) => machine.push(toByte(machine.pop())),
  s2i: (machine) => machine.pushInt(toShort(machine.pop())),
  i2b: (machine) => machine.push(toByte(machine.popInt())),
  i2s: (machine) => machine.push(toShort(machine.popInt())),
  icmp: onIntsToShort((left, right) => Number(left > right) - Number(left < right)),
};

function onIntsToShort(operation: (left: number, right: number) => number): Handler {
  return (machine) => {
    const right = machine.popInt();
    machine.push(operation(machine.popInt(), right));
  };
}
