/** `bifrons ruling`: what it lists, what it changes, and that the device applies it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { jsonLines } from './support/bifrons.ts';
import { answers, deviceFolder, ok, refused } from './support/device-folder.ts';
import type { Running } from './support/processes.ts';

const SELECT_ISD_R = '00A4040008A000000152000000';
const LOCK_BY_ISO = { action: 'card-lock', by: 'iso7816-3', verdict: 'deny' };

for (const running of [true, false]) {
  describe(running ? 'ruling data of a running device' : 'ruling data of a device at rest', () => {
    const { ask, up } = deviceFolder();
    let device: Running | undefined;
    const listed = async () => jsonLines(await ok(ask('ruling', 'list', '--json')))[0]!;

    test('they are listed as the description has them [P-01]', async () => {
      if (running) device = await up();
      const { rules, reach, deviceLocks } = await listed();
      assert.deepEqual((rules as unknown[])[1], LOCK_BY_ISO);
      assert.deepEqual(reach, { C20: 'all', C30: 'all' });
      assert.deepEqual(deviceLocks, []);
      const words = await ok(ask('ruling', 'list'));
      assert.match(words, /^ {2}deny card-lock by inside for C20$/m);
      assert.match(words, /^ {2}C30 {2}all$/m);
    });

    test('set, add and remove: rules in the words of the list [P-01]', async () => {
      const before = await listed();
      await ok(ask('ruling', 'set', 'deny card-lock by iso7816-3'));
      assert.deepEqual((await listed())['rules'], [LOCK_BY_ISO]);
      const wide = 'allow card-lock by spi for C30 of the device';
      await ok(ask('ruling', 'add', wide, 'allow card-lock by iso7816-3'));
      const { rules } = await listed();
      assert.deepEqual(rules, [
        { action: 'card-lock', by: 'spi', container: 'C30', verdict: 'allow', scope: 'device' },
        { ...LOCK_BY_ISO, verdict: 'allow' },
      ]);
      const gone = await refused(ask('ruling', 'remove', 'deny card-lock by iso7816-3', '--json'));
      assert.equal(gone.code, 'RULING_INVALID');
      await ok(ask('ruling', 'remove', wide));
      assert.equal(((await listed())['rules'] as unknown[]).length, 1);
      assert.match(await ok(ask('ruling', 'set')), /none: nothing is denied/);
      assert.notDeepEqual(await listed(), before);
    });

    test('reach: a container that only its own links may name [P-07]', async () => {
      const select = async () =>
        answers(await ok(ask('apdu', '--json', '--link', 'spi', SELECT_ISD_R)))[0];
      assert.match((await select()) ?? '', /9000$/);
      const [shown] = jsonLines(await ok(ask('ruling', 'reach', 'C20=own', '--json')));
      assert.deepEqual(shown?.['reach'], { C20: 'own', C30: 'all' });
      assert.equal(await select(), '6A82');
      await ok(ask('ruling', 'reach', 'C20=all'));
      assert.match((await select()) ?? '', /9000$/);
    });

    test('what the device does not have is refused by name', async () => {
      for (const rule of [
        'deny card-dock by spi',
        'deny card-lock by usb',
        'deny card-lock by * for C9',
      ]) {
        const { code, next } = await refused(ask('ruling', 'add', rule, '--json'));
        assert.equal(code, 'RULING_INVALID');
        assert.match(next, /^allowed here: /);
      }
      assert.equal((await ask('ruling', 'add', 'never')).code, 2);
      assert.equal((await ask('ruling', 'reach', 'C20=some')).code, 2);
      await device?.stop('SIGINT');
    });
  });
}
