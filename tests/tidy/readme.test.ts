import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { assertNone, listFiles, PROJECT_ROOT, readProjectFile } from '../architecture/project.ts';

const README = readProjectFile('README.md');

/** The fenced block behind an HTML comment that names it. */
function blockOf(name: string): string {
  const found = new RegExp(`<!-- ${name} -->\n\`\`\`\\w*\n([^]*?)\`\`\``).exec(README);
  assert.ok(found, `README.md has no block "${name}"`);
  return found[1]!;
}

test('the example of the README runs and prints what it says', () => {
  const library = new URL('../../src/index.js', import.meta.url).href;
  const code = blockOf('example').replace("'bifrons'", `'${library}'`);
  assert.ok(code.includes(library) && code.trim().split('\n').length <= 12);
  const args = ['--input-type=module', '-e', code];
  const done = spawnSync(process.execPath, args, { cwd: PROJECT_ROOT, encoding: 'utf8' });
  assert.equal(done.stderr, '');
  assert.equal(done.stdout, blockOf('output'));
  assert.equal(done.status, 0);
});

test('links in the documents lead somewhere', () => {
  const pages = ['README.md', ...listFiles('docs').filter((path) => path.endsWith('.md'))];
  const broken = pages.flatMap((page) =>
    [...readProjectFile(page).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)]
      .map(([, target = '']) => normalize(join(dirname(page), target)))
      .filter((target) => !existsSync(join(PROJECT_ROOT, target)))
      .map((target) => `${page}: ${target}`),
  );
  assertNone(broken, 'broken links');
});

test('scripts that the README names exist', () => {
  const { scripts } = JSON.parse(readProjectFile('package.json')) as {
    scripts: Record<string, string>;
  };
  const named = [...README.matchAll(/npm (?:run )?([a-z]+(?::[a-z]+)?)\b/g)].map(
    ([, name = '']) => name,
  );
  const own = new Set(['install', 'pack']);
  const missing = [...new Set(named)].filter((name) => !own.has(name) && !scripts[name]);
  assert.ok(named.length >= 4);
  assert.deepEqual(missing, []);
});
