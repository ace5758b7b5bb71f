/** Packages that import each other's classes: versions, several applets, deletion. [JCVM §4] */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hex, unhex } from '../../../../src/base/index.ts';
import { AppletBench } from '../../../support/applet-bench.ts';
import { assembled } from '../../../support/cap/assembled.ts';
import { deselect, select } from './rule-bench.ts';

const LIBRARY = unhex('F04A434C4C');
const ONE = unhex('F04A434C5501');
const TWO = unhex('F04A434C5502');

/** A library whose one method gives its number. */
const library = (version: string, number = 7) =>
  assembled(`
cap 2.1
package F04A434C4C ${version}
import A0000000620001 1.0 as lang

class Shared extends lang.0
  public from 1
end

method number stack 1 args 0 locals 0
  bspush ${number}
  sreturn
end

export Shared methods number
`);

const METHODS = `
method init stack 1 args 1 locals 0
  aload_0
  invokespecial framework.3.0
  return
end

method installOne stack 2 args 3 locals 0
  new One
  dup
  invokespecial init
  invokevirtual framework.3.1
  return
end

method installTwo stack 2 args 3 locals 0
  new Two
  dup
  invokespecial init
  invokevirtual framework.3.1
  return
end

method add stack 1 args 1 locals 0
  sconst_0
  sreturn
end

method addMore stack 1 args 1 locals 0
  sconst_1
  sreturn
end

method process stack 4 args 2 locals 0
  aload_0
  invokevirtual framework.3.3
  ifeq command
  return
command:
  aload_1
  invokevirtual framework.10.1
  sconst_0
  invokestatic library.0.0
  aload_0
  invokevirtual One.8
  sadd
  invokestatic framework.16.6
  pop
  aload_1
  sconst_0
  sconst_2
  invokevirtual framework.10.8
  return
end
`;

/** Two applets, of which the second answers one more than the library's number. */
const user = (version: string) =>
  assembled(`
cap 2.1
package F04A434C55 1.0
import A0000000620001 1.0 as lang
import A0000000620101 1.0 as framework
import F04A434C4C ${version} as library
applet F04A434C5501 install installOne
applet F04A434C5502 install installTwo

class One extends framework.3
  public from 7 process add
end

class Two extends One
  public from 8 addMore
end
${METHODS}`);

function loaded(present: string, imported: string): AppletBench {
  const bench = new AppletBench();
  assert.ok(bench.load(library(present)), bench.why);
  bench.load(user(imported));
  return bench;
}

describe('versions of a package that is imported [JCVM §4.5]', () => {
  for (const [present, imported] of [
    ['1.2', '1.2'],
    ['1.2', '1.0'],
    ['2.0', '2.0'],
  ] as const)
    test(`${imported} is imported where ${present} is here: linked`, () => {
      const bench = loaded(present, imported);
      assert.equal(bench.why, undefined);
      assert.ok(bench.install(ONE), bench.why);
      assert.equal(bench.send(ONE, '8001000000'), '00079000');
    });

  for (const [present, imported] of [
    ['1.2', '1.3'],
    ['1.2', '2.0'],
    ['2.0', '1.9'],
  ] as const)
    test(`${imported} is imported where ${present} is here: refused, AID and version named`, () => {
      const { why } = loaded(present, imported);
      assert.match(why!, /6985|6A80/);
      assert.ok(why!.includes(`F04A434C4C ${imported} is imported`), why);
    });
});

test('two applets of one package are two modules, and each runs its own code [JCVM §6.6]', () => {
  const bench = new AppletBench();
  assert.ok(bench.load(library('1.0')));
  assert.deepEqual(bench.load(user('1.0'))?.map(hex), [hex(ONE), hex(TWO)]);
  for (const [aid, answer] of [
    [ONE, '00079000'],
    [TWO, '00089000'],
  ] as const) {
    assert.ok(bench.install(aid), bench.why);
    assert.equal(select(bench, aid), true);
    assert.equal(bench.send(aid, '8001000000'), answer);
    deselect(bench, aid);
  }
});

test('a library goes when no package imports it, and another edition takes its place [JCRE §11.3.4.2]', () => {
  const bench = loaded('1.0', '1.0');
  const file = unhex('F04A434C55');
  assert.match(bench.machine.deletionBlockedBy(LIBRARY)!, /package F04A434C55 imports it/);
  bench.call(() => bench.machine.forgetFile(file));
  assert.equal(bench.machine.deletionBlockedBy(LIBRARY), undefined);
  bench.call(() => bench.machine.forgetFile(LIBRARY));
  assert.ok(bench.load(library('1.1', 9)));
  assert.ok(bench.load(user('1.0')));
  assert.ok(bench.install(ONE));
  assert.equal(bench.send(ONE, '8001000000'), '00099000');
});

test('a package whose library is not here is not loaded [JCRE §11.1.5]', () => {
  const bench = new AppletBench();
  assert.equal(bench.load(user('1.0')), undefined);
  assert.match(bench.why!, /6985 .*package F04A434C4C 1.0 is imported and not here/);
  assert.deepEqual([...bench.image.keys()], []);
});
