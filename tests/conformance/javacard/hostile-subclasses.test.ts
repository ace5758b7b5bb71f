/**
 * Packages that use classes of the machine as no compiler would: objects of subclasses whose
 * constructor never ran, cells of the machine's objects, classes behind its interfaces. [JCVM §7]
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Bytes, hex } from '../../../src/base/index.ts';
import { API } from '../../../src/javacard/index.ts';
import { AppletBench } from '../../support/applet-bench.ts';
import { assembled } from '../../support/cap/assembled.ts';

/** Values of arguments, by their types. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  '[B': 'getstatic_a table',
  I: 'iconst_1',
  S: 'sconst_1',
  B: 'sconst_1',
  Z: 'sconst_1',
};
const RESULTS = { nothing: '', cell: 'pop', int: 'pop2' } as const;

interface Called {
  readonly name: string;
  readonly reference: string;
  readonly count: number;
  readonly isFramework: boolean;
  readonly aid: string;
  readonly version: string;
  readonly token: number;
  readonly returns: keyof typeof RESULTS;
}

/** Each method that a class outside could inherit. */
const CALLED: readonly Called[] = API.flatMap((linked) =>
  linked.exports.flatMap((found, classToken) => {
    if (found === undefined || found.isHidden === true || found.class.isInterface) return [];
    const { methods } = found.class;
    return methods.flatMap((method, token): Called[] => {
      if (method?.kind !== 'native') return [];
      return [
        {
          name: method.name,
          reference: `api.${classToken}`,
          count: methods.length,
          isFramework: linked.number === 2,
          aid: hex(linked.aid),
          version: `${linked.major}.${linked.minor}`,
          token,
          returns: method.returns,
        },
      ];
    });
  }),
);

function attack(one: Called, body: string): Bytes {
  const isLang = one.aid === 'A0000000620001';
  const name = isLang ? 'lang' : one.isFramework ? 'framework' : 'api';
  const other = isLang || one.isFramework ? '' : `import ${one.aid} ${one.version} as api`;
  const reference = one.reference.replace('api', name);
  return assembled(`
cap 2.1
package F04A434C4148 1.0 int
import A0000000620001 1.0 as lang
import A0000000620101 1.6 as framework
${other}
applet F04A434C414801 install install

class Own extends framework.3
  public from 7 process
end

class Evil extends ${reference}
  public from ${one.count}
end

statics
  array byte table 000102030405060708090A0B0C0D0E0F
end

method init stack 1 args 1 locals 0
  aload_0
  invokespecial framework.3.0
  return
end

method install stack 2 args 3 locals 0
  new Own
  dup
  invokespecial init
  invokevirtual framework.3.1
  return
end

method process stack 9 args 2 locals 0
  aload_0
  invokevirtual framework.3.3
  ifeq command
  return
command:
${body.replaceAll('api.', `${name}.`)}
  return
end
`);
}

function argumentsOf(name: string): readonly string[] {
  const types = name.slice(name.indexOf('(') + 1, name.indexOf(')'));
  const found = types.match(/\[*(?:L[^;]+;|[BSZI])/g) ?? [];
  return found.map((type) => ARGUMENTS[type] ?? 'aconst_null');
}

describe('objects of subclasses whose constructor never ran', () => {
  test('each method that they inherit ends with a status word, and others stay as they were', () => {
    assert.ok(CALLED.length > 100);
    for (const one of CALLED) {
      const applets = new AppletBench();
      const victim = applets.start('SemProbe_jc304');
      const before = applets.objectsOf(victim).map(hex);
      const call = `invokevirtual ${one.reference}.${one.token}`;
      const body = ['new Evil', ...argumentsOf(one.name), call, RESULTS[one.returns]].join('\n');
      const aid = applets.start(attack(one, body));
      const answer = applets.send(aid, '8000000000');
      assert.match(
        answer,
        /^([0-9A-F]{2})*(9000|6F00|6400|6[0-9A-F]{3})$/,
        `${one.name}: ${answer}`,
      );
      assert.deepEqual(applets.objectsOf(victim).map(hex), before, one.name);
    }
  });

  test('a PIN without a constructor has nothing that could be written', () => {
    for (const name of ['setValidatedFlag', 'update', 'resetAndUnblock']) {
      const one = CALLED.find((each) =>
        each.name.startsWith(`javacard.framework.OwnerPIN ${name}`),
      )!;
      const call = `invokevirtual ${one.reference}.${one.token}`;
      const applets = new AppletBench();
      const body = ['new Evil', ...argumentsOf(one.name), call].join('\n');
      const aid = applets.start(attack(one, body));
      assert.equal(applets.send(aid, '8000000000'), '6F00', name);
    }
  });

  test('what the machine keeps in its objects, and its own classes, cannot be linked', () => {
    const pin = CALLED.find(({ name }) => name.startsWith('javacard.framework.OwnerPIN check'))!;
    const applets = new AppletBench();
    const field = 'new api.9\n aconst_null\n putfield_a api.9.0';
    assert.equal(applets.load(attack(pin, field)), undefined);
    assert.match(applets.why!, /javacard.framework.OwnerPIN shows no fields/);
    const key = CALLED.find(({ name }) => name.startsWith('javacard.security.Checksum'))!;
    assert.equal(applets.load(attack(key, 'new api.148\n pop')), undefined);
    assert.match(applets.why!, /package A0000000620102 1.6 has no class with token 148/);
  });
});
