/** What the npm package ships. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { roomOf } from './check.ts';
import { assertNone, PROJECT_ROOT, readProjectFile } from './project.ts';

interface Packed {
  readonly files: readonly { readonly path: string }[];
}

const FILES = packedFiles();

function packedFiles(): readonly string[] {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts', '--offline'];
  const done = spawnSync('npm', args, { cwd: PROJECT_ROOT, encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  const [packed] = JSON.parse(done.stdout) as readonly Packed[];
  return packed!.files.map(({ path }) => path);
}

test('the package ships modules of rooms, and neither tests nor their helpers', () => {
  const outputs = FILES.filter((path) => path.startsWith('dist/'));
  assert.ok(outputs.length > 500, `only ${outputs.length} outputs`);
  const foreign = outputs.filter(
    (path) =>
      /\.(test|testing)\./.test(path) || !roomOf(sourceOf(path)) || !path.startsWith('dist/src/'),
  );
  assertNone(foreign, 'files of the package are of no room');
});

test('what package.json exports and starts is in the package', () => {
  const { exports, bin } = JSON.parse(readProjectFile('package.json')) as {
    readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>>;
    readonly bin: Readonly<Record<string, string>>;
  };
  const named = [
    ...Object.values(exports).flatMap((one) => Object.values(one)),
    ...Object.values(bin),
  ];
  const paths = named.map((path) => path.replace(/^\.\//, ''));
  assert.ok(paths.length >= 3);
  assertNone(
    paths.filter((path) => !FILES.includes(path)),
    'paths of package.json are not shipped',
  );
});

function sourceOf(path: string): string {
  return path.replace(/^dist\//, '').replace(/(\.d\.ts|\.js|\.js\.map)$/, '.ts');
}
