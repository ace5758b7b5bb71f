/** Every command explains itself. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { presets } from '../../src/device/index.ts';
import { bifrons } from './support/bifrons.ts';

describe('help', () => {
  for (const words of [
    '',
    'up',
    'apdu',
    'topology',
    'host',
    'pairing',
    'alias',
    'ruling',
    'trace',
    'state',
    'pcsc',
    'attach',
  ]) {
    test(`bifrons ${words} --help has examples`.replace('  ', ' '), async () => {
      const help = await bifrons([...(words === '' ? [] : [words]), '--help']);
      assert.equal(help.code, 0);
      assert.match(help.stdout, /Examples?:\n +(sudo )?bifrons /);
      for (const line of help.stdout.split('\n')) assert.ok(line.length <= 100, line);
    });
  }

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
