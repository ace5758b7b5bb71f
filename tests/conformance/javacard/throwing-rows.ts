/** Exceptions of the machine, by a method that leads to each. [JCVM §7.5] */

/** Code that throws, the exception, and what it shows. */
export const THROWING: readonly (readonly [string, string, string])[] = [
  ...['sdiv', 'srem'].map(
    (name) => [`sconst_1;sconst_0;${name};sreturn`, 'ArithmeticException', `${name} by 0`] as const,
  ),
  ...['idiv', 'irem'].map(
    (name) => [`iconst_1;iconst_0;${name};ireturn`, 'ArithmeticException', `${name} by 0`] as const,
  ),
  ...[
    ['byte', 'b', 'sconst_0', 'sreturn'],
    ['short', 's', 'sconst_0', 'sreturn'],
    ['int', 'i', 'iconst_0', 'ireturn'],
  ].flatMap(([type, kind, value, end]) => [
    [
      `sconst_3;newarray ${type};sconst_3;${kind}aload;${end}`,
      'ArrayIndexOutOfBoundsException',
      `${kind}aload behind the end`,
    ] as const,
    [
      `sconst_3;newarray ${type};sconst_m1;${kind}aload;${end}`,
      'ArrayIndexOutOfBoundsException',
      `${kind}aload before the begin`,
    ] as const,
    [
      `sconst_3;newarray ${type};sconst_3;${value};${kind}astore;sconst_0;sreturn`,
      'ArrayIndexOutOfBoundsException',
      `${kind}astore behind the end`,
    ] as const,
    [
      `sconst_m1;newarray ${type};arraylength;sreturn`,
      'NegativeArraySizeException',
      `newarray ${type} of -1`,
    ] as const,
  ]),
  [
    'sconst_1;anewarray Own;sconst_1;aaload;pop;sconst_0;sreturn',
    'ArrayIndexOutOfBoundsException',
    'aaload behind the end',
  ],
  [
    'sconst_1;anewarray Own;sconst_1;aconst_null;aastore;sconst_0;sreturn',
    'ArrayIndexOutOfBoundsException',
    'aastore behind the end',
  ],
  [
    'sconst_1;anewarray Own;sconst_0;new Plain;aastore;sconst_0;sreturn',
    'ArrayStoreException',
    'aastore of another class',
  ],
  ['sconst_m1;anewarray Own;arraylength;sreturn', 'NegativeArraySizeException', 'anewarray of -1'],
  ['aconst_null;sconst_0;aaload;pop;sconst_0;sreturn', 'NullPointerException', 'aaload of null'],
  ['aconst_null;sconst_0;baload;sreturn', 'NullPointerException', 'baload of null'],
  ['aconst_null;sconst_0;saload;sreturn', 'NullPointerException', 'saload of null'],
  ['aconst_null;sconst_0;iaload;ireturn', 'NullPointerException', 'iaload of null'],
  [
    'aconst_null;sconst_0;aconst_null;aastore;sconst_0;sreturn',
    'NullPointerException',
    'aastore to null',
  ],
  [
    'aconst_null;sconst_0;sconst_0;bastore;sconst_0;sreturn',
    'NullPointerException',
    'bastore to null',
  ],
  [
    'aconst_null;sconst_0;sconst_0;sastore;sconst_0;sreturn',
    'NullPointerException',
    'sastore to null',
  ],
  [
    'aconst_null;sconst_0;iconst_0;iastore;sconst_0;sreturn',
    'NullPointerException',
    'iastore to null',
  ],
  ['aconst_null;arraylength;sreturn', 'NullPointerException', 'arraylength of null'],
  ['aconst_null;athrow', 'NullPointerException', 'athrow of null'],
  ['aconst_null;getfield_s Own.1;sreturn', 'NullPointerException', 'getfield of null'],
  ['aconst_null;getfield_i_w Own.3;ireturn', 'NullPointerException', 'getfield_w of null'],
  [
    'aconst_null;sconst_0;putfield_s Own.1;sconst_0;sreturn',
    'NullPointerException',
    'putfield of null',
  ],
  ['aconst_null;invokevirtual Plain.1;sreturn', 'NullPointerException', 'invokevirtual of null'],
  [
    'aconst_null;invokeinterface 1 Naming 0;sreturn',
    'NullPointerException',
    'invokeinterface of null',
  ],
  ['new Plain;checkcast 0 Below;pop;sconst_0;sreturn', 'ClassCastException', 'checkcast downwards'],
  [
    'getstatic_a shorts;checkcast byte;pop;sconst_0;sreturn',
    'ClassCastException',
    'checkcast of an array',
  ],
  [
    'new Plain;checkcast 0 Naming;pop;sconst_0;sreturn',
    'ClassCastException',
    'checkcast to an interface that the class does not implement',
  ],
];
