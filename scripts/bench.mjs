/** `npm run bench -- [--json FILE] [--only WORD]`: builds and runs the benchmarks. */
import { join } from 'node:path';
import { compile } from './build.mjs';
import { ensureNodePackages } from './packages.mjs';
import { ROOT, run, stop } from './project.mjs';

const dist = process.env.BIFRONS_DIST ?? 'dist';

ensureNodePackages();
if (!compile(dist)) stop('not run: the build has type errors, see above');
const main = join(ROOT, dist, 'bench', 'main.js');
process.exitCode = run(process.execPath, ['--expose-gc', main, ...process.argv.slice(2)]);
