/** Every command explains itself. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { presets } from '../../src/device/index.ts';
import { bifrons } from './support/bifrons.ts';

describe('help', () => {
  test('every command, and every one below it, has a help with examples', async () => {
    const seen: string[] = [];
    const ask = async (words: readonly string[]): Promise<void> => {
      const help = await bifrons([...words, '--help']);
      seen.push(words.join(' '));
      assert.equal(help.code, 0, words.join(' '));
      assert.match(help.stdout, /Examples?:\n +(sudo |printf .*\| )?bifrons /, words.join(' '));
      for (const line of help.stdout.split('\n')) assert.ok(line.length <= 100, line);
      const list = /^Commands:\n((?: {2}.*\n)+)/m.exec(help.stdout)?.[1] ?? '';
      for (const [, name = ''] of list.matchAll(/^ {2}([a-z]+)/gm))
        if (name !== 'help') await ask([...words, name]);
    };
    await ask([]);
    for (const one of ['up', 'host nfc tap', 'state diff', 'attach lpac'])
      assert.ok(seen.includes(one), `${one} among ${seen.join(', ')}`);
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
