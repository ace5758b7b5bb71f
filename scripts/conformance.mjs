/** `npm run conformance`: writes docs/conformance.md, commands.md and life-cycles.md from code and tests. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compile } from './build.mjs';
import { ensureNodePackages } from './packages.mjs';
import { ROOT, say } from './project.mjs';

const { values } = parseArgs({ options: { dist: { type: 'string', default: 'dist' } } });

ensureNodePackages();
if (!compile(values.dist)) say('there are type errors; the table is made all the same');
const module = join(ROOT, values.dist, 'tests', 'clauses', 'table.js');
const { CONFORMANCE_PATH, projectInput, renderConformance, tagMistakes } = await import(module);
const input = projectInput();
writeFileSync(join(ROOT, CONFORMANCE_PATH), renderConformance(input));
say(`wrote ${CONFORMANCE_PATH}`);
const commands = join(ROOT, values.dist, 'tests', 'clauses', 'gp-commands.js');
const { COMMANDS_PATH, renderCommands } = await import(commands);
writeFileSync(join(ROOT, COMMANDS_PATH), renderCommands());
say(`wrote ${COMMANDS_PATH}`);
const lifeCycles = join(ROOT, values.dist, 'tests', 'clauses', 'life-cycles.js');
const { LIFE_CYCLES_PATH, renderLifeCycles } = await import(lifeCycles);
writeFileSync(join(ROOT, LIFE_CYCLES_PATH), renderLifeCycles());
say(`wrote ${LIFE_CYCLES_PATH}`);
for (const mistake of tagMistakes(input)) say(mistake);
