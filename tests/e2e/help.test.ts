/** Every command explains itself. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { presets } from '../../src/device/index.ts';
import { cliPage } from '../reference/cli-page.ts';
import { bifrons } from './support/bifrons.ts';
import { everyHelp } from '../../src/cli/index.ts';

describe('help', () => {
  test('every command, and every one below it, has a help with examples', async () => {
    const commands = await everyHelp();
    for (const { name, help } of commands) {
      const words = ['bifrons', ...(name === '' ? [] : [name])].join(' ');
      assert.ok(help.startsWith(`Usage: ${words} `), `${name}: ${help}`);
      assert.match(help, /Examples?:\n +(sudo |printf .*\| )?bifrons /, name);
      for (const line of help.split('\n')) assert.ok(line.length <= 100, line);
    }
    // What one process prints is the same whatever its terminal: `npm run reference` writes it.
    const page = new URL('../../../docs/reference/cli.md', import.meta.url);
    assert.equal(readFileSync(page, 'utf8'), cliPage(commands), 'docs/reference/cli.md is stale');
    const seen = commands.map(({ name }) => name);
    for (const one of ['up', 'host nfc tap', 'host power-cycle', 'state diff', 'attach lpac'])
      assert.ok(seen.includes(one), `${one} among ${seen.join(', ')}`);
  });

  test('a process prints that help', async () => {
    const page = await everyHelp();
    for (const name of ['', 'gp', 'gp put-key', 'host nfc tap', 'completion']) {
      const { code, stdout } = await bifrons([...name.split(' ').filter(Boolean), '--help']);
      assert.equal(code, 0, name);
      assert.equal(stdout, page.find((one) => one.name === name)?.help, name);
    }
  });

  test('at 60 columns no line of a help is wider, but for a single word', async () => {
    for (const { name, help } of await everyHelp(60)) {
      const wide = help.split('\n').filter((line) => line.length > 60 && /\S \S/.test(line));
      assert.deepEqual(wide, [], name);
    }
  });

  test('--preset names every preset', async () => {
    const { stdout } = await bifrons(['up', '--help']);
    const words = /--preset <name>([^<]*)--device/.exec(stdout)?.[1]?.replace(/\s+/g, ' ') ?? '';
    assert.ok(words.includes(Object.keys(presets).join(', ')), words);
  });

  test('an unknown command is wrong usage', async () => {
    const wrong = await bifrons(['fly']);
    assert.equal(wrong.code, 2);
    assert.notEqual(wrong.stderr, '');
  });
});
