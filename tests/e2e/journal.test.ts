/** Journals, comparisons and keys from the command line, as built. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readJournal, rebuildAt } from '../../src/keep/journal/index.ts';
import { bifrons, bifronsArgv, jsonLines, scratchFolder } from './support/bifrons.ts';
import { Running } from './support/processes.ts';

const scratch = scratchFolder();
after(() => scratch.remove());
const data = join(scratch.path, 'd');
const env = { XDG_DATA_HOME: join(scratch.path, 'x') };
const SELECT_ROOT = '00A4040008A000000151000000';
const NAME_ALICE = '80E2910016BF29135A0A980001010000000000F19005416C696365';

test('a life with a restore in it is written down, replayed, and taken apart', async () => {
  const first = await bifrons(['up', '--once', '--no-pcsc', '--data', data]);
  assert.equal(first.code, 0, first.stderr);
  const kept = await bifrons(['state', 'snapshot', 'before', '--data', data]);
  assert.equal(kept.code, 0, kept.stderr);
  const up = new Running(bifronsArgv(['up', '--no-pcsc', '--journal', '--data', data]));
  await up.saw(/Ctrl-C ends it/);
  const named = await bifrons(['apdu', '--data', data, '--link', 't1', SELECT_ROOT, NAME_ALICE]);
  assert.match(named.stdout, /BF29038001009000/);
  const diff = await bifrons(['state', 'diff', 'before', '--data', data, '--json']);
  const change = jsonLines(diff.stdout).find((row) => row['key'] === 'nickname');
  assert.equal(change?.['after'], '"Alice"', diff.stdout + diff.stderr);
  assert.equal((await bifrons(['state', 'restore', 'before', '--data', data])).code, 0);
  await bifrons(['apdu', '--data', data, '--link', 'spi', SELECT_ROOT]);
  await up.stop('SIGINT');

  const [file] = readdirSync(join(data, 'journal'));
  const journal = join(data, 'journal', file!);
  const replayed = await bifrons(['replay', journal, '--json']);
  assert.equal(replayed.code, 0, replayed.stderr);
  const [reported] = jsonLines(replayed.stdout);
  assert.equal(reported?.['boots'], 2);
  assert.equal(reported?.['difference'], undefined);
  const commands = Number(reported?.['commands']);

  const naming = commandThatNamed(journal, commands);
  const at = await bifrons(['state', 'at', String(naming), journal, '--fork', 'what-if'], {
    env,
  });
  assert.equal(at.code, 0, at.stderr);
  assert.match(at.stdout, /nickname of ISD-P1: "" -> "Alice"/);
  const forked = join(env.XDG_DATA_HOME, 'bifrons', 'what-if');
  const requested = await bifrons([
    'apdu',
    '--data',
    forked,
    '--link',
    't1',
    SELECT_ROOT,
    '80E2910003BF2D00',
  ]);
  assert.match(requested.stdout, /416C696365/);

  const lines = readFileSync(journal, 'utf8').split('\n');
  const spoiled = lines.findLastIndex((line) => /^\["out",.*9000","[0-9a-f]{8}"\]$/.test(line));
  const changed = lines.with(spoiled, lines[spoiled]!.replace('9000","', '6A82","'));
  writeFileSync(join(scratch.path, 'changed.jsonl'), changed.join('\n'));
  const differs = await bifrons(['replay', join(scratch.path, 'changed.jsonl')]);
  assert.equal(differs.code, 1);
  assert.match(differs.stdout, new RegExp(`changed.jsonl:${spoiled + 1}, \\w+ at`));
  assert.match(differs.stdout, /\^ byte \d+/);
});

/** The first command after which the name stands in memory. */
function commandThatNamed(path: string, commands: number): number {
  const journal = readJournal(path);
  for (let count = 1; count <= commands; count++) {
    const image = [...rebuildAt(journal, count).device.image().values()];
    if (image.some((value) => Buffer.from(value).includes('Alice'))) return count;
  }
  return assert.fail('no command gave the name');
}

test('with a key file nothing is readable without it, and an older store is named', async () => {
  const sealed = join(scratch.path, 's');
  const keyFile = join(scratch.path, 'key');
  const other = join(scratch.path, 'other');
  writeFileSync(keyFile, '11'.repeat(32), { mode: 0o600 });
  writeFileSync(other, '22'.repeat(32), { mode: 0o600 });
  const withKey = (...args: string[]) =>
    bifrons([...args, '--data', sealed, '--key-file', keyFile]);
  const up = await withKey('up', '--once', '--no-pcsc', '--journal');
  assert.equal(up.code, 0, up.stderr);
  assert.match((await withKey('apdu', '--link', 't1', SELECT_ROOT, NAME_ALICE)).stdout, /9000/);
  const store = join(sealed, 'store', 'data.mdb');
  assert.doesNotMatch(readFileSync(store, 'latin1'), /Alice/);
  assert.equal((await withKey('state', 'snapshot', 'one')).code, 0);

  const codeOf = (done: { readonly stderr: string }) => /error ([A-Z_]+)/.exec(done.stderr)?.[1];
  assert.equal(codeOf(await bifrons(['topology', '--data', sealed])), 'KEY_NEEDED');
  const wrong = await bifrons(['topology', '--data', sealed, '--key-file', other]);
  assert.equal(codeOf(wrong), 'KEY_WRONG');
  const [file] = readdirSync(join(sealed, 'journal'));
  const journal = join(sealed, 'journal', file!);
  assert.equal(codeOf(await bifrons(['replay', journal])), 'KEY_NEEDED');
  assert.equal((await bifrons(['replay', journal, '--key-file', keyFile])).code, 0);

  const older = readFileSync(store);
  await withKey('alias', 'add', 'A0000001510000FF', 'C20', 'A000000152000000');
  writeFileSync(store, older);
  const rolledBack = await withKey('topology');
  assert.equal(codeOf(rolledBack), 'STORE_ROLLED_BACK');
  assert.equal((await withKey('state', 'restore', 'one')).code, 0);
  const again = await withKey('apdu', '--link', 't1', SELECT_ROOT, '80E2910003BF2D00');
  assert.match(again.stdout, /416C696365/);
});

