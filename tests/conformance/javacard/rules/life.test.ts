/** Installation, selection, deselection, deletion. [JCRE §3] [JCRE §4] [JCRE §7.6.2] [JCRE §11] */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { unhex } from '../../../../src/base/index.ts';
import { AppletBench } from '../../../support/applet-bench.ts';
import { deselect, installLife, LET, LIFE, select, stored } from './rule-bench.ts';

const SECOND = unhex('F04A43524CFF');
/** A static array, and what static fields hold. */
const STATICS = '8004000000';
/** How often uninstall and deselect ran, and a field. */
const COUNTS = '8005000000';

function loaded(): AppletBench {
  const bench = new AppletBench();
  assert.ok(bench.load('rules/life'));
  return bench;
}

function living(how = 0): AppletBench {
  const bench = loaded();
  assert.ok(installLife(bench, how), bench.why);
  assert.equal(select(bench, LIFE), true);
  return bench;
}

describe('install', () => {
  for (const [how, why, what] of [
    [1, /6A01 .*ISOException/, 'an ISOException before register: its status word'],
    [2, /6985 .*without a call of register/, 'a return without register'],
    [4, /6985 .*left a transaction open/, 'a return with a transaction open [JCRE §7.6.2]'],
    [6, /6985 .*SecurityException/, 'its parameters are a global array: not stored [JCRE §6.2.2]'],
    [7, /6A07 .*ISOException/, 'references in transient arrays [JCRE §11.1.5]'],
    [9, /6985 .*ArrayIndexOutOfBoundsException/, 'an exception of the machine'],
  ] as const)
    test(`${what}: all is undone, static arrays too [JCRE §3.1]`, () => {
      const bench = loaded();
      const before = stored(bench);
      assert.equal(installLife(bench, how), undefined);
      assert.match(bench.why!, why);
      assert.deepEqual(stored(bench), before);
      assert.ok(installLife(bench, 0), 'it can be installed after that');
      assert.equal(bench.send(LIFE, STATICS), '03849000', 'no static field holds a reference');
    });

  test('an exception after register leaves the applet installed [JCRE §3.1]', () => {
    const bench = living(3);
    assert.equal(bench.send(LIFE, COUNTS), LET);
    assert.ok(bench.bench.notes.some(([, name]) => name === 'javacard.framework.ISOException'));
  });

  test('a second register is ILLEGAL_AID [JCRE §3.1]', () => {
    assert.equal(living(5).send(LIFE, COUNTS), '00049000');
  });

  test('an AID that another applet has is ILLEGAL_AID [JCRE §3.1]', () => {
    const bench = living();
    assert.equal(installLife(bench, 0), undefined);
    assert.match(bench.why!, /SystemException, reason 4/);
  });

  test('parameters are the AID, privileges and data, a length before each [GPCS §11.5.2.3]', () => {
    const bench = living(3);
    assert.equal(bench.send(LIFE, '8007000000').slice(0, 22), '06F04A43524C0101000103');
  });

  test('its parameters are cleared when it has returned [JCRE §3.1]', () => {
    assert.equal(living(3).send(LIFE, '8008000000'), '00009000');
  });

  test('a power cut before its end leaves what was before, write points or none [JCRE §3.1]', () => {
    const bench = loaded();
    const each = bench.restarted({ isEachDurable: true });
    const before = stored(each);
    assert.ok(installLife(each, 0));
    assert.equal(each.batches.length, 1);
    assert.notDeepEqual(stored(each), before);
  });
});

