/** Each instruction of the virtual machine in a method of its own: code and what it returns. */

export interface OpcodeRow {
  readonly name: string;
  /** The lines of a method that returns a short, or an int where `result` has eight digits. */
  readonly code: string;
  readonly result: string;
}

const row = (name: string, code: string, result: string): OpcodeRow => ({ name, code, result });

/** Lines that return 1 behind the branch, and 0 where it is not taken. */
const branch = (before: string, name: string): string =>
  `${before};${name} there;sconst_0;sreturn;there:;sconst_1;sreturn`;

/** Taken, and not taken: 10 and 1. */
function bothWays(name: string, taken: string, fallen: string): OpcodeRow {
  const code =
    `sconst_0;sstore_3;${taken};${name} first;goto second;first:;sconst_1;sstore_3;second:;` +
    `${fallen};${name} third;sinc 3 10;third:;sload_3;sreturn`;
  return row(name, code, '000B');
}

const ONE_OPERAND = [
  ['ifeq', 'sconst_0', 'sconst_m1'],
  ['ifne', 'sconst_m1', 'sconst_0'],
  ['iflt', 'sconst_m1', 'sconst_0'],
  ['ifge', 'sconst_0', 'sconst_m1'],
  ['ifgt', 'sconst_1', 'sconst_0'],
  ['ifle', 'sconst_0', 'sconst_1'],
  ['ifnull', 'aconst_null', 'aload_0'],
  ['ifnonnull', 'aload_0', 'aconst_null'],
  ['if_acmpeq', 'aload_0;aload_0', 'aload_0;aconst_null'],
  ['if_acmpne', 'aload_0;aconst_null', 'aload_0;aload_0'],
  ['if_scmpeq', 'sconst_2;sconst_2', 'sconst_2;sconst_3'],
  ['if_scmpne', 'sconst_2;sconst_3', 'sconst_2;sconst_2'],
  ['if_scmplt', 'sspush -300;sconst_3', 'sconst_3;sconst_3'],
  ['if_scmpge', 'sconst_3;sconst_3', 'sspush -300;sconst_3'],
  ['if_scmpgt', 'sconst_3;sspush -300', 'sconst_3;sconst_3'],
  ['if_scmple', 'sconst_3;sconst_3', 'sconst_3;sspush -300'],
] as const;

const CONSTANTS: readonly OpcodeRow[] = [
  row('nop', 'nop;sconst_1;sreturn', '0001'),
  row('aconst_null', branch('aconst_null', 'ifnull'), '0001'),
  ...(['m1', '0', '1', '2', '3', '4', '5'] as const).flatMap((value, at) => [
    row(`sconst_${value}`, `sconst_${value};sreturn`, at === 0 ? 'FFFF' : `000${at - 1}`),
    row(`iconst_${value}`, `iconst_${value};ireturn`, at === 0 ? 'FFFFFFFF' : `0000000${at - 1}`),
  ]),
  row('bspush', 'bspush -128;sreturn', 'FF80'),
  row('sspush', 'sspush -32768;sreturn', '8000'),
  row('bipush', 'bipush -128;ireturn', 'FFFFFF80'),
  row('sipush', 'sipush -32768;ireturn', 'FFFF8000'),
  row('iipush', 'iipush 0x12345678;ireturn', '12345678'),
];

