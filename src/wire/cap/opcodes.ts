/**
 * The instructions of the virtual machine: number, mnemonic and operands of each, in one table.
 * [JCVM §7]
 */

/**
 * An operand by what it means: an index of a local variable, a number of 1, 2 or 4 bytes, two
 * nibbles for cells of the stack, a branch of 1 or 2 bytes, an index of the constant pool of 1 or 2
 * bytes, a type of array, a number of cells, a token of a method.
 */
export type Operand =
  | 'local'
  | 'byte'
  | 'short'
  | 'int'
  | 'cells'
  | 'near'
  | 'far'
  | 'constant1'
  | 'constant'
  | 'type'
  | 'count'
  | 'token';

/** Bytes of each operand. */
export const OPERAND_LENGTHS: { readonly [K in Operand]: 1 | 2 | 4 } = {
  local: 1,
  byte: 1,
  short: 2,
  int: 4,
  cells: 1,
  near: 1,
  far: 2,
  constant1: 1,
  constant: 2,
  type: 1,
  count: 1,
  token: 1,
};

/** A switch: its default, then a table of branches by a range or by pairs. */
export type SwitchForm = 'table' | 'lookup';

const NONE = [] as const;
const LOCAL = ['local'] as const;
const NEAR = ['near'] as const;
const FAR = ['far'] as const;
const CONSTANT = ['constant'] as const;
const CONSTANT1 = ['constant1'] as const;

