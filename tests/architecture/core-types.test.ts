import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { roomOf } from './check.ts';
import { assertSameList, listFiles, PROJECT_ROOT } from './project.ts';
import { RUN_FLOOR } from './rooms.ts';

const TSC = join(PROJECT_ROOT, 'node_modules', '.bin', 'tsc');

function compile(...args: readonly string[]): { readonly status: number; readonly said: string } {
  const done = spawnSync(TSC, args, { cwd: PROJECT_ROOT, encoding: 'utf8' });
  return { status: done.status ?? -1, said: done.stdout + done.stderr };
}

test('everything below attach type-checks without a platform', () => {
  const { status, said } = compile('-p', 'tsconfig.core.json');
  assert.equal(status, 0, `\n${said}`);
});

test('the check without a platform covers every room below attach', () => {
  const { said } = compile('-p', 'tsconfig.core.json', '--listFilesOnly');
  const covered = said
    .split('\n')
    .filter((path) => path.startsWith(join(PROJECT_ROOT, 'src')))
    .map((path) => path.slice(PROJECT_ROOT.length + 1))
    .sort();
  const core = listFiles('src').filter(
    (path) => path.endsWith('.ts') && !/\.(test|testing)\.ts$/.test(path) && isCore(path),
  );
  assertSameList(covered, core, { actual: 'the check', expected: 'the core' });
});

function isCore(path: string): boolean {
  return (roomOf(path)?.floor ?? 0) < RUN_FLOOR;
}

test('a planted use of the platform is an error there', () => {
  // Inside the project, so that only the configuration decides which types are in reach.
  const folder = mkdtempSync(join(PROJECT_ROOT, 'node_modules', '.planted-'));
  try {
    const names = ['setTimeout', 'console', 'process', 'Buffer', 'TextEncoder', 'crypto', 'fetch'];
    const uses = names.map((name) => `export const use_${name} = ${name};\n`);
    writeFileSync(join(folder, 'planted.ts'), uses.join(''));
    const config = { extends: '../../tsconfig.core.json', include: ['planted.ts'], exclude: [] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const { status, said } = compile('-p', folder, '--rootDir', folder);
    assert.notEqual(status, 0);
    for (const name of names) assert.match(said, new RegExp(`Cannot find name '${name}'`));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