const LOCALS: readonly OpcodeRow[] = [
  row('aload', 'sconst_2;newarray byte;astore 5;aload 5;arraylength;sreturn', '0002'),
  row('astore', 'sconst_3;newarray byte;astore 6;aload 6;arraylength;sreturn', '0003'),
  row('sload', 'sconst_4;sstore 5;sload 5;sreturn', '0004'),
  row('sstore', 'sconst_5;sstore 6;sload 6;sreturn', '0005'),
  row('iload', 'iipush 0x00010002;istore 5;iload 5;ireturn', '00010002'),
  row('istore', 'iipush -65539;istore 6;iload 6;ireturn', 'FFFEFFFD'),
  ...[0, 1, 2, 3].flatMap((at) => [
    row(
      `aload_${at}`,
      `bspush ${at};newarray short;astore ${at};aload_${at};arraylength;sreturn`,
      `000${at}`,
    ),
    row(
      `astore_${at}`,
      `bspush ${at};newarray short;astore_${at};aload ${at};arraylength;sreturn`,
      `000${at}`,
    ),
    row(`sload_${at}`, `bspush ${at};sstore ${at};sload_${at};sreturn`, `000${at}`),
    row(`sstore_${at}`, `bspush ${at};sstore_${at};sload ${at};sreturn`, `000${at}`),
    row(`iload_${at}`, `iipush 0x7000${at}001;istore ${at};iload_${at};ireturn`, `7000${at}001`),
    row(`istore_${at}`, `iipush 0x7000${at}002;istore_${at};iload ${at};ireturn`, `7000${at}002`),
  ]),
  row('sinc', 'bspush 100;sstore_2;sinc 2 -128;sload_2;sreturn', 'FFE4'),
  row('sinc_w', 'sspush 32767;sstore_2;sinc_w 2 300;sload_2;sreturn', '812B'),
  row('iinc', 'iipush 0x0000FFFF;istore_2;iinc 2 1;iload_2;ireturn', '00010000'),
  row('iinc_w', 'iipush 0x00010000;istore_2;iinc_w 2 -300;iload_2;ireturn', '0000FED4'),
];

const array = (type: string, ...fill: readonly string[]): string =>
  ['sconst_3', `newarray ${type}`, 'astore_1', ...fill].join(';');

const ARRAYS: readonly OpcodeRow[] = [
  row('newarray', 'sconst_5;newarray int;arraylength;sreturn', '0005'),
  row('anewarray', 'sconst_4;anewarray Own;arraylength;sreturn', '0004'),
  row('arraylength', 'bspush 100;newarray boolean;arraylength;sreturn', '0064'),
  row(
    'baload',
    `${array('byte', 'aload_1;sconst_2;sspush 0x1FE;bastore')};aload_1;sconst_2;baload;sreturn`,
    'FFFE',
  ),
  row(
    'bastore',
    `${array('byte', 'aload_1;sconst_0;sspush 0x180;bastore')};aload_1;sconst_0;baload;sreturn`,
    'FF80',
  ),
  row('saload', 'getstatic_a shorts;sconst_1;saload;sreturn', '8002'),
  row(
    'sastore',
    `${array('short', 'aload_1;sconst_2;sspush -2;sastore')};aload_1;sconst_2;saload;sreturn`,
    'FFFE',
  ),
  row('iaload', 'getstatic_a ints;sconst_1;iaload;ireturn', '80000001'),
  row(
    'iastore',
    `${array('int', 'aload_1;sconst_2;iipush 0x0BADCAFE;iastore')};aload_1;sconst_2;iaload;ireturn`,
    '0BADCAFE',
  ),
  row(
    'aaload',
    'sconst_2;anewarray Own;dup;sconst_1;aload_0;aastore;sconst_1;aaload;' +
      'aload_0;if_acmpeq there;sconst_0;sreturn;there:;sconst_1;sreturn',
    '0001',
  ),
  row(
    'aastore',
    'sconst_2;anewarray lang.0;astore_1;aload_1;sconst_0;' +
      'getstatic_a shorts;aastore;aload_1;sconst_0;aaload;ifnonnull there;' +
      'sconst_0;sreturn;there:;sconst_1;sreturn',
    '0001',
  ),
];

const STACK: readonly OpcodeRow[] = [
  row('pop', 'sconst_1;sconst_2;pop;sreturn', '0001'),
  row('pop2', 'sconst_1;sconst_2;sconst_3;pop2;sreturn', '0001'),
  row('dup', 'sconst_3;dup;sadd;sreturn', '0006'),
  row('dup2', 'bspush 10;sconst_1;dup2;ssub;smul;sadd;sreturn', '0013'),
  // 5 9 becomes 9 5 9: 9 - (5 - 9).
  row('dup_x', 'sconst_5;bspush 9;dup_x 1 2;ssub;ssub;sreturn', '000D'),
  // 7 1 2 becomes 2 7 1: 2 * (7 - 1).
  row('swap_x', 'bspush 7;sconst_1;sconst_2;swap_x 1 2;ssub;smul;sreturn', '000C'),
];

