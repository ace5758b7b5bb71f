import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { PROJECT_ROOT } from '../../../tests/architecture/project.ts';
import { HostError } from '../../base/index.ts';
import { loadPlugins } from './index.ts';

const scratch = mkdtempSync(join(tmpdir(), 'bifrons-plugins-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

const EXAMPLE = join(PROJECT_ROOT, 'examples', 'length-prefixed-uart.mjs');

function moduleOf(name: string, text: string): string {
  const path = join(scratch, name);
  writeFileSync(path, text);
  return path;
}

const refusal = (words: RegExp) => (error: unknown) =>
  error instanceof HostError && error.code === 'INPUT_INVALID' && words.test(error.message);

test('the plug-ins of a file are found by their shape [M-77]', async () => {
  const [plugin, ...others] = await loadPlugins([EXAMPLE]);
  assert.equal(plugin?.name, 'length-prefixed-uart');
  assert.deepEqual(others, []);
  assert.deepEqual(await loadPlugins([]), []);
  const two = `
    const end = () => ({});
    export const first = { name: 'first', card: end, terminal: end };
    export const notOne = { name: 'none' };
    const second = { name: 'second', card: end, terminal: end };
    export { second, second as default };`;
  const found = await loadPlugins([moduleOf('two.mjs', two)]);
  assert.deepEqual(found.map(({ name }) => name).toSorted(), ['first', 'second']);
});

test('what is no plug-in is refused by name', async () => {
  const nothing = moduleOf('nothing.mjs', 'export const name = 1;');
  await assert.rejects(loadPlugins([nothing]), refusal(/nothing\.mjs exports no plug-in/));
  const broken = moduleOf('broken.mjs', 'export const = 1;');
  await assert.rejects(loadPlugins([broken]), refusal(/broken\.mjs does not load/));
  await assert.rejects(loadPlugins([join(scratch, 'gone.mjs')]), refusal(/does not load/));
  const again = moduleOf('again.mjs', `export * from ${JSON.stringify(EXAMPLE)};`);
  await assert.rejects(loadPlugins([EXAMPLE, again]), refusal(/two plug-ins are named "length-p/));
});
