/** Local variables, and cells of the stack in another order. [JCVM §7.5] */
import type { Frame } from '../frame.ts';
import { INT, isReferenceValue, LOW, REFERENCE, SHORT, type Value, valueText } from '../value.ts';
import type { Step, Steps } from './step.ts';

/** Whether a cell can be moved as a reference: objects before their constructor's call too. */
function isMovable(value: Value): boolean {
  return isReferenceValue(value) || value.kind === 'new' || value.kind === 'this';
}

function loadReference(frame: Frame, index: number): void {
  const value = frame.local(index, REFERENCE);
  frame.demand(isMovable(value), `local variable ${index} is ${valueText(value)}, no reference`);
  frame.push(value);
}

function demandShort(frame: Frame, index: number): void {
  frame.demandFits(frame.local(index, SHORT), SHORT);
}

function demandInt(frame: Frame, index: number): void {
  frame.demandFits(frame.local(index, INT), INT);
  frame.demandFits(frame.local(index + 1, LOW), LOW);
}

function storeReference(frame: Frame, index: number): void {
  const value = frame.pop();
  const isStorable = isMovable(value) || value.kind === 'address';
  frame.demand(isStorable, `a reference is expected, not ${valueText(value)}`);
  frame.setLocal(index, value);
}

const MOVES: Readonly<Record<string, (frame: Frame, index: number) => void>> = {
  aload: loadReference,
  sload(frame, index) {
    demandShort(frame, index);
    frame.push(SHORT);
  },
  iload(frame, index) {
    demandInt(frame, index);
    frame.push(INT, LOW);
  },
  astore: storeReference,
  sstore(frame, index) {
    frame.popShort();
    frame.setLocal(index, SHORT);
  },
  istore(frame, index) {
    frame.popInt();
    frame.setInt(index);
  },
};

/** Each with an operand, and with its index in its name. */
const moves: Steps = Object.fromEntries(
  Object.entries(MOVES).flatMap(([name, move]): (readonly [string, Step])[] => [
    [name, (frame, { operands }) => move(frame, operands[0]!)],
    ...[0, 1, 2, 3].map(
      (index) => [`${name}_${index}`, (frame: Frame) => move(frame, index)] as const,
    ),
  ]),
);

/** Copies the topmost cells below `under` of them. */
function copyUnder(frame: Frame, count: number, under: number): void {
  const copied = frame.top(count);
  const cells = frame.top(under);
  frame.drop(under);
  frame.push(...copied, ...cells);
}

const addShort: Step = (frame, { operands }) => demandShort(frame, operands[0]!);
const addInt: Step = (frame, { operands }) => demandInt(frame, operands[0]!);

export const localsAndStack: Steps = {
  ...moves,
  sinc: addShort,
  sinc_w: addShort,
  iinc: addInt,
  iinc_w: addInt,
  pop(frame) {
    frame.top(1);
    frame.drop(1);
  },
  pop2(frame) {
    frame.top(2);
    frame.drop(2);
  },
  dup: (frame) => frame.push(...frame.top(1)),
  dup2: (frame) => frame.push(...frame.top(2)),
  dup_x(frame, { operands }) {
    const [count, under] = [operands[0]! >> 4, operands[0]! & 0x0f];
    if (under === 0) frame.push(...frame.top(count));
    else copyUnder(frame, count, under);
  },
  swap_x(frame, { operands }) {
    const [upper, lower] = [operands[0]! >> 4, operands[0]! & 0x0f];
    const top = frame.top(upper);
    const below = frame.top(upper + lower).slice(0, lower);
    frame.drop(upper + lower);
    frame.push(...top, ...below);
  },
};
