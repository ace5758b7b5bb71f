/**
 * Compiles everything to `dist` and removes outputs without a source; bundles what the package
 * ships to `dist/lib`, as a few files load in half the time of several hundred.
 */
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureNodePackages } from './packages.mjs';
import { ROOT, run, say, stop, tool } from './project.mjs';

const OUTPUT = /\.(js|js\.map|d\.ts)$/;
const LIB = 'lib';
/** What `package.json` exports and starts, and the one module that runs as a process of its own. */
const ENTRIES = {
  index: 'index',
  browser: 'browser',
  testing: 'testing/index',
  vitest: 'testing/vitest/index',
  cli: 'cli/main',
  'probe-main': 'keep/store/probe-main',
};

/**
 * Packages that become part of the bundles: they have a hundred small files, and to find and parse
 * those took a quarter of a short command.
 */
const BUNDLED = ['zod', '@noble/ciphers', '@noble/curves', '@noble/hashes'];
const LICENSES = 'LICENSES.txt';

/** The command line, as it is built. */
export const MAIN = join(ROOT, 'dist', LIB, 'cli.js');
const SOURCES = ['src', 'tsconfig.json', 'package.json'];

/** Builds the command line where it is older than its source. */
export function ensureBuilt() {
  if (!buildIsOld()) return;
  say('building (tsc)');
  if (!compile('dist') && !existsSync(MAIN)) stop('the build failed: see the lines above');
}

function buildIsOld() {
  if (!existsSync(MAIN)) return true;
  const built = statSync(MAIN).mtimeMs;
  return SOURCES.some((source) => newest(join(ROOT, source)) > built);
}

/** When a file, or anything below a folder, last changed. */
function newest(path) {
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  const below = readdirSync(path).map((name) => newest(join(path, name)));
  return Math.max(found.mtimeMs, ...below);
}

/** Type-checks and emits; false when there are type errors (the output is there all the same). */
export function compile(outDir) {
  const code = run(tool('tsc'), ['-p', 'tsconfig.json', '--outDir', outDir]);
  prune(join(ROOT, outDir));
  bundle(join(ROOT, outDir), code === 0);
  return code === 0;
}

/**
 * Modules that several entries use are there once, so each class has one identity. Where there are
 * type errors, what cannot be bundled stays as it was.
 */
function bundle(outDir, sound) {
  const { buildSync } = createRequire(import.meta.url)('esbuild');
  const lib = join(outDir, LIB);
  let metafile;
  try {
    ({ metafile } = buildSync(options(outDir, lib, sound)));
  } catch (error) {
    if (sound) throw error;
    return;
  }
  const licenses = join(lib, LICENSES);
  writeFileSync(licenses, BUNDLED.map(licenseOf).join('\n'));
  const outputs = Object.keys(metafile.outputs).map((path) => resolve(ROOT, path));
  const written = new Set([...outputs, licenses]);
  for (const file of filesUnder(lib)) if (!written.has(file)) rmSync(file);
}

function options(outDir, lib, sound) {
  return {
    absWorkingDir: ROOT,
    entryPoints: Object.entries(ENTRIES).map(([out, entry]) => {
      return { in: join(outDir, 'src', `${entry}.js`), out };
    }),
    outdir: lib,
    chunkNames: 'part-[hash]',
    bundle: true,
    splitting: true,
    external: ['node:*', ...externals()],
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['import'],
    format: 'esm',
    target: 'node20.19',
    sourcemap: true,
    metafile: true,
    logLevel: sound ? 'warning' : 'silent',
  };
}

/** All other packages that the sources may import. */
function externals() {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const { dependencies, optionalDependencies, peerDependencies } = manifest;
  const all = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
  return all.filter((name) => !BUNDLED.includes(name));
}

/** What the licence of a bundled package requires to be passed on. */
function licenseOf(name) {
  const text = readFileSync(join(ROOT, 'node_modules', name, 'LICENSE'), 'utf8');
  return `${name}\n\n${text}`;
}

/** Deletes outputs whose `.ts` source is gone, so that a removed test cannot run on. */
export function prune(outDir) {
  let gone = 0;
  for (const file of filesUnder(outDir)) {
    if (!OUTPUT.test(file) || file.startsWith(join(outDir, LIB))) continue;
    const source = join(ROOT, relative(outDir, file).replace(OUTPUT, '.ts'));
    if (existsSync(source)) continue;
    rmSync(file);
    gone++;
  }
  return gone;
}

/** All files below a folder, in a stable order. */
export function filesUnder(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  ensureNodePackages();
  if (!compile('dist')) stop('the build has type errors: see above');
}
