/** Something else stands where a file is expected: said at once, and nothing is written through. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { bifrons, bifronsArgv, jsonLines, scratchFolder } from './support/bifrons.ts';
import { run } from './support/processes.ts';

/** A command that reads or waits without end is ended. */
const WATCHDOG_MS = 10_000;
const skip = process.platform === 'linux' ? false : 'kinds of files of Linux';

/** What somebody else may put into a place, by its name. */
const PLANTS: Readonly<Record<string, (path: string) => void>> = {
  'a FIFO': (path) => assert.equal(spawnSync('mkfifo', [path]).status, 0),
  'a link to a device without end': (path) => symlinkSync('/dev/zero', path),
  'a link that leads nowhere': (path) => symlinkSync('/nowhere/at/all', path),
  'a folder': (path) => mkdirSync(path),
};

interface Place {
  /** Within the data folder, or beside it. */
  readonly file: string;
  /** Arguments; `FILE` stands for the file's path. */
  readonly args: readonly string[];
  /** Whether the command can do without the file, and then may end well. */
  readonly optional?: boolean;
  readonly sealed?: boolean;
}

const PLACES: Readonly<Record<string, Place>> = {
  'the description': { file: 'd/device.json', args: ['topology'] },
  'the store': { file: 'd/store/data.mdb', args: ['topology'] },
  "the store's lock": { file: 'd/store/lock.mdb', args: ['topology'] },
  "the store's seal": { file: 'd/store/seal.json', args: ['topology'] },
  "the owner's lock": { file: 'd/owner', args: ['topology'], optional: true },
  'a snapshot to restore': { file: 'd/snapshots/s.json', args: ['state', 'restore', 's'] },
  'a snapshot to make': { file: 'd/snapshots/s.json', args: ['state', 'snapshot', 's'] },
  'a snapshot in a list': { file: 'd/snapshots/s.json', args: ['state', 'list'], optional: true },
  'the generation': { file: 'd/generation.json', args: ['topology'], sealed: true },
  'a description of its own': { file: 'own.json', args: ['up', '--once', '--device', 'FILE'] },
  'a key': { file: 'other.key', args: ['topology', '--key-file', 'FILE'] },
  'a transcript': { file: 'play.apdu', args: ['apdu', '--link', 't1', '--transcript', 'FILE'] },
  'a plug-in': { file: 'plugin.mjs', args: ['topology', '--plugin', 'FILE'] },
  'a journal to begin': { file: 'j.jsonl', args: ['up', '--once', '--journal', 'FILE'] },
};

describe('something else where a file is expected', { skip }, () => {
  const scratch = scratchFolder();
  const pattern = { plain: join(scratch.path, 'plain'), sealed: join(scratch.path, 'sealed') };
  const keyFile = join(scratch.path, 'k');
  before(async () => {
    writeFileSync(keyFile, `${'5A'.repeat(32)}\n`, { mode: 0o600 });
    for (const [root, key] of [
      [pattern.plain, []],
      [pattern.sealed, ['--key-file', keyFile]],
    ] as const) {
      const args = ['up', '--once', '--no-pcsc', '--preset', 'patent', '--data', root, ...key];
      const { code, stderr } = await bifrons(args);
      assert.equal(code, 0, stderr);
    }
  });

  let count = 0;
  for (const [place, { file, args, optional, sealed }] of Object.entries(PLACES)) {
    for (const [plant, put] of Object.entries(PLANTS)) {
      test(`${place}: ${plant}`, async () => {
        const home = join(scratch.path, `${++count}`);
        mkdirSync(home);
        cpSync(sealed === true ? pattern.sealed : pattern.plain, join(home, 'd'), {
          recursive: true,
        });
        const path = join(home, file);
        rmSync(path, { force: true });
        put(path);
        const words = args.map((word) => (word === 'FILE' ? path : word));
        if (args.includes('up')) words.push('--no-pcsc');
        const key = sealed === true ? ['--key-file', keyFile] : [];
        const all = [...words, '--data', join(home, 'd'), '--json', ...key];
        const done = await bifrons(all, { timeoutMs: WATCHDOG_MS });
        assert.equal(done.signal, null, 'it does not end');
        if (done.code === 0 && optional === true) return;
        assert.equal(done.code, 3, done.stdout + done.stderr);
        const { error } = jsonLines(done.stderr)[0] as { error: { code: string } };
        assert.notEqual(error.code, undefined);
        if (plant.startsWith('a link')) assert.notEqual(readlinkSync(path), '', 'it is left there');
      });
    }
  }

  test('a journal that is none of these is no journal to replay', async () => {
    for (const [plant, put] of Object.entries(PLANTS)) {
      const path = join(scratch.path, `replay-${++count}`);
      put(path);
      const done = await bifrons(['replay', path, '--json'], { timeoutMs: WATCHDOG_MS });
      assert.deepEqual([done.code, done.signal], [3, null], plant + done.stderr);
    }
  });

  test('a transcript on standard input has a bound', async () => {
    const main = ['apdu', '--link', 't1', '--json', '--data', pattern.plain];
    const command = `head -c 40000000 /dev/zero | ${process.execPath} "$@"`;
    const argv = { command: 'sh', args: ['-c', command, 'sh', ...bifronsArgv(main).args] };
    const done = await run(argv, { timeoutMs: WATCHDOG_MS });
    assert.equal(done.code, 3, done.stderr);
    assert.match(done.stderr, /longer than/);
  });

  for (const [what, draft, args] of [
    ['a first description', 'device.json.new', ['topology', '--preset', 'patent']],
    ['a snapshot', 'snapshots/s.json.new', ['state', 'snapshot', 's']],
    ['a seal', 'store/seal.json.new', ['topology']],
  ] as const) {
    test(`${what} is not written through a link that was planted beside it`, async () => {
      const home = join(scratch.path, `${++count}`);
      const root = join(home, 'd');
      mkdirSync(root, { recursive: true });
      if (draft !== 'device.json.new') cpSync(pattern.plain, root, { recursive: true });
      const victim = join(home, 'victim');
      writeFileSync(victim, 'keep');
      symlinkSync(victim, join(root, draft));
      const once = draft === 'device.json.new' ? ['up', '--once', '--no-pcsc'] : args;
      const done = await bifrons([...once, '--data', root]);
      assert.equal(done.code, 0, done.stderr);
      assert.equal(readFileSync(victim, 'utf8'), 'keep');
    });
  }
});