/** Operands and results of shorts, then of ints. */
const ARITHMETIC = [
  ['add', 32_767, 1, '8000', 0x7fffffff, 1, '80000000'],
  ['sub', -32_768, 1, '7FFF', -0x80000000, 1, '7FFFFFFF'],
  ['mul', 300, 300, '5F90', 0x10001, 0x10001, '00020001'],
  ['div', -7, 2, 'FFFD', -7, 2, 'FFFFFFFD'],
  ['rem', -7, 2, 'FFFF', -7, 2, 'FFFFFFFF'],
  ['shl', 1, 15, '8000', 1, 33, '00000002'],
  ['shr', -32_768, 15, 'FFFF', -0x80000000, 31, 'FFFFFFFF'],
  ['ushr', -2, 31, '0001', -2, 31, '00000001'],
  ['and', 0x0ff0, -256, '0F00', 0x0ff00ff0, -65_536, '0FF00000'],
  ['or', 0x0f00, 0x00f0, '0FF0', 0x0f000000, 0x00f0, '0F0000F0'],
  ['xor', -1, 0x00ff, 'FF00', -1, 0x00ff00ff, 'FF00FF00'],
] as const;

const NUMBERS: readonly OpcodeRow[] = [
  ...ARITHMETIC.flatMap(([name, a, b, short, c, d, int]) => [
    row(`s${name}`, `sspush ${a};sspush ${b};s${name};sreturn`, short),
    row(`i${name}`, `iipush ${c};iipush ${d};i${name};ireturn`, int),
  ]),
  row('sneg', 'sspush -32768;sneg;sreturn', '8000'),
  row('ineg', 'iipush 65536;ineg;ireturn', 'FFFF0000'),
  row('s2b', 'sspush 0x1FF;s2b;sreturn', 'FFFF'),
  row('s2i', 'sspush -2;s2i;ireturn', 'FFFFFFFE'),
  row('i2b', 'iipush 0x12345680;i2b;sreturn', 'FF80'),
  row('i2s', 'iipush 0x12348001;i2s;sreturn', '8001'),
  row('icmp', 'iipush -65536;iipush 65535;icmp;iipush 9;iipush 9;icmp;sadd;sreturn', 'FFFF'),
];

const JUMPS: readonly OpcodeRow[] = [
  ...ONE_OPERAND.flatMap(([name, taken, fallen]) => [
    bothWays(name, taken, fallen),
    bothWays(`${name}_w`, taken, fallen),
  ]),
  row('goto', 'goto there;back:;sconst_1;sreturn;there:;goto back', '0001'),
  row('goto_w', 'goto_w there;back:;sconst_2;sreturn;there:;goto_w back', '0002'),
  row(
    'jsr',
    'sconst_0;sstore_3;jsr routine;sload_3;sreturn;routine:;astore 5;sinc 3 4;ret 5',
    '0004',
  ),
  row(
    'ret',
    'sconst_0;sstore_3;jsr routine;jsr routine;sload_3;sreturn;routine:;astore 6;sinc 3 4;ret 6',
    '0008',
  ),
  row(
    'stableswitch',
    'sconst_3;stableswitch other 2 two three;two:;sconst_2;sreturn;three:;' +
      'bspush 30;sreturn;other:;sconst_0;sreturn',
    '001E',
  ),
  row(
    'itableswitch',
    'iipush 65538;itableswitch other 65537 one two;one:;sconst_1;sreturn;' +
      'two:;bspush 20;sreturn;other:;sconst_0;sreturn',
    '0014',
  ),
  row(
    'slookupswitch',
    'sspush 300;slookupswitch other -5:low 300:high;low:;sconst_1;sreturn;' +
      'high:;bspush 11;sreturn;other:;sconst_0;sreturn',
    '000B',
  ),
  row(
    'ilookupswitch',
    'iipush 7;ilookupswitch other -70000:low 70000:high;low:;sconst_1;' +
      'sreturn;high:;sconst_2;sreturn;other:;bspush 12;sreturn',
    '000C',
  ),
];

const RETURNS: readonly OpcodeRow[] = [
  row(
    'areturn',
    'aload_0;invokevirtual Own.9;aload_0;if_acmpeq there;sconst_0;sreturn;there:;sconst_1;sreturn',
    '0001',
  ),
  row('sreturn', 'sspush -1;sreturn', 'FFFF'),
  row('ireturn', 'iipush -2;ireturn', 'FFFFFFFE'),
  row('return', 'aload_0;sconst_5;invokevirtual Own.10;aload_0;getfield_s Own.1;sreturn', '0005'),
];

