import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completions, readLine } from './words.ts';

const names = { links: ['t0', 'spi', 'swp-a'], aids: ['A000000152000000'] };

test('a line is an APDU, a command, a link, or nothing', () => {
  assert.deepEqual(readLine('00 a4:04 00', names), { kind: 'apdu', apdu: '00A40400' });
  assert.deepEqual(readLine('> 00A40400  # as in a transcript', names), {
    kind: 'apdu',
    apdu: '00A40400',
  });
  assert.deepEqual(readLine('spi', names), { kind: 'verb', verb: 'link', operand: 'spi' });
  assert.deepEqual(readLine('Why off', names), { kind: 'verb', verb: 'why', operand: 'off' });
  assert.deepEqual(readLine('exit', names), { kind: 'verb', verb: 'quit', operand: '' });
  assert.deepEqual(readLine('  # only words', names), { kind: 'nothing' });
  assert.deepEqual(readLine('@link t0', names), { kind: 'verb', verb: 'link', operand: 't0' });
  assert.deepEqual(readLine('@reset', names), { kind: 'verb', verb: 'reset', operand: '' });
  assert.deepEqual(readLine('< 6F .. 9000', names), { kind: 'nothing' });
  for (const wrong of [
    '@fly',
    '@select A000000151000000',
    '00A404',
    '00A4040',
    'constructor',
    'spi t0',
  ])
    assert.equal(readLine(wrong, names).kind, 'wrong', wrong);
});

test('commands and links are completed first, then what a command takes', () => {
  assert.deepEqual(completions('se', names), ['select']);
  assert.deepEqual(completions('s', names), ['select', 'spi', 'swp-a']);
  assert.deepEqual(completions('link s', names), ['spi', 'swp-a']);
  assert.deepEqual(completions('why ', names), ['on', 'off']);
  assert.deepEqual(completions('select A00000015', names).slice(0, 2), [
    'A000000152000000',
    'A000000151000000',
  ]);
  assert.deepEqual(completions('nothing a', names), []);
});
