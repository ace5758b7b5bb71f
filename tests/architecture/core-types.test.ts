import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { roomOf } from './check.ts';
import { assertSameList, listFiles, PROJECT_ROOT } from './project.ts';
import { isRun, RUN_FLOOR } from './rooms.ts';

const TSC = join(PROJECT_ROOT, 'node_modules', '.bin', 'tsc');

function compile(...args: readonly string[]): {
  readonly status: number;
  readonly printed: string;
} {
  const done = spawnSync(TSC, args, { cwd: PROJECT_ROOT, encoding: 'utf8' });
  return { status: done.status ?? -1, printed: done.stdout + done.stderr };
}

/** Rooms that no platform's types may reach: what runs a device, and all below it. */
const FENCES = [
  { config: 'tsconfig.core.json', what: 'the core', covers: isCore },
  { config: 'tsconfig.run.json', what: 'what runs a device', covers: isRun },
] as const;

/** Of Node, of the browser, of both. */
const NAMES = ['process', 'Buffer', 'document', 'setTimeout', 'console', 'TextEncoder', 'crypto'];

for (const { config, what, covers } of FENCES) {
  test(`${what} type-checks without a platform`, () => {
    const { status, printed } = compile('-p', config);
    assert.equal(status, 0, `\n${printed}`);
  });

  test(`the check without a platform covers ${what}`, () => {
    const { printed } = compile('-p', config, '--listFilesOnly');
    const covered = printed
      .split('\n')
      .filter((path) => path.startsWith(join(PROJECT_ROOT, 'src')))
      .map((path) => path.slice(PROJECT_ROOT.length + 1))
      .filter(covers)
      .sort();
    const all = listFiles('src').filter(
      (path) => path.endsWith('.ts') && !/\.(test|testing)\.ts$/.test(path) && covers(path),
    );
    assertSameList(covered, all, { actual: 'the check', expected: what });
    assert.ok(all.length >= 20, `only ${all.length} modules`);
  });

  test(`a planted use of a platform is an error in ${what}`, () => {
    // Inside the project, so that only the configuration decides which types are in reach.
    const folder = mkdtempSync(join(PROJECT_ROOT, 'node_modules', '.planted-'));
    try {
      const uses = NAMES.map((name) => `export const use_${name} = ${name};\n`);
      writeFileSync(join(folder, 'planted.ts'), uses.join(''));
      const planted = { extends: `../../${config}`, include: ['planted.ts'], exclude: [] };
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(planted));
      const { status, printed } = compile('-p', folder, '--rootDir', folder);
      assert.notEqual(status, 0);
      for (const name of NAMES) assert.match(printed, new RegExp(`Cannot find name '${name}'`));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

function isCore(path: string): boolean {
  return (roomOf(path)?.floor ?? RUN_FLOOR) < RUN_FLOOR;
}
