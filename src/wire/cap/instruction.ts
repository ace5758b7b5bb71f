/** One instruction in the bytes of a method. [JCVM §7.5] */
import { bigEndian, type Bytes } from '../../base/index.ts';
import { type Opcode, OPCODES, type Operand, OPERAND_LENGTHS } from './opcodes.ts';

export interface SwitchTable {
  /** Distance from the instruction to its default. */
  readonly byDefault: number;
  readonly cases: readonly { readonly key: number; readonly distance: number }[];
}

/** What an instruction is, wherever it stands. */
export interface InstructionParts {
  readonly opcode: Opcode;
  /** As the opcode declares them; branches are distances from the instruction. */
  readonly operands: readonly number[];
  readonly table: SwitchTable | undefined;
}

export interface Instruction extends InstructionParts {
  readonly at: number;
  readonly length: number;
}

/** Operands that are read as signed numbers. */
const SIGNED: ReadonlySet<Operand> = new Set(['byte', 'short', 'int', 'near', 'far']);

/** `undefined` where no whole instruction stands. A table switch has a key for each branch. */
export function instructionAt(code: Bytes, at: number): Instruction | undefined {
  const opcode = OPCODES[code[at] ?? 0xff];
  if (opcode === undefined) return undefined;
  if (opcode.switch !== undefined) return switchAt(code, at, opcode);
  const operands: number[] = [];
  let end = at + 1;
  for (const operand of opcode.operands) {
    const length = OPERAND_LENGTHS[operand];
    if (end + length > code.length) return undefined;
    operands.push(numberAt(code, end, { length, signed: SIGNED.has(operand) }));
    end += length;
  }
  return { opcode, at, length: end - at, operands, table: undefined };
}

function switchAt(code: Bytes, at: number, opcode: Opcode): Instruction | undefined {
  const { form, key } = opcode.switch!;
  const keyLength = key === 'int' ? 4 : 2;
  const head = form === 'table' ? 3 + 2 * keyLength : 5;
  if (at + head > code.length) return undefined;
  const signed = (from: number, length: number) => numberAt(code, from, { length, signed: true });
  const byDefault = signed(at + 1, 2);
  const entry = form === 'table' ? 2 : keyLength + 2;
  const low = form === 'table' ? signed(at + 3, keyLength) : 0;
  const count =
    form === 'table'
      ? signed(at + 3 + keyLength, keyLength) - low + 1
      : numberAt(code, at + 3, { length: 2, signed: false });
  const length = head + count * entry;
  if (count < 0 || at + length > code.length) return undefined;
  const cases = Array.from({ length: count }, (_, index) => {
    const from = at + head + index * entry;
    return {
      key: form === 'table' ? low + index : signed(from, keyLength),
      distance: signed(from + entry - 2, 2),
    };
  });
  return { opcode, at, length, operands: [], table: { byDefault, cases } };
}

interface NumberForm {
  readonly length: number;
  readonly signed: boolean;
}

function numberAt(code: Bytes, at: number, { length, signed }: NumberForm): number {
  let value = 0;
  for (let index = 0; index < length; index++) value = value * 256 + code[at + index]!;
  return signed && value >= 2 ** (8 * length - 1) ? value - 2 ** (8 * length) : value;
}

/** Operands outside their range are cut to their length. */
export function emitInstruction({ opcode, operands, table }: InstructionParts): Bytes {
  const out = [opcode.number];
  const push = (value: number, length: number) =>
    out.push(...bigEndian(value < 0 ? value + 2 ** (8 * length) : value, length));
  opcode.operands.forEach((operand, at) => push(operands[at] ?? 0, OPERAND_LENGTHS[operand]));
  if (opcode.switch === undefined || table === undefined) return Uint8Array.from(out);
  const keyLength = opcode.switch.key === 'int' ? 4 : 2;
  push(table.byDefault, 2);
  if (opcode.switch.form === 'table') {
    // Without a case the last key is below the first.
    const low = table.cases[0]?.key ?? 0;
    push(low, keyLength);
    push(low + table.cases.length - 1, keyLength);
  } else push(table.cases.length, 2);
  for (const { key, distance } of table.cases) {
    if (opcode.switch.form === 'lookup') push(key, keyLength);
    push(distance, 2);
  }
  return Uint8Array.from(out);
}