/** In the order of their numbers, from 0. */
const ROWS = [
  ['nop', NONE],
  ['aconst_null', NONE],
  ['sconst_m1', NONE],
  ['sconst_0', NONE],
  ['sconst_1', NONE],
  ['sconst_2', NONE],
  ['sconst_3', NONE],
  ['sconst_4', NONE],
  ['sconst_5', NONE],
  ['iconst_m1', NONE],
  ['iconst_0', NONE],
  ['iconst_1', NONE],
  ['iconst_2', NONE],
  ['iconst_3', NONE],
  ['iconst_4', NONE],
  ['iconst_5', NONE],
  ['bspush', ['byte']],
  ['sspush', ['short']],
  ['bipush', ['byte']],
  ['sipush', ['short']],
  ['iipush', ['int']],
  ['aload', LOCAL],
  ['sload', LOCAL],
  ['iload', LOCAL],
  ['aload_0', NONE],
  ['aload_1', NONE],
  ['aload_2', NONE],
  ['aload_3', NONE],
  ['sload_0', NONE],
  ['sload_1', NONE],
  ['sload_2', NONE],
  ['sload_3', NONE],
  ['iload_0', NONE],
  ['iload_1', NONE],
  ['iload_2', NONE],
  ['iload_3', NONE],
  ['aaload', NONE],
  ['baload', NONE],
  ['saload', NONE],
  ['iaload', NONE],
  ['astore', LOCAL],
  ['sstore', LOCAL],
  ['istore', LOCAL],
  ['astore_0', NONE],
  ['astore_1', NONE],
  ['astore_2', NONE],
  ['astore_3', NONE],
  ['sstore_0', NONE],
  ['sstore_1', NONE],
  ['sstore_2', NONE],
  ['sstore_3', NONE],
  ['istore_0', NONE],
  ['istore_1', NONE],
  ['istore_2', NONE],
  ['istore_3', NONE],
  ['aastore', NONE],
  ['bastore', NONE],
  ['sastore', NONE],
  ['iastore', NONE],
  ['pop', NONE],
  ['pop2', NONE],
  ['dup', NONE],
  ['dup2', NONE],
  ['dup_x', ['cells']],
  ['swap_x', ['cells']],
  ['sadd', NONE],
  ['iadd', NONE],
  ['ssub', NONE],
  ['isub', NONE],
  ['smul', NONE],
  ['imul', NONE],
  ['sdiv', NONE],
  ['idiv', NONE],
  ['srem', NONE],
  ['irem', NONE],
  ['sneg', NONE],
  ['ineg', NONE],
  ['sshl', NONE],
  ['ishl', NONE],
  ['sshr', NONE],
  ['ishr', NONE],
  ['sushr', NONE],
  ['iushr', NONE],
  ['sand', NONE],
  ['iand', NONE],
  ['sor', NONE],
  ['ior', NONE],
  ['sxor', NONE],
  ['ixor', NONE],
  ['sinc', ['local', 'byte']],
  ['iinc', ['local', 'byte']],
  ['s2b', NONE],
  ['s2i', NONE],
  ['i2b', NONE],
  ['i2s', NONE],
  ['icmp', NONE],
  ['ifeq', NEAR],
  ['ifne', NEAR],
  ['iflt', NEAR],
  ['ifge', NEAR],
  ['ifgt', NEAR],
  ['ifle', NEAR],
  ['ifnull', NEAR],
  ['ifnonnull', NEAR],
  ['if_acmpeq', NEAR],
  ['if_acmpne', NEAR],
  ['if_scmpeq', NEAR],
  ['if_scmpne', NEAR],
  ['if_scmplt', NEAR],
  ['if_scmpge', NEAR],
  ['if_scmpgt', NEAR],
  ['if_scmple', NEAR],
  ['goto', NEAR],
  ['jsr', FAR],
  ['ret', LOCAL],
  ['stableswitch', 'table', 'short'],
  ['itableswitch', 'table', 'int'],
  ['slookupswitch', 'lookup', 'short'],
  ['ilookupswitch', 'lookup', 'int'],
  ['areturn', NONE],
  ['sreturn', NONE],
  ['ireturn', NONE],
  ['return', NONE],
  ['getstatic_a', CONSTANT],
  ['getstatic_b', CONSTANT],
  ['getstatic_s', CONSTANT],
  ['getstatic_i', CONSTANT],
  ['putstatic_a', CONSTANT],
  ['putstatic_b', CONSTANT],
  ['putstatic_s', CONSTANT],
  ['putstatic_i', CONSTANT],
  ['getfield_a', CONSTANT1],
  ['getfield_b', CONSTANT1],
  ['getfield_s', CONSTANT1],
  ['getfield_i', CONSTANT1],
  ['putfield_a', CONSTANT1],
  ['putfield_b', CONSTANT1],
  ['putfield_s', CONSTANT1],
  ['putfield_i', CONSTANT1],
  ['invokevirtual', CONSTANT],
  ['invokespecial', CONSTANT],
  ['invokestatic', CONSTANT],
  ['invokeinterface', ['count', 'constant', 'token']],
  ['new', CONSTANT],
  ['newarray', ['type']],
  ['anewarray', CONSTANT],
  ['arraylength', NONE],
  ['athrow', NONE],
  ['checkcast', ['type', 'constant']],
  ['instanceof', ['type', 'constant']],
  ['sinc_w', ['local', 'short']],
  ['iinc_w', ['local', 'short']],
  ['ifeq_w', FAR],
  ['ifne_w', FAR],
  ['iflt_w', FAR],
  ['ifge_w', FAR],
  ['ifgt_w', FAR],
  ['ifle_w', FAR],
  ['ifnull_w', FAR],
  ['ifnonnull_w', FAR],
  ['if_acmpeq_w', FAR],
  ['if_acmpne_w', FAR],
  ['if_scmpeq_w', FAR],
  ['if_scmpne_w', FAR],
  ['if_scmplt_w', FAR],
  ['if_scmpge_w', FAR],
  ['if_scmpgt_w', FAR],
  ['if_scmple_w', FAR],
  ['goto_w', FAR],
  ['getfield_a_w', CONSTANT],
  ['getfield_b_w', CONSTANT],
  ['getfield_s_w', CONSTANT],
  ['getfield_i_w', CONSTANT],
  ['getfield_a_this', CONSTANT1],
  ['getfield_b_this', CONSTANT1],
  ['getfield_s_this', CONSTANT1],
  ['getfield_i_this', CONSTANT1],
  ['putfield_a_w', CONSTANT],
  ['putfield_b_w', CONSTANT],
  ['putfield_s_w', CONSTANT],
  ['putfield_i_w', CONSTANT],
  ['putfield_a_this', CONSTANT1],
  ['putfield_b_this', CONSTANT1],
  ['putfield_s_this', CONSTANT1],
  ['putfield_i_this', CONSTANT1],
] as const satisfies readonly (
  | readonly [string, readonly Operand[]]
  | readonly [string, SwitchForm, 'short' | 'int']
)[];

export type OpcodeName = (typeof ROWS)[number][0];

export interface Opcode {
  readonly number: number;
  readonly name: OpcodeName;
  readonly operands: readonly Operand[];
  /** Of the four switches, whose operands are a table; and what their keys are. */
  readonly switch: { readonly form: SwitchForm; readonly key: 'short' | 'int' } | undefined;
}

/** By number. Those behind the last are not legal in a CAP file. */
export const OPCODES: readonly Opcode[] = ROWS.map((row, number): Opcode => {
  const [name, operands, key] = row;
  if (typeof operands !== 'string' || key === undefined)
    return { number, name, operands: operands as readonly Operand[], switch: undefined };
  return { number, name, operands: [], switch: { form: operands, key } };
});
