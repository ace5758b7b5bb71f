import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { PROJECT_ROOT } from '../architecture/project.ts';

const OXLINT = join(PROJECT_ROOT, 'node_modules', '.bin', 'oxlint');

function lint(...args: readonly string[]): { readonly status: number; readonly printed: string } {
  const done = spawnSync(OXLINT, ['--quiet', ...args], { cwd: PROJECT_ROOT, encoding: 'utf8' });
  return { status: done.status ?? -1, printed: done.stdout + done.stderr };
}

test('the linter finds no error', () => {
  const { status, printed } = lint('src', 'tests', 'bench', 'scripts');
  assert.equal(status, 0, `\n${printed}`);
  const files = /on (\d+) files/.exec(printed)?.[1];
  assert.ok(Number(files) >= 28, `it read ${files ?? 'no'} files`);
});
