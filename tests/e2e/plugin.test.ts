/** A plug-in link protocol, from the command line: a computer at a proprietary link. */
import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { presets } from '../../src/device/index.ts';
import { PROJECT_ROOT } from '../architecture/project.ts';
import { bifrons, bifronsArgv, jsonLines, scratchFolder } from './support/bifrons.ts';
import { Running } from './support/processes.ts';

const scratch = scratchFolder();
after(() => scratch.remove());
const EXAMPLE = join(PROJECT_ROOT, 'examples', 'length-prefixed-uart.mjs');
const DEVICE = join(scratch.path, 'device.json');
const SELECT_ROOT = '00A4040008A000000151000000';
const plugin = ['--plugin', EXAMPLE];

writeFileSync(
  DEVICE,
  JSON.stringify({
    ...presets.patent,
    name: 'with-uart',
    interfaces: [
      ...presets.patent.interfaces,
      {
        id: 'uart',
        kind: 'proprietary',
        plugin: 'length-prefixed-uart',
        links: [{ id: 'uart', protocol: 'proprietary' }],
      },
    ],
  }),
);

test('a plug-in from a module file is booted, used, served and replayed [M-77] [M-93]', async () => {
  const where = ['--data', join(scratch.path, 'd'), '--device', DEVICE];
  const without = await bifrons(['apdu', ...where, '--link', 'uart', SELECT_ROOT]);
  assert.equal(without.code, 3);
  assert.match(without.stderr, /UNSUPPORTED.*no plug-in named "length-prefixed-uart"/s);
  assert.match(without.stderr, /--plugin FILE/);
  const once = await bifrons(['apdu', ...where, ...plugin, '--link', 'uart', SELECT_ROOT]);
  assert.equal(once.code, 0, once.stderr);
  assert.match(once.stdout, /^< 6F108408A000000151000000.*9000/m);

  const up = new Running(bifronsArgv(['up', ...where, ...plugin, '--no-pcsc', '--journal']));
  await up.saw(/uart .* -> C30/);
  await up.saw(/Ctrl-C ends it/);
  const requested = await bifrons(['apdu', ...where, '--link', 'uart', '--why', SELECT_ROOT]);
  assert.equal(requested.code, 0, 'a client of the running device needs no plug-in');
  assert.match(requested.stdout, /C30 \/ ISD/);
  await up.stop('SIGINT');

  const folder = join(scratch.path, 'd', 'journal');
  const journal = join(folder, readdirSync(folder)[0]!);
  assert.equal((await bifrons(['replay', journal])).code, 3);
  const replayed = await bifrons(['replay', journal, ...plugin, '--json']);
  assert.equal(replayed.code, 0, replayed.stderr);
  assert.ok(Number(jsonLines(replayed.stdout)[0]?.['commands']) > 0);
  const at = await bifrons(['state', 'at', '1', journal, ...plugin]);
  assert.equal(at.code, 0, at.stderr);
});

test('a module without a plug-in is refused before anything begins', async () => {
  const module = join(scratch.path, 'nothing.mjs');
  writeFileSync(module, 'export const nothing = 0;\n');
  const data = join(scratch.path, 'none');
  const refused = await bifrons(['up', '--once', '--data', data, '--plugin', module, '--json']);
  assert.equal(refused.code, 3);
  assert.match(refused.stderr + refused.stdout, /INPUT_INVALID/);
  assert.ok(!readdirSync(scratch.path).includes('none'));
});
