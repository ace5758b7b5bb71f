/** `npm run tearing`: writes docs/tearing.md from what the tearing scenarios come to. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compile } from './build.mjs';
import { ensureNodePackages } from './packages.mjs';
import { ROOT, say } from './project.mjs';

const { values } = parseArgs({ options: { dist: { type: 'string', default: 'dist' } } });

ensureNodePackages();
if (!compile(values.dist)) say('there are type errors; the scenarios run all the same');
const module = join(ROOT, values.dist, 'tests', 'sim', 'tearing', 'document.js');
const { renderTearing, TEARING_PATH } = await import(module);
writeFileSync(join(ROOT, TEARING_PATH), renderTearing());
say(`wrote ${TEARING_PATH}`);
