/** What the npm package ships. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { roomOf } from './check.ts';
import { assertNone, listFiles, PROJECT_ROOT, readProjectFile } from './project.ts';

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

interface SourceMap {
  readonly sources: readonly string[];
  readonly sourcesContent?: readonly (string | null)[];
}

const MAPS = FILES.filter((path) => path.endsWith('.map')).map((path) => ({
  path,
  map: JSON.parse(readProjectFile(path)) as SourceMap,
}));

/** Packages that are part of the bundles, whose licences stand beside them. */
const BUNDLED = ['zod', '@noble/ciphers', '@noble/curves', '@noble/hashes'];

test('the package ships bundles and declarations of rooms, neither tests nor their helpers', () => {
  const outputs = FILES.filter((path) => path.startsWith('dist/'));
  const bundles = outputs.filter((path) => path.startsWith('dist/lib/'));
  assert.ok(bundles.length > 50 && bundles.length < 400, `${bundles.length} files of bundles`);
  const bundled = MAPS.flatMap(({ path, map }) =>
    map.sources.map((source) => normalize(join(dirname(path), source))),
  );
  assert.ok(bundled.length > 500, `only ${bundled.length} modules`);
  const declared = outputs.filter((path) => !bundles.includes(path)).map(sourceOf);
  assert.ok(declared.length > 500, `only ${declared.length} declarations`);
  const isPackage = (path: string): boolean =>
    BUNDLED.some((name) => path.startsWith(`node_modules/${name}/`));
  const foreign = [...bundled, ...declared].filter(
    (path) => /\.(test|testing)\.|\/test-(?!keys)/.test(path) || !(roomOf(path) || isPackage(path)),
  );
  assertNone(foreign, 'files of the package are of no room');
  assertNone(
    bundles.filter((path) => !/\.js(\.map)?$|\/LICENSES\.txt$/.test(path)),
    'bundles are JavaScript, source maps, and licences of what is in them',
  );
});

test('a module of the package is in one bundle, so that each class has one identity', () => {
  const seen = new Set<string>();
  const twice = MAPS.flatMap(({ map }) => map.sources).filter((source) => {
    if (seen.has(source)) return true;
    seen.add(source);
    return false;
  });
  assertNone(twice, 'modules in several bundles');
});

test('each source map of the package has its sources inside', () => {
  const orphans = MAPS.filter(({ map: { sources, sourcesContent } }) =>
    sources.some((_, at) => !sourcesContent?.[at]),
  );
  assertNone(
    orphans.map(({ path }) => path),
    'source maps without sources',
  );
  const unmapped = FILES.filter((path) => path.endsWith('.js') && path.startsWith('dist/'));
  assertNone(
    unmapped.filter((path) => !MAPS.some((one) => one.path === `${path}.map`)),
    'bundles without a source map',
  );
});

test('what package.json exports and starts is in the package', () => {
  const { exports, bin } = JSON.parse(readProjectFile('package.json')) as {
    readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
    readonly bin: Readonly<Record<string, string>>;
  };
  const named = [
    ...Object.values(exports).flatMap((one) =>
      typeof one === 'string' ? one : Object.values(one),
    ),
    ...Object.values(bin),
  ];
  const paths = named.map((path) => path.replace(/^\.\//, ''));
  assert.ok(paths.length >= 8);
  assertNone(
    paths.filter((path) => !FILES.some((file) => fits(file, path))),
    'paths of package.json are not shipped',
  );
});

test('schemas, examples and documents are in the package, with all that its pages link to', () => {
  const whole = listFiles('schemas', 'examples', 'docs');
  const missing = [...whole, 'CHANGELOG.md', 'SECURITY.md'].filter((path) => !FILES.includes(path));
  assertNone(missing, 'files are not shipped');
  const pages = FILES.filter((path) => path.endsWith('.md'));
  const broken = pages.flatMap((page) =>
    [...readProjectFile(page).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)]
      .map(([, target = '']) => normalize(join(dirname(page), target)))
      .filter((target) => !FILES.some((path) => path === target || path.startsWith(`${target}/`)))
      .map((target) => `${page}: ${target}`),
  );
  assertNone(broken, 'links of shipped pages lead out of the package');
});

/** A path of `package.json`, in which `*` stands for any name. */
function fits(file: string, path: string): boolean {
  const [head = '', tail] = path.split('*');
  return tail === undefined ? file === path : file.startsWith(head) && file.endsWith(tail);
}

function sourceOf(path: string): string {
  return path.replace(/^dist\//, '').replace(/\.d\.ts$/, '.ts');
}
