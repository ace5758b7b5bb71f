/** Foreign names on a terminal: no control character of theirs gets there. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printable, printableJson, printableLines } from './printable.ts';

const HOSTILE = 'a\u001b[2Jb\u0007\r\n\u009b31mc\u007f\u202ed\u2028e';
const SHOWN = 'a\\x1b[2Jb\\x07\\x0d\\x0a\\x9b31mc\\x7f\\u202ed\\u2028e';

test('control characters and marks of direction are shown by their numbers', () => {
  assert.equal(printable(HOSTILE), SHOWN);
  assert.equal(printable('plain, ~/é 日本 😀'), 'plain, ~/é 日本 😀');
});

test('a text of lines keeps its lines', () => {
  assert.equal(printableLines('one\ntwo\u001b\n'), 'one\ntwo\\x1b\n');
});

test('JSON says the same, without a control character in it', () => {
  const text = printableJson({ name: HOSTILE });
  assert.deepEqual(JSON.parse(text), { name: HOSTILE });
  assert.equal(printable(text), text);
});
