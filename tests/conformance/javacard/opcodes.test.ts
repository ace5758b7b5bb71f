/** Every instruction, by an applet that is written for it. [JCVM §7.5] */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { OPCODES } from '../../../src/wire/cap/index.ts';
import { AppletBench } from '../../support/applet-bench.ts';
import { assembled } from '../../support/cap/assembled.ts';
import { OPCODE_ROWS } from './opcode-rows.ts';
import { THROWING } from './throwing-rows.ts';

const lines = (code: string): string =>
  code
    .split(';')
    .map((line) => (line.endsWith(':') || line.startsWith('handler') ? line : `  ${line}`))
    .join('\n');

/** What a virtual method of the applet returns, as the data of a response. */
const SHORT = 'sstore_3;aload_2;sconst_0;sload_3;invokestatic framework.16.6;pop;sconst_2';
const INT =
  'istore_3;aload_2;sconst_0;iload_3;bipush 16;ishr;i2s;invokestatic framework.16.6;pop;' +
  'aload_2;sconst_2;iload_3;i2s;invokestatic framework.16.6;pop;sconst_4';

/** Classes, static fields, constructors. */
const BEGINNING = `
cap 2.1
package F04A434C414F 1.0 int
import A0000000620001 1.0 as lang
import A0000000620101 1.0 as framework
applet F04A434C414F01 install install

interface Naming
end

class Own extends framework.3
  fields 5 references 0 1
  public from 7 process probe itself keep
end

class Plain extends lang.0
  public from 1 low
end

class Below extends Plain
  public from 1 high lower
  implements Naming 1
end

class Failing extends lang.2
  public from 1
end

statics
  array short shorts 00018002
  array int ints 0000000180000001
  reference last
  zero own_b 1
  zero own_s 2
  zero own_i 4
  value set_b 80
  value set_s 8001
  value set_i 80000002
end

method init stack 1 args 1 locals 0
  aload_0
  invokespecial framework.3.0
  return
end

method below stack 1 args 1 locals 0
  aload_0
  invokespecial lang.0.0
  return
end

method failing stack 1 args 1 locals 0
  aload_0
  invokespecial lang.2.0
  return
end

method install stack 2 args 3 locals 0
  new Own
  dup
  invokespecial init
  invokevirtual framework.3.1
  return
end
`;

/** Methods that the code calls. */
const CALLED_METHODS = `
method itself stack 1 args 1 locals 0
  aload_0
  areturn
end

method keep stack 2 args 2 locals 0
  aload_0
  sload_1
  putfield_s Own.1
  return
end

method low stack 1 args 1 locals 0
  bspush 11
  sreturn
end

method high stack 1 args 1 locals 0
  bspush 22
  sreturn
end

method lower stack 1 args 1 locals 0
  aload_0
  invokespecial super Below.1
  sreturn
end

method difference stack 2 args 2 locals 0
  sload_0
  sload_1
  ssub
  sreturn
end
`;

function applet(code: string, isInt: boolean): string {
  return `
${BEGINNING}
method process stack 8 args 2 locals 4
  aload_0
  invokevirtual framework.3.3
  ifeq command
  return
command:
  aload_1
  invokevirtual framework.10.1
  astore_2
  aload_0
  invokevirtual Own.8
${lines(isInt ? INT : SHORT)}
  sstore 5
  aload_1
  sconst_0
  sload 5
  invokevirtual framework.10.8
  return
end

method probe stack 8 args 1 locals 7
${lines(code)}
end
${CALLED_METHODS}`;
}

function run(
  code: string,
  isInt: boolean,
): { readonly answer: string; readonly bench: AppletBench } {
  const bench = new AppletBench();
  const aid = bench.start(assembled(applet(code, isInt)));
  return { answer: bench.send(aid, '8001000000'), bench };
}

const CALLED = ['areturn', 'return'];

describe('each instruction gives what it should [JCVM §7.5]', () => {
  for (const { name, code, result } of OPCODE_ROWS)
    test(name, () => {
      // Two returns stand in methods that the code calls.
      const text = CALLED.includes(name) ? applet(code, false) : lines(code);
      assert.match(text, new RegExp(`^ *${name}( |$)`, 'm'), 'the code has the instruction');
      const { answer, bench } = run(code, result.length === 8);
      assert.equal(answer, `${result}9000`, bench.why);
    });
});

describe('each instruction throws what it should [JCVM §7.5]', () => {
  for (const [code, exception, what] of THROWING)
    test(`${what}: ${exception}`, () => {
      const { answer, bench } = run(code, code.endsWith('ireturn'));
      assert.equal(answer, '6F00', bench.why);
      assert.equal(bench.bench.notes.at(-1)?.[1], `java.lang.${exception}`);
    });
});

test('every instruction has a row', () => {
  const named = OPCODE_ROWS.map(({ name }) => name);
  const known = OPCODES.map(({ name }) => name as string);
  assert.deepEqual(
    known.filter((name) => !named.includes(name)),
    [],
  );
  assert.deepEqual(
    named.filter((name) => !known.includes(name)),
    [],
  );
  assert.equal(new Set(named).size, 185);
  assert.equal(named.length, 185);
});
