/** Load files verified against export files, without what they import. [JCVM §5] */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Bytes, isWireError, unhex } from '../../../src/base/index.ts';
import { verifyLoadFiles } from '../../../src/javacard/index.ts';
import { type ExportFile, parseExportFile } from '../../../src/wire/cap/index.ts';
import { assembled } from '../../support/cap/assembled.ts';
import { exportFileOf } from '../../support/cap/export-file.ts';
import { readCapFile } from '../../support/cap/read-cap.ts';

const TOOLS: ExportFile = {
  name: 'acme/tools',
  aid: unhex('F04A434C4154'),
  major: 1,
  minor: 2,
  classes: [
    {
      token: 0,
      access: 0x0001,
      name: 'acme/tools/Base',
      supers: ['java/lang/Object'],
      interfaces: [],
      fields: [{ token: 0, access: 0x0004, name: 'last', type: '[B' }],
      methods: [
        { token: 0, access: 0x0001, name: '<init>', type: '()V' },
        { token: 1, access: 0x0009, name: 'twice', type: '(S)S' },
        { token: 1, access: 0x0001, name: 'copy', type: '(Lacme/tools/Base;)Lacme/tools/Base;' },
      ],
    },
    {
      token: 1,
      access: 0x0401,
      name: 'acme/tools/Abstract',
      supers: ['acme/tools/Base', 'java/lang/Object'],
      interfaces: [],
      fields: [],
      methods: [{ token: 0, access: 0x0001, name: '<init>', type: '()V' }],
    },
  ],
};

/** A library whose one method is what a test puts there. */
function using(body: string, version = '1.2'): Bytes {
  return assembled(`
cap 2.1
package F04A434C4155 1.0
import A0000000620001 1.0 as lang
import F04A434C4154 ${version} as tools

class Own extends lang.0
  public from 1
end

method work stack 2 args 1 locals 1
${body}
end

export Own methods work
`);
}

function whyNot(block: Bytes, files: readonly ExportFile[] = [TOOLS]): string | undefined {
  const [verdict] = verifyLoadFiles([block], files);
  return verdict!.kind === 'refused' ? verdict!.why : undefined;
}

describe('packages of which the export file alone is here', () => {
  test('what a file says is what it was written from, in both formats [JCVM §5.5]', () => {
    for (const format of [1, 3]) {
      const parsed = parseExportFile(exportFileOf(TOOLS, format));
      assert.deepEqual(parsed, TOOLS);
    }
  });

  test('calls are checked against the types in the file', () => {
    const call = 'sload_0\n invokestatic tools.0.1\n sreturn';
    assert.equal(whyNot(using(call)), undefined);
    const wrong = 'aconst_null\n invokestatic tools.0.1\n sreturn';
    assert.match(whyNot(using(wrong))!, /short is expected, null is here/);
    const virtual = 'new tools.0\n dup\n invokespecial tools.0.0\n aconst_null\n';
    assert.equal(
      whyNot(using(`${virtual} invokevirtual tools.0.1\n pop\n sload_0\n sreturn`)),
      undefined,
    );
    const unknown = `${virtual} invokevirtual tools.0.2\n pop\n sload_0\n sreturn`;
    assert.match(whyNot(using(unknown))!, /acme.tools.Base has no virtual method with token 2/);
  });

  test('an abstract class is not instantiated, a missing token and version are named', () => {
    const body = 'new tools.1\n pop\n sload_0\n sreturn';
    assert.match(whyNot(using(body))!, /acme.tools.Abstract is abstract/);
    const missing = 'new tools.2\n pop\n sload_0\n sreturn';
    assert.match(whyNot(using(missing))!, /package F04A434C4154 1.2 has no class with token 2/);
    const later = using('sload_0\n sreturn', '1.3');
    assert.match(whyNot(later)!, /package F04A434C4154 1.3 is imported; version 1.2 is here/);
    assert.match(whyNot(later, [])!, /package F04A434C4154 1.3 is imported and not here/);
  });

  test('of two files of a package the one with the higher version counts', () => {
    const newer = { ...TOOLS, minor: 3 };
    assert.equal(whyNot(using('sload_0\n sreturn', '1.3'), [TOOLS, newer]), undefined);
  });

  test('a library is verified before what imports it', () => {
    const library = assembled(`
cap 2.1
package F04A434C4154 1.2
import A0000000620001 1.0 as lang

class Base extends lang.0
  public from 1
end

method make stack 1 args 1 locals 0
  aload_0
  invokespecial lang.0.0
  return
end

method twice stack 2 args 1 locals 0
  sload_0
  sload_0
  sadd
  sreturn
end

export Base methods make twice
`);
    const call = using('sload_0\n invokestatic tools.0.1\n sreturn');
    const [, verdict] = verifyLoadFiles([library, call], []);
    assert.deepEqual(verdict, { kind: 'verified', isTyped: false });
  });

  test('files that are none are refused with the byte', () => {
    const whole = exportFileOf(TOOLS);
    for (let length = 0; length < whole.length; length++)
      assert.ok(isWireError(parseExportFile(whole.slice(0, length))), `${length} bytes`);
    const other = whole.slice();
    other[3] = 0xad;
    assert.ok(isWireError(parseExportFile(other)));
    const index = whole.slice();
    // The name of the package.
    index[8 + 2] = 0xff;
    parseExportFile(index);
  });

  test('the fixtures of each converter are verified with their types', () => {
    for (const name of [
      'BenchObj_jc211',
      'BenchInt_jc221',
      'SemProbe_jc222',
      'SemProbe_jc304',
    ] as const)
      assert.deepEqual(verifyLoadFiles([readCapFile(name)], []), [
        { kind: 'verified', isTyped: true },
      ]);
  });
});