describe('select and deselect', () => {
  test('an applet that returns false is not selected [JCRE §4.5.2]', () => {
    const bench = living();
    assert.equal(bench.send(LIFE, '8001010000'), LET);
    assert.equal(select(bench, LIFE), false);
  });

  test('nor one that throws [JCRE §4.5.2]', () => {
    const bench = living();
    assert.equal(bench.send(LIFE, '8001020000'), LET);
    assert.equal(select(bench, LIFE), false);
  });

  test('a transaction that select leaves open is aborted, and it is not selected [JCRE §7.6.2]', () => {
    const bench = living();
    assert.equal(bench.send(LIFE, '8001030000'), LET);
    assert.equal(select(bench, LIFE), false);
    assert.equal(bench.send(LIFE, COUNTS), LET, 'the field holds 1 as before');
  });

  test('a transaction that deselect leaves open is aborted [JCRE §7.6.2]', () => {
    const bench = living();
    assert.equal(bench.send(LIFE, '8002030000'), LET);
    deselect(bench, LIFE);
    assert.equal(bench.send(LIFE, COUNTS), '000B9000', 'deselected once, the field holds 1');
  });

  test('an exception of deselect changes nothing [JCRE §4.6]', () => {
    const bench = living();
    assert.equal(bench.send(LIFE, '8002020000'), LET);
    deselect(bench, LIFE);
    assert.equal(bench.why, undefined);
    assert.equal(bench.send(LIFE, COUNTS), '000B9000');
  });

  test('the APDU buffer is cleared before each command [JCRE §6.2.2]', () => {
    const bench = living();
    assert.equal(bench.send(LIFE, '8007000000').length, 68);
    assert.equal(bench.send(LIFE, '8008000000'), '00009000');
  });
});

describe('deletion', () => {
  const remove = (bench: AppletBench, aid = LIFE) => bench.call(() => bench.machine.uninstall(aid));

  test('one whose package has an applet selected is not deleted [JCRE §11.3.4.1]', () => {
    const bench = living();
    assert.ok(installLife(bench, 0, SECOND));
    remove(bench, SECOND);
    assert.match(bench.why!, /6985 JCRE §11.3.4.1: F04A43524C01, of the package/);
    deselect(bench, LIFE);
    remove(bench, SECOND);
    assert.equal(bench.why, undefined);
  });

  test('uninstall runs first, and may free what prevents it [JCRE §11.3.4]', () => {
    const bench = living();
    assert.ok(installLife(bench, 0, SECOND));
    assert.equal(bench.send(LIFE, '8006010000'), LET);
    deselect(bench, LIFE);
    remove(bench);
    assert.match(bench.why!, /6985 JCRE §11.3.4: a static field refers to an object/);
    assert.equal(bench.send(LIFE, '8003010000'), LET);
    remove(bench);
    assert.equal(bench.why, undefined);
    assert.equal(bench.send(SECOND, COUNTS), '006F9000', 'one uninstall, one deselect');
  });

  test('its exceptions change nothing, and a transaction that it leaves open is aborted [JCRE §11.3.4]', () => {
    const bench = living();
    assert.equal(bench.send(LIFE, '8006010000'), LET);
    assert.equal(bench.send(LIFE, '8003030000'), LET);
    deselect(bench, LIFE);
    remove(bench);
    assert.match(bench.why!, /a static field refers/);
    assert.equal(bench.send(LIFE, '8006000000'), LET);
    assert.equal(bench.send(LIFE, '8003020000'), LET);
    remove(bench);
    assert.equal(bench.why, undefined);
  });

  test('after a refusal all is as it was [JCRE §11.3.4.1]', () => {
    const bench = living();
    assert.equal(bench.send(LIFE, '8006010000'), LET);
    deselect(bench, LIFE);
    const before = stored(bench);
    remove(bench);
    assert.notEqual(bench.why, undefined);
    assert.deepEqual(stored(bench), before);
    assert.equal(select(bench, LIFE), true);
  });

  test('what leaves together may refer to each other [JCRE §11.3.4.3]', () => {
    const bench = living();
    assert.ok(installLife(bench, 0, SECOND));
    assert.equal(bench.send(SECOND, '8006010000'), LET);
    deselect(bench, LIFE);
    const leaving = { applets: [LIFE, SECOND], file: unhex('F04A43524C') };
    bench.call(() => {
      for (const one of leaving.applets) bench.machine.uninstall(one, leaving);
      bench.machine.forgetFile(leaving.file);
    });
    assert.equal(bench.why, undefined);
    assert.deepEqual([...bench.image.keys()], [], 'nothing is left');
  });
});
