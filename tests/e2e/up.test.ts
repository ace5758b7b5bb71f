/** `bifrons up`: the demonstration, staying up, ending, and coming back. */
import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { answers, deviceFolder, ok, refused } from './support/device-folder.ts';

const SELECT_SHARED = '00A4040008A000000151000000';
const GET_PROFILES = '80E2910003BF2D00';
const NICKNAME_TRAVEL = '80E2910017BF29145A0A980001020000000000F0900654726176656C';
const TRAVEL = '900654726176656C';

describe('up', () => {
  test('--once prints the demonstration and exits [M-01] [M-51]', async () => {
    const { path, ask } = deviceFolder();
    const first = await ok(ask('up', '--once', '--no-pcsc', '--preset', 'patent'));
    const lines = first.split('\n');
    assert.match(lines[0] ?? '', /^Bifrons 0\.\d+ {2}device patent \(eSE\) {2}state .* \(new\)$/);
    assert.match(first, /^links +t0 +contact +T=0 +-> C20 +by "iso7816-3"/m);
    assert.match(first, /^ +t1 +contact +T=1 +-> C20 +by "iso7816-3"/m);
    assert.match(first, /^ +spi +contact +T=1' SPI +-> C30 +by "\*"/m);
    assert.match(
      first,
      /^containers +C20 +eUICC SGP\.22 2\.1 +root ISD-R +A000000152000000 +2 profiles$/m,
    );
    assert.match(first, /^ +C30 +GlobalPlatform 2\.3 +root ISD +A000000151000000$/m);
    assert.match(first, /^aliases +A000000151000000 means A000000152000000 in C20$/m);
    const demonstration = lines
      .slice(lines.indexOf('SELECT A000000151000000') + 1)
      .filter((line) => line !== '');
    assert.equal(demonstration.length, 6, first);
    assert.match(
      demonstration[0] ?? '',
      /^ +modem +t0 +6F..8408A00000…9000 +C20 \/ ISD-R +aliased/,
    );
    assert.match(
      demonstration[1] ?? '',
      /^ +modem +t1 +6F..8408A00000…9000 +C20 \/ ISD-R +aliased/,
    );
    assert.match(demonstration[2] ?? '', /^ +tee +spi +6F..8408A00000…9000 +C30 \/ ISD +/);
    for (const [at, start] of [
      'nfc-reader +swp-a',
      'nfc-reader +swp-b',
      'rich-os +apdu-gate',
    ].entries())
      assert.match(
        demonstration[3 + at] ?? '',
        new RegExp(`^ +${start} +6F..8408A00000…9000 +C30 / ISD +`),
      );
    assert.ok(!existsSync(join(path, 'owner')), 'the folder is let go');
    assert.match(await ok(ask('up', '--once', '--no-pcsc')), /state .*\/d \((?!new)/);
  });

  test('Ctrl-C ends it cleanly, and the next one finds its memory', async () => {
    const { path, ask, up } = deviceFolder();
    const device = await up('--preset', 'patent');
    assert.equal(statSync(join(path, 'control.sock')).mode & 0o777, 0o600);
    const hint = `in another terminal: bifrons apdu --data ${path} --link t0 --why 00A40400\n`;
    assert.ok(device.stdout.endsWith(hint), device.stdout);
    await ok(ask('apdu', '--link', 't0', SELECT_SHARED, NICKNAME_TRAVEL));
    const ended = await device.stop('SIGINT');
    assert.deepEqual([ended.code, ended.signal, ended.stderr], [0, null, '']);
    assert.ok(!existsSync(join(path, 'control.sock')));
    const again = await up();
    assert.doesNotMatch(again.stdout, /\(new\)/);
    const [, profiles] = answers(
      await ok(ask('apdu', '--json', '--link', 't1', SELECT_SHARED, GET_PROFILES)),
    );
    assert.match(profiles ?? '', new RegExp(TRAVEL));
    assert.equal((await again.stop('SIGTERM')).code, 0);
  });

  test('what was answered survives a kill, and the lock of the ended owner is taken over [M-104] [M-107]', async () => {
    const { path, ask, up } = deviceFolder();
    const device = await up('--preset', 'patent');
    await ok(ask('apdu', '--link', 't0', SELECT_SHARED, NICKNAME_TRAVEL));
    await device.stop('SIGKILL');
    assert.ok(existsSync(join(path, 'owner')), 'a killed owner cleans nothing up');
    const again = await up();
    const [, profiles] = answers(
      await ok(ask('apdu', '--json', '--link', 't0', SELECT_SHARED, GET_PROFILES)),
    );
    assert.match(profiles ?? '', new RegExp(TRAVEL));
    await again.stop('SIGINT');
  });

  test('a second owner is refused with the first one named', async () => {
    const { ask, up } = deviceFolder();
    const device = await up('--preset', 'patent');
    const error = await refused(ask('up', '--no-pcsc', '--json'));
    assert.equal(error.code, 'STATE_IN_USE');
    assert.match(error.message, new RegExp(String(device.pid)));
    assert.equal(device.finished, undefined, 'and goes on');
    await device.stop('SIGINT');
  });

  test('another preset than the folder holds is refused', async () => {
    const { ask } = deviceFolder();
    await ok(ask('up', '--once', '--no-pcsc', '--preset', 'patent'));
    const error = await refused(ask('up', '--once', '--no-pcsc', '--preset', 'field', '--json'));
    assert.equal(error.code, 'PRESET_MISMATCH');
  });
});
