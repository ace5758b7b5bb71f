/** The shell as a program that gets its lines from a pipe. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { OUTPUT_SCHEMAS } from '../../attach/schemas/index.ts';

const MAIN = fileURLToPath(new URL('../../../lib/cli.js', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'bifrons-shell-'));
after(() => rmSync(home, { recursive: true, force: true }));

function shell(input: string, args: readonly string[] = []) {
  return spawnSync(process.execPath, [MAIN, 'shell', '--preset', 'patent', ...args], {
    env: { ...process.env, XDG_DATA_HOME: home },
    encoding: 'utf8',
    input,
  });
}

test('lines are sent, decoded, and explained', () => {
  const done = shell(
    'select A000000151000000\n@link spi\n00A4040000\n80CA006600\nwhy off\ndecode off\n80CA006600\n',
  );
  assert.equal(done.status, 0, done.stderr);
  const shown = done.stdout;
  assert.match(shown, /^# SELECT A000000151000000 \(GlobalPlatform issuer security domain\)$/m);
  assert.match(shown, /^# route A000000151000000 -> C20 \/ ISD-R .*: aliased: t0 is paired/m);
  assert.match(shown, /^# route -> C30 \/ ISD: no AID: the issuer domain/m);
  assert.match(shown, /^# {7}9F65 {2}maximum length of command data {2}FF {2}= 255$/m);
  assert.match(shown, /^# {9}06 {2}object identifier .*= 1\.2\.840\.114283\.4\.3\.112$/m);
  const [, , plain = ''] = shown.split('> 80CA006600\n');
  assert.match(plain, /^< 66.*9000 {2}# normal ending\n$/);
});

test('a wrong line is named, the others run, and the exit code is 1', () => {
  const done = shell(
    'fly\nlink nowhere\nselect 00\npower\nlinks\naids\nreset\nhelp\nquit\n00A40400',
  );
  assert.equal(done.status, 1);
  assert.match(done.stderr, /"fly" is no command/);
  assert.match(done.stderr, /LINK_UNKNOWN: no link here is named "nowhere"/);
  assert.match(done.stdout, /^\* t0 +contact +-> C20/m);
  assert.match(done.stdout, /^A000000152000000 +C20 \/ ISD-R/m);
  assert.match(done.stdout, /^# ATR 3B/m);
  assert.doesNotMatch(done.stdout, /^> 00A40400$/m, 'nothing runs after quit');
});

test('with --json it prints objects', () => {
  const done = shell('80CA006600\nreset\n', ['--link', 'spi', '--json']);
  assert.equal(done.status, 0, done.stderr);
  const objects = done.stdout.trim().split('\n');
  assert.equal(objects.length, 2);
  for (const one of objects) {
    const checked = OUTPUT_SCHEMAS.shell.safeParse(JSON.parse(one));
    assert.ok(checked.success, `${one}\n${checked.error?.message}`);
  }
});
