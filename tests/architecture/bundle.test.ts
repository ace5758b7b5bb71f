import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { build, type BuildFailure, type BuildResult } from 'esbuild';
import { PROJECT_ROOT } from './project.ts';

const ENTRIES = ['src/device/index.ts', 'src/host/index.ts', 'src/browser.ts'];

/** Bundles source for a browser, in memory; an unresolved import rejects with its name. */
function bundle(entry: string): Promise<BuildResult<{ metafile: true; write: false }>> {
  return build({
    absWorkingDir: PROJECT_ROOT,
    stdin: { contents: entry, resolveDir: PROJECT_ROOT, loader: 'ts' },
    bundle: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2023',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
}

test('device, host and what runs them bundle for a browser, nothing unresolved, nothing of Node', async () => {
  const lines = ENTRIES.map((path) => {
    assert.ok(existsSync(join(PROJECT_ROOT, path)), path);
    return `export * from './${path}';`;
  });
  const { warnings, metafile } = await bundle(lines.join('\n'));
  assert.deepEqual(warnings, []);
  const inputs = Object.keys(metafile.inputs);
  for (const path of ENTRIES) assert.ok(inputs.includes(path), `${path} is not in the bundle`);
  const outside = Object.values(metafile.outputs).flatMap((output) => output.imports);
  assert.deepEqual(outside, [], 'an import is left for the platform to resolve');
});

test('what a page loads has of zod what is used, not its messages in forty languages', async () => {
  const { metafile } = await bundle("export * from './src/browser.ts';");
  const [output] = Object.values(metafile.outputs);
  const used = Object.entries(output!.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const languages = used.map(([path]) => path).filter((path) => path.includes('/zod/v4/locales/'));
  assert.deepEqual(
    languages.map((path) => path.split('/').at(-1)),
    ['en.js'],
  );
});

test('a planted import of Node fails the bundle', async () => {
  const fails = (entry: string) =>
    assert.rejects(bundle(entry), (error: BuildFailure) => {
      assert.match(error.errors[0]?.text ?? '', /Could not resolve "(node:)?fs"/);
      return true;
    });
  await fails("import { readFileSync } from 'node:fs'; console.log(readFileSync);");
  await fails("import { readFileSync } from 'fs'; console.log(readFileSync);");
});
