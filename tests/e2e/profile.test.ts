/** `bifrons profile`: packages are built, explained and loaded, profiles are switched and read. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { OUTPUT_SCHEMAS } from '../../src/attach/schemas/index.ts';
import { bifrons, jsonLines, scratchFolder } from './support/bifrons.ts';
import { answers, deviceFolder, ok, refused } from './support/device-folder.ts';
import type { Running } from './support/processes.ts';

const ICCID = '8988211990000000005';
const SUBSCRIPTION = {
  iccid: ICCID,
  imsi: '001010123456789',
  algorithm: 'milenage',
  k: '465B5CE8B199B49FAA5F0A2EE238A6BC',
  opc: 'CD63CB71954A9F4E48A5994E37A02BAF',
};
const OTHER = { iccid: '89882119900000000013', imsi: '001010987654321' };

const scratch = scratchFolder();
after(() => scratch.remove());
const file = (name: string): string => join(scratch.path, name);
const described = (name: string, value: unknown): string => {
  writeFileSync(file(name), JSON.stringify(value));
  return file(name);
};

/** Lines of `--json`, which are as the published schema says. */
function lines(text: string): readonly Record<string, unknown>[] {
  const all = jsonLines(text);
  for (const one of all) {
    const { error } = OUTPUT_SCHEMAS.profile.safeParse(one);
    assert.equal(error?.message, undefined, JSON.stringify(one));
  }
  return all;
}

async function built(name: string, value: unknown, ...more: readonly string[]): Promise<string> {
  const description = described(`${name}.json`, value);
  await ok(bifrons(['profile', 'build', description, '--output', file(name), ...more]));
  return file(name);
}

test('a package is built from a short description, and explained without its keys', async () => {
  const path = await built('one.der', SUBSCRIPTION);
  const text = await ok(bifrons(['profile', 'explain', path]));
  assert.match(text, /^akaParameter 10, mandated: milenage, K 16 bytes, OPc 16 bytes$/m);
  assert.match(text, /^ {2}2FE2 ef-iccid: transparent, 10 bytes, SFI 2, rule 2F06\/11$/m);
  assert.match(text, /^result: ok$/m);
  assert.ok(!text.includes(SUBSCRIPTION.k));
  const shown = await ok(bifrons(['profile', 'explain', path, '--show-test-keys']));
  assert.ok(shown.includes(SUBSCRIPTION.k));
});

test('a subscription is replaced in a package; XML is written with --xml', async () => {
  const from = await built('from.der', SUBSCRIPTION);
  const path = await built('other.der', OTHER, '--from', from);
  assert.match(await ok(bifrons(['profile', 'explain', path])), /ICCID 89882119900000000013/);
  const xml = await built('one.xml', SUBSCRIPTION, '--xml');
  assert.match(readFileSync(xml, 'utf8'), /^<\?xml version="1\.0"/);
});

test('a wrong description and a file that is no package are refused with the reason', async () => {
  const wrong = described('wrong.json', { ...SUBSCRIPTION, imsi: 'x', k: '00' });
  const build = bifrons(['profile', 'build', wrong, '--output', file('none.der')]);
  const { code, stderr } = await build;
  assert.equal(code, 3);
  assert.match(stderr, /imsi: expected 6 to 15 digits; k: /);
  const strange = described('strange.json', { ...SUBSCRIPTION, colour: 'red' });
  const other = await bifrons(['profile', 'build', strange, '--output', file('none.der')]);
  assert.match(other.stderr, /strange\.json: Unrecognized key: "colour"/);
  assert.match(await ok(bifrons(['profile', 'explain', wrong])), /^no profile package: /);
});

for (const running of [true, false]) {
  describe(running ? 'profiles of a running device' : 'profiles of a device at rest', () => {
    const { ask, up } = deviceFolder();
    let device: Running | undefined;
    const listed = async () => lines(await ok(ask('profile', 'list', '--json')));

    test('a package is loaded, and the profile is listed, disabled [SGP22 §2.5.3]', async () => {
      if (running) device = await up();
      const path = await built('load.der', SUBSCRIPTION);
      assert.match(await ok(ask('profile', 'load', path)), /^installed 8988211990000000005 /);
      const row = (await listed()).find(({ iccid }) => iccid === ICCID);
      assert.equal(row?.['state'], 'disabled');
      const again = await refused(ask('profile', 'load', path, '--json'));
      assert.match(again.message, /^bad-values: .*ICCID/);
    });

    test('once enabled, its files answer over the link [SGP22 §2.4.6]', async () => {
      await ok(ask('profile', 'enable', ICCID));
      const read = ['00A4000C023F00', '00A4000C022FE2', '00B000000A'];
      const sent = await ok(ask('apdu', '--json', '--link', 't0', ...read));
      assert.equal(answers(sent).at(-1), '988812910900000000F59000');
    });

    test('its files are shown as a tree, one by one, and as a whole', async () => {
      const tree = await ok(ask('profile', 'tree', ICCID));
      assert.match(tree, /^ {2}2FE2 transparent 10 bytes SFI 2$/m);
      const read = await ok(ask('profile', 'read', ICCID, '3F00/2FE2'));
      assert.equal(read.trim(), '988812910900000000F5');
      const records = await ok(ask('profile', 'read', ICCID, '3F00/2F00'));
      assert.match(records, /^1: 61144F0CA0000000871002FF49FF0589/);
      const files = lines(await ok(ask('profile', 'export', ICCID, '--json')));
      assert.ok(files.length > 60);
      const none = await refused(ask('profile', 'read', ICCID, '3F00/1111', '--json'));
      assert.equal(none.code, 'INPUT_INVALID');
    });

    test('it is disabled and deleted; an enabled one is not', async () => {
      const enabled = await refused(ask('profile', 'delete', ICCID, '--json'));
      assert.match(enabled.message, /is enabled$/);
      assert.match(enabled.next, /profile disable 8988211990000000005/);
      await ok(ask('profile', 'disable', ICCID));
      await ok(ask('profile', 'delete', ICCID));
      assert.ok((await listed()).every(({ iccid }) => iccid !== ICCID));
      await device?.stop();
    });
  });
}
