/** Compiles everything to `dist` and removes outputs without a source. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureNodePackages } from './packages.mjs';
import { ROOT, run, stop, tool } from './project.mjs';

const OUTPUT = /\.(js|js\.map|d\.ts)$/;

/** Type-checks and emits; false when there are type errors (the output is there all the same). */
export function compile(outDir) {
  const code = run(tool('tsc'), ['-p', 'tsconfig.json', '--outDir', outDir]);
  prune(join(ROOT, outDir));
  return code === 0;
}

/** Deletes outputs whose `.ts` source is gone, so that a removed test cannot run on. */
export function prune(outDir) {
  let gone = 0;
  for (const file of filesUnder(outDir)) {
    if (!OUTPUT.test(file)) continue;
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