/** Field or static field of each type: what is stored, and what comes back. */
const VALUES = [
  ['b', 'sspush 0x1FF', 'sreturn', 'FFFF', 2],
  ['s', 'sspush -3', 'sreturn', 'FFFD', 1],
  ['i', 'iipush 0x01020304', 'ireturn', '01020304', 3],
] as const;

const FIELDS: readonly OpcodeRow[] = VALUES.flatMap(([kind, value, end, result, cell]) => {
  const stored = `${value};putstatic_${kind} own_${kind};getstatic_${kind} own_${kind};${end}`;
  return [
    row(
      `getstatic_${kind}`,
      `getstatic_${kind} set_${kind};${end}`,
      { b: 'FF80', s: '8001', i: '80000002' }[kind],
    ),
    row(`putstatic_${kind}`, stored, result),
    ...['', '_w'].flatMap((width) => {
      const code =
        `aload_0;${value};putfield_${kind}${width} Own.${cell};` +
        `aload_0;getfield_${kind}${width} Own.${cell};${end}`;
      return ['get', 'put'].map((way) => row(`${way}field_${kind}${width}`, code, result));
    }),
    ...['get', 'put'].map((way) =>
      row(
        `${way}field_${kind}_this`,
        `${value};putfield_${kind}_this Own.${cell};getfield_${kind}_this Own.${cell};${end}`,
        result,
      ),
    ),
  ];
});

const REFERENCES: readonly OpcodeRow[] = [
  row('getstatic_a', 'getstatic_a shorts;arraylength;sreturn', '0002'),
  row(
    'putstatic_a',
    branch('aload_0;putstatic_a last;getstatic_a last;aload_0', 'if_acmpeq'),
    '0001',
  ),
  ...['', '_w'].flatMap((width) =>
    ['get', 'put'].map((way) =>
      row(
        `${way}field_a${width}`,
        branch(
          `aload_0;aload_0;putfield_a${width} Own.0;aload_0;getfield_a${width} Own.0;aload_0`,
          'if_acmpeq',
        ),
        '0001',
      ),
    ),
  ),
  ...['get', 'put'].map((way) =>
    row(
      `${way}field_a_this`,
      branch('aload_0;putfield_a_this Own.0;getfield_a_this Own.0;aload_0', 'if_acmpeq'),
      '0001',
    ),
  ),
];

const CALLS: readonly OpcodeRow[] = [
  row('invokevirtual', 'new Below;dup;invokespecial below;invokevirtual Plain.1;sreturn', '0016'),
  row('invokespecial', 'new Below;dup;invokespecial below;invokevirtual Below.2;sreturn', '000B'),
  row('invokestatic', 'bspush 20;sconst_2;invokestatic difference;sreturn', '0012'),
  row(
    'invokeinterface',
    'new Below;dup;invokespecial below;invokeinterface 1 Naming 0;sreturn',
    '0016',
  ),
  row('new', branch('new Plain', 'ifnonnull'), '0001'),
  row(
    'athrow',
    'try:;new Failing;dup;invokespecial failing;athrow;end:;caught:;' +
      'checkcast 0 Failing;pop;sconst_4;sreturn;' +
      'handler try end caught Failing',
    '0004',
  ),
  row(
    'checkcast',
    'new Below;checkcast 0 Plain;checkcast 0 Naming;pop;aconst_null;' +
      'checkcast 0 Failing;pop;getstatic_a shorts;checkcast short;pop;' +
      'sconst_1;sreturn',
    '0001',
  ),
  row(
    'instanceof',
    'new Below;instanceof 0 Plain;new Plain;instanceof 0 Below;sconst_2;' +
      'smul;sadd;aconst_null;instanceof 0 Plain;sconst_4;smul;sadd;' +
      'getstatic_a shorts;instanceof short;bspush 8;smul;sadd;' +
      'getstatic_a shorts;instanceof byte;bspush 16;smul;sadd;sreturn',
    '0009',
  ),
];

export const OPCODE_ROWS: readonly OpcodeRow[] = [
  ...CONSTANTS,
  ...LOCALS,
  ...ARRAYS,
  ...STACK,
  ...NUMBERS,
  ...JUMPS,
  ...RETURNS,
  ...FIELDS,
  ...REFERENCES,
  ...CALLS,
];
