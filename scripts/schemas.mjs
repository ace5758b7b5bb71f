/** Writes the published JSON Schemas from the code. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compile } from './build.mjs';
import { ensureNodePackages } from './packages.mjs';
import { ROOT, say, stop } from './project.mjs';

ensureNodePackages();
if (!compile('dist')) stop('the build has type errors: see above');
const module = pathToFileURL(join(ROOT, 'dist/src/attach/schemas/index.js')).href;
const { publishedSchemas } = await import(module);
const folder = join(ROOT, 'schemas');
mkdirSync(folder, { recursive: true });
const schemas = publishedSchemas();
for (const file of readdirSync(folder)) if (!schemas.has(file)) rmSync(join(folder, file));
for (const [file, schema] of schemas) {
  writeFileSync(join(folder, file), `${JSON.stringify(schema, undefined, 2)}\n`);
}
say(`${schemas.size} schemas written`);
