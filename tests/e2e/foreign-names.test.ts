/** Names of others, from files and from the command line: their control characters are shown. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { bifrons, scratchFolder } from './support/bifrons.ts';
import type { Finished } from './support/processes.ts';

/** Clears a screen, rings, colours in one character, and turns the direction of writing. */
const HOSTILE = '\u001b[2J\u0007\u009b31m\u202e';
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;

/** What both outputs said, once it is fit for a terminal. */
async function shown(result: Promise<Finished>): Promise<string> {
  const { stdout, stderr } = await result;
  const all = stdout + stderr;
  assert.notEqual(all, '');
  assert.doesNotMatch(all, CONTROL);
  return all;
}

test('control characters of foreign names never reach the terminal', async () => {
  const scratch = scratchFolder();
  const at = (name: string): string => join(scratch.path, name);
  const data = ['--data', at('d')];
  await shown(bifrons(['init', 'own', '-o', at('own.json')]));
  const description = JSON.parse(readFileSync(at('own.json'), 'utf8')) as {
    containers: { profiles?: { name: string }[]; id: string }[];
  };
  description.containers[0]!.profiles![0]!.name = `P${HOSTILE}`;
  writeFileSync(at('own.json'), JSON.stringify(description));
  await shown(bifrons(['topology', '--device', at('own.json'), '--data', at('none')]));
  await shown(bifrons(['describe', '--device', at('own.json'), '--data', at('none')]));
  description.containers[1]!.id = `C${HOSTILE}`;
  writeFileSync(at('bad.json'), JSON.stringify(description));
  await shown(bifrons(['topology', '--device', at('bad.json'), '--data', at('none')]));

  await shown(bifrons(['up', '--once', '--no-pcsc', '--preset', 'patent', ...data]));
  await shown(bifrons(['state', 'snapshot', 's', ...data]));
  const snapshot = readFileSync(at('d/snapshots/s.json'), 'utf8');
  const coded = JSON.stringify(HOSTILE);
  writeFileSync(
    at('d/snapshots/t.json'),
    snapshot.replace(/"device":"[^"]*"/, `"device":${coded}`),
  );
  copyFileSync(at('d/snapshots/s.json'), at(`d/snapshots/u${HOSTILE}.json`));
  for (const json of [[], ['--json']])
    assert.match(await shown(bifrons(['state', 'list', ...data, ...json])), /\bt\b/);

  const home = { env: { ...process.env, XDG_DATA_HOME: at('home') } };
  mkdirSync(at(`home/bifrons/n${HOSTILE}`), { recursive: true });
  copyFileSync(at('d/device.json'), at(`home/bifrons/n${HOSTILE}/device.json`));
  await shown(bifrons(['list'], home));

  writeFileSync(at('t.apdu'), `@link t0\n# ${HOSTILE}\n> 00A40400 # ${HOSTILE}\n< 9000\n`);
  await shown(bifrons(['apdu', '--transcript', at('t.apdu'), ...data]));
  await shown(bifrons(['apdu', '--link', `t${HOSTILE}`, '00A40400', ...data]));
  await shown(bifrons(['host', 'at', `AT${HOSTILE}`, ...data]));
  await shown(bifrons([`no${HOSTILE}`]));
  scratch.remove();
});
