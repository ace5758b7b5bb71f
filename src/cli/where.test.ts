/** Hints name the device they are about: a command taken from one reaches that device. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { whereIs } from './where.ts';

const again = (options: Parameters<typeof whereIs>[0]) => whereIs(options).again;

test('the options that name the same device again', () => {
  assert.equal(again({}), '');
  assert.equal(again({ preset: 'patent' }), '', 'the default needs no name');
  assert.equal(again({ preset: 'phone' }), ' --preset phone');
  assert.equal(again({ data: '/tmp/none-here', preset: 'phone' }), ' --data /tmp/none-here');
});

test('a name with blanks or quotes stays one word of a shell', () => {
  assert.equal(again({ data: '/tmp/my device' }), " --data '/tmp/my device'");
  assert.equal(again({ data: "/tmp/it's" }), String.raw` --data '/tmp/it'\''s'`);
});
