/** Malicious packages: what the verifier refuses, and in which words. [JCVM §7] */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AppletBench } from '../../support/applet-bench.ts';
import { type AttackParts, attackPackage } from '../../support/cap/attack-package.ts';

interface Attack extends AttackParts {
  readonly name: string;
  /** What the refusal says where the file has types. */
  readonly why: RegExp;
  /** And where it has none; `accepted` leaves it to the checks of the machine. */
  readonly bare?: RegExp | 'accepted';
}

const ATTACKS: readonly Attack[] = [
  {
    name: 'an array as an object',
    body: 'aload_0\n getfield_s Own.0\n sreturn',
    why: /class 1 is expected, byte\[\] is here/,
    bare: 'accepted',
  },
  {
    name: 'an object as an array',
    body: 'aload_2\n sconst_0\n baload\n sreturn',
    why: /byte\[\] is expected, .* class 1 is here/,
    bare: 'accepted',
  },
  {
    name: 'an array of bytes as one of shorts',
    body: 'aload_0\n sconst_0\n saload\n sreturn',
    why: /short\[\] is expected, byte\[\] is here/,
    bare: 'accepted',
  },
  {
    name: 'a number as a reference',
    body: 'sload_1\n getfield_s Own.0\n sreturn',
    why: /class 1 is expected, short is here/,
  },
  {
    name: 'a number from a local variable as a reference',
    body: 'sload_1\n sstore_3\n aload_3\n arraylength\n sreturn',
    why: /local variable 3 is short, no reference/,
  },
  {
    name: 'a reference as a number',
    body: 'aload_0\n sconst_1\n sadd\n sreturn',
    why: /short is expected, byte\[\] is here/,
    bare: /short is expected, a reference is here/,
  },
  {
    name: 'an argument of another kind',
    body: `sload_1\n sconst_0\n aload_0\n sconst_0\n sconst_1
      invokestatic framework.16.1\n sreturn`,
    stack: 5,
    why: /byte\[\] is expected, short is here/,
  },
  {
    name: 'an empty stack',
    body: 'pop\n sconst_0\n sreturn',
    why: /the stack has fewer cells/,
  },
  {
    name: 'a full stack',
    body: 'sconst_0\n dup2\n sreturn',
    stack: 1,
    why: /the stack has fewer cells/,
  },
  {
    name: 'more cells than the header allows',
    body: 'sconst_0\n sconst_1\n sadd\n sreturn',
    stack: 1,
    why: /the stack has more than 1 cells/,
  },
  {
    name: 'a branch into an instruction',
    body: 'bytes 7003\n sspush 0x0078\n sreturn',
    why: /a branch leads to \d+, no instruction/,
    bare: /the stack is empty/,
  },
  {
    name: 'a branch out of the method',
    body: 'bytes 707F',
    why: /outside the method|no instruction/,
  },
  {
    name: 'a fall off the end',
    body: 'sconst_0\n pop',
    why: /the code goes on outside the method/,
  },
  {
    name: 'an instruction that is none',
    body: 'bytes B9\n sconst_0\n sreturn',
    why: /no instruction begins here/,
  },
  {
    name: 'a local variable that nothing was stored in',
    body: 'sload_3\n sreturn',
    why: /short is expected, unusable is here/,
  },
  {
    name: 'a local variable that is not there',
    body: 'sload 5\n sreturn',
    why: /there is no local variable 5/,
  },
  {
    name: 'half of an int',
    body: 'iconst_1\n pop\n sreturn',
    why: /an int is cut in two/,
  },
  {
    name: 'half of an int in a local variable',
    body: 'iconst_1\n istore_3\n sconst_0\n sstore 4\n iload_3\n i2s\n sreturn',
    why: /int is expected, unusable is here/,
  },
  {
    name: 'stacks of two heights',
    body: 'sload_1\n ifeq one\n sconst_0\none:\n sconst_1\n sreturn',
    why: /the stack has \d or \d cells/,
  },
  {
    name: 'a reference or a number on the stack',
    body: `sload_1\n ifeq one\n aload_0\n goto two
      one:\n sconst_1\ntwo:\n pop\n sconst_0\n sreturn`,
    why: /cell 0 of the stack is/,
  },
  {
    name: 'an address as a number',
    body: 'jsr sub\n sconst_0\n sreturn\nsub:\n sconst_1\n sadd\n sreturn',
    why: /short is expected, an address is here/,
  },
  {
    name: 'a return without an address',
    body: 'ret 1',
    why: /local variable 1 is short, no address/,
    bare: /local variable 1 is argument 1, no address/,
  },
  {
    name: 'a subroutine in itself',
    body: 'again:\n jsr again\n sconst_0\n sreturn',
    why: /a subroutine calls itself/,
  },
  {
    name: 'an object before its constructor was called',
    body: 'new Own\n getfield_s Own.0\n sreturn',
    why: /class 1 is expected, a .* class 1 without a constructor's call is here/,
    bare: 'accepted',
  },
  {
    name: 'a constructor of another class',
    body: 'new lang.0\n dup\n invokespecial init\n pop\n sconst_0\n sreturn',
    why: /a constructor of .* class 1 is called for a java.lang.Object/,
    bare: 'accepted',
  },
  {
    name: 'an interface as a class',
    body: 'new Doing\n pop\n sconst_0\n sreturn',
    why: /is an interface/,
  },
  {
    name: 'a call with too few arguments in the instruction',
    body: 'aload_2\n sload_1\n invokeinterface 1 Doing 0\n sreturn',
    why: /the method has 2 cells of arguments, the call 1/,
  },
  {
    name: 'a token that an interface does not have',
    body: 'aload_2\n sload_1\n invokeinterface 2 Doing 7\n sreturn',
    why: /has no method with token 7/,
    bare: 'accepted',
  },
  {
    name: 'a token that an imported class does not have',
    body: 'sload_1\n sreturn',
    constants: 'virtual framework.10.99 : void',
    why: /has no virtual method with token 99/,
  },
  {
    name: 'another type for an imported method',
    body: 'sload_1\n sreturn',
    constants: 'method framework.16.5 : (byte[],byte)short',
    why: /is \(BB\)S and has type \(\[BB\)S/,
    bare: 'accepted',
  },
  {
    name: 'a method as a field',
    body: 'aload_2\n bytes 8308\n sreturn',
    why: /with constant 8 of tag 3/,
  },
  {
    name: 'a constant that is not there',
    body: 'aload_2\n bytes 83FE\n sreturn',
    why: /no constant has index 254/,
  },
  {
    name: 'a field of another type',
    body: 'aload_2\n getfield_a Own.0\n pop\n sconst_0\n sreturn',
    why: /getfield_a is for a field of type S/,
    bare: 'accepted',
  },
  {
    name: 'a final field',
    body: 'sconst_1\n putstatic_s limit\n sconst_0\n sreturn',
    why: /is for a final field/,
    bare: 'accepted',
  },
  {
    name: 'an object of another class in a static field',
    body: 'aload_0\n putstatic_a shared\n sconst_0\n sreturn',
    why: /class 1 is expected, byte\[\] is here/,
    bare: 'accepted',
  },
  {
    name: 'a throw of what is no exception',
    body: 'aload_2\n athrow',
    why: /java.lang.Throwable is expected/,
    bare: 'accepted',
  },
  {
    name: 'a handler for what is no exception',
    body: 'from:\n sload_1\n sreturn\nto:\n handler from to to Own',
    why: /is no class of exceptions|outside the method/,
  },
  {
    name: 'keys out of order',
    body: 'sload_1\n slookupswitch one 5:one 3:one\none:\n sconst_0\n sreturn',
    why: /the keys are not in ascending order/,
  },
  {
    name: 'cells that are copied under none',
    body: 'sload_1\n bytes 3F51\n sreturn',
    why: /dup_x has cells 5 and 1/,
  },
  {
    name: 'an array of no type',
    body: 'sload_1\n bytes 9009\n pop\n sconst_0\n sreturn',
    why: /no array has type 9/,
  },
  {
    name: 'the result of a method without one',
    body: 'sload_1\n pop\n return',
    why: /return ends a method of type/,
    bare: /the stack has fewer cells/,
  },
  {
    name: 'the object of a static method',
    body: 'getfield_s_this Own.0\n sreturn',
    why: /getfield_s_this is in a static method/,
    bare: 'accepted',
  },
];

/** Changes of whole packages: all need types. */
const FORGED: readonly {
  readonly name: string;
  readonly change: (text: string) => string;
  readonly why: RegExp;
}[] = [
  {
    name: 'ints without their flag',
    change: (text) =>
      text.replace('1.0 int', '1.0').replace('sload_1\n sreturn', 'iconst_1\n i2s\n sreturn'),
    why: /iconst_1 needs the flag for ints/,
  },
  {
    name: 'a table with a static method',
    change: (text) => text.replace('from 7 process doing', 'from 7 install doing'),
    why: /Class component: .*method 7/,
  },
  {
    name: 'a method of another type in a table',
    change: (text) => text.replace('public from 7 process doing', 'public from 7 doing process'),
    why: /Class component: .*method 0 is of type \(Ljavacard.framework.APDU;\)V/,
  },
  {
    name: 'an interface whose method is of another type',
    change: (text) => text.replace('implements Doing 8', 'implements Doing 7'),
    why: /Class component: .* is of type/,
  },
  {
    name: 'a reference field among numbers',
    change: (text) => text.replace('fields 2 references 1 1', 'fields 2 references 0 1'),
    why: /Class component: .*field 0 is of type S/,
  },
  {
    name: 'more cells than fields',
    change: (text) => text.replace('fields 2 references 1 1', 'fields 3 references 1 1'),
    why: /Class component: .*3 cells, fields have 2/,
  },
  {
    name: 'an install method of another type',
    change: (text) => text.replace(/install install$/m, 'install attack'),
    why: /Applet component: .* no static method of type \(\[BSB\)V/,
  },
  {
    name: 'an array for a field of another type',
    change: (text) =>
      text.replace('array byte table', 'array short table').replace('0A141E', '0A14'),
    why: /Static Field component: an array \[S for a field of type \[B/,
  },
  {
    name: 'a class of a method described for another class',
    change: (text) => text.replace('method hidden private', 'method hidden public'),
    why: /Descriptor component: the method at \d+ of .* has token 255/,
  },
  {
    name: 'an argument more in the header',
    change: (text) => text.replace('method doing stack 1 args 2', 'method doing stack 1 args 3'),
    why: /Method component: the method at \d+ has 3 cells of arguments, its type \(S\)S has 2/,
  },
  {
    name: 'a private method of the class called from outside',
    change: (text) => text.replace('interface Doing\nend', 'interface Doing shareable\nend'),
    why: /Class component: .* is not shareable, its flags differ/,
  },
];

function refusalOf(parts: AttackParts): string | undefined {
  const applets = new AppletBench();
  applets.load(attackPackage(parts));
  return applets.why;
}

describe('what the verifier refuses', () => {
  test('the package is accepted as long as nothing attacks', () => {
    const body = 'sload_1\n sreturn';
    assert.equal(refusalOf({ body }), undefined);
    assert.equal(refusalOf({ body, described: false }), undefined);
  });

  for (const { name, why, bare = why, ...parts } of ATTACKS)
    test(`${name} [JCVM §7]`, () => {
      assert.match(refusalOf(parts) ?? 'accepted', why);
      const withoutTypes = refusalOf({ ...parts, described: false });
      if (bare === 'accepted') assert.equal(withoutTypes, undefined);
      else assert.match(withoutTypes ?? 'accepted', bare);
    });

  for (const { name, change, why } of FORGED)
    test(`${name} [JCVM §6]`, () =>
      assert.match(refusalOf({ body: 'sload_1\n sreturn', change }) ?? 'accepted', why));
});

describe('what no verifier refused', () => {
  test('an attack without types ends with a status word, and the device lives on [JCVM §7]', () => {
    for (const { bare, name, why: _why, ...parts } of ATTACKS) {
      if (bare !== 'accepted') continue;
      const applets = new AppletBench();
      const aid = applets.start(attackPackage({ ...parts, described: false }));
      const answer = applets.send(aid, '8000000000');
      assert.match(answer, /^(6400|6F00|9000)$/, `${name}: ${answer}`);
      assert.equal(applets.send(aid, '8000000000'), answer, name);
    }
  });
});