for (const sealed of [false, true]) {
  const how = sealed ? 'a sealed journal' : 'a journal';
  test(`${how}: closed, left by a killed process, cut off: distinguished`, async () => {
    const folder = join(scratch.path, sealed ? 'ends-sealed' : 'ends');
    const keyFile = join(scratch.path, 'ends-key');
    writeFileSync(keyFile, '33'.repeat(32), { mode: 0o600 });
    const key = sealed ? ['--key-file', keyFile] : [];
    const replayed = (path: string) => bifrons(['replay', path, ...key]);
    const run = async (name: string, signal: 'SIGINT' | 'SIGKILL'): Promise<string> => {
      const path = join(scratch.path, `${name}-${String(sealed)}.jsonl`);
      const at = ['--data', folder, ...key];
      const up = new Running(bifronsArgv(['up', '--no-pcsc', '--journal', path, ...at]));
      await up.saw(/Ctrl-C ends it/);
      assert.equal((await bifrons(['host', 'tamper', 'mesh', '--data', folder])).code, 0);
      assert.equal((await bifrons(['host', 'power-cycle', '--data', folder])).code, 0);
      await bifrons(['apdu', '--data', folder, '--link', 't1', SELECT_ROOT, NAME_ALICE]);
      await up.stop(signal);
      return path;
    };
    const closed = await run('closed', 'SIGINT');
    const whole = await replayed(closed);
    assert.equal(whole.code, 0, whole.stderr);
    assert.match(whole.stdout, /^replayed +\d+ commands in 2 boots: the same bytes\n$/);

    const killed = await replayed(await run('killed', 'SIGKILL'));
    assert.equal(killed.code, 0, killed.stderr);
    assert.match(killed.stdout, /^note +not closed: its writer was killed.*; \d+ entries$/m);
    assert.match(killed.stdout, /^replayed .*the same bytes$/m);

    const lines = readFileSync(closed, 'utf8').split('\n');
    const cut = join(scratch.path, `cut-${String(sealed)}.jsonl`);
    for (const count of [2, 5]) {
      writeFileSync(cut, [...lines.slice(0, -count), ''].join('\n'));
      for (const command of [
        ['replay', cut],
        ['state', 'at', '1', cut],
      ]) {
        const refused = await bifrons([...command, ...key]);
        assert.equal(refused.code, 3, refused.stdout);
        assert.match(refused.stderr, /JOURNAL_INVALID: .* was closed with \d+ entries[^]*next: /);
      }
    }
  });
}

test('a changed time is a difference, and a journal goes on in files that replay alone', async () => {
  const folder = join(scratch.path, 'rotates');
  const path = join(scratch.path, 'rotates.jsonl');
  const up = new Running(
    bifronsArgv([
      ...['up', '--no-pcsc', '--preset', 'patent', '--data', folder],
      ...['--journal', path, '--journal-max', '1K'],
    ]),
  );
  await up.saw(/Ctrl-C ends it/);
  for (let boots = 0; boots < 2; boots++) {
    await bifrons(['apdu', '--data', folder, '--link', 't1', SELECT_ROOT]);
    assert.equal((await bifrons(['host', 'power-cycle', '--data', folder])).code, 0);
  }
  await up.stop('SIGINT');
  const noted = up.stderr.replace(/\s+/g, ' ');
  assert.equal(noted.match(/rotates\.jsonl has passed 1024 bytes/g)?.length, 1, noted);
  assert.match(noted, /rotates\.jsonl\.2 has passed/);
  for (const file of [path, `${path}.1`, `${path}.2`]) {
    const { code, stdout, stderr } = await bifrons(['replay', file]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /in 1 boot: the same bytes/);
  }
  const text = readFileSync(path, 'utf8');
  const [line, kind, at] = /^\["(in|run)",(\d+),/m.exec(text) ?? [];
  const changed = join(scratch.path, 'changed.jsonl');
  writeFileSync(changed, text.replace(line!, `["${kind}",${Number(at) + 1},`));
  const replayed = await bifrons(['replay', changed, '--json']);
  assert.equal(replayed.code, 1, replayed.stdout + replayed.stderr);
  const difference = jsonLines(replayed.stdout)[0]?.['difference'] as { readonly line: number };
  const row = text.slice(0, text.indexOf(line!)).split('\n').length;
  assert.ok(difference.line >= row, JSON.stringify(difference));
});
