/** Where an instruction may go on. [JCVM §7.5] */
import type { Instruction, OpcodeName } from '../../wire/cap/index.ts';

const LAST: ReadonlySet<OpcodeName> = new Set([
  'goto',
  'goto_w',
  'areturn',
  'sreturn',
  'ireturn',
  'return',
  'athrow',
  'ret',
  'stableswitch',
  'itableswitch',
  'slookupswitch',
  'ilookupswitch',
]);

const NONE: readonly number[] = [];

/** Addresses that it branches to; those of `ret` depend on who called. */
export function branchTargets({ opcode, operands, at, table }: Instruction): readonly number[] {
  if (table !== undefined)
    return [table.byDefault, ...table.cases.map((one) => one.distance)].map((one) => at + one);
  // A branch has no other operand.
  const [operand] = opcode.operands;
  return operand === 'near' || operand === 'far' ? [at + operands[0]!] : NONE;
}

/** Whether the next instruction may follow. After `jsr` it follows the subroutine. */
export function fallsThrough({ opcode }: Instruction): boolean {
  return !LAST.has(opcode.name) && opcode.name !== 'jsr';
}
