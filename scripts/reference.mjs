/** Writes the reference pages in docs/reference/ from the code. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compile } from './build.mjs';
import { ensureNodePackages } from './packages.mjs';
import { ROOT, say, stop } from './project.mjs';

ensureNodePackages();
if (!compile('dist')) stop('the build has type errors: see above');
const built = (path) => import(pathToFileURL(join(ROOT, 'dist', path)).href);
const { descriptionJsonSchema } = await built('src/device/index.js');
const { descriptionPage } = await built('tests/reference/description-page.js');
const { apiPage } = await built('tests/reference/api-page.js');
const { errorsPage } = await built('tests/reference/errors-page.js');
const { cliPage } = await built('tests/reference/cli-page.js');
const { everyHelp } = await built('src/cli/index.js');
const folder = join(ROOT, 'docs', 'reference');
mkdirSync(folder, { recursive: true });
const pages = {
  'description.md': descriptionPage(descriptionJsonSchema()),
  'api.md': apiPage(),
  'errors.md': errorsPage(),
  'cli.md': cliPage(await everyHelp()),
};
for (const [name, text] of Object.entries(pages)) writeFileSync(join(folder, name), text);
say(`${Object.keys(pages).length} pages written`);
