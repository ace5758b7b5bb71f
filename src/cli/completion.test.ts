/** What a shell is answered with. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../lib/cli.js', import.meta.url));
const environment = { ...process.env, XDG_DATA_HOME: '/nowhere' };

function bifrons(...args: readonly string[]) {
  return spawnSync(process.execPath, [MAIN, ...args], { env: environment, encoding: 'utf8' });
}

function offered(...words: readonly string[]): readonly string[] {
  const { stdout } = bifrons('complete', '--', ...words);
  return stdout.split('\n').map((line) => line.split('\t')[0] ?? '');
}

test('commands, those below them, options, presets and links are completed', () => {
  assert.ok(offered('st').includes('state'));
  assert.ok(offered('state', 'di').includes('diff'));
  assert.ok(offered('up', '--jour').includes('--journal'));
  assert.ok(offered('gp', 'ins').includes('install'));
  assert.ok(offered('profile', 'en').includes('enable'));
  assert.ok(offered('gp', 'load', '--lev').includes('--level'));
  assert.deepEqual(
    offered('up', '--preset', 'ph').filter((one) => one.startsWith('p')),
    ['phone'],
  );
  assert.ok(offered('apdu', '--link', 'sp').includes('spi'));
});

test('each shell has a script that its own parser takes', () => {
  for (const shell of ['bash', 'zsh', 'fish', 'powershell']) {
    const { status, stdout } = bifrons('completion', shell);
    assert.equal(status, 0, shell);
    assert.match(stdout, /bifrons/, shell);
  }
  const checked = spawnSync('bash', ['-n'], { input: bifrons('completion', 'bash').stdout });
  assert.equal(checked.status, 0, String(checked.stderr));
  assert.equal(bifrons('completion', 'tcsh').status, 2);
});
