/** Hints name the device they are about: a command taken from one reaches that device. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { whereIs } from './where.ts';

const again = async (options: Parameters<typeof whereIs>[0]) => (await whereIs(options)).again;

test('the options that name the same device again', async () => {
  assert.equal(await again({}), '');
  assert.equal(await again({ preset: 'patent' }), '', 'the default needs no name');
  assert.equal(await again({ preset: 'phone' }), ' --preset phone');
  assert.equal(await again({ data: '/tmp/none-here', preset: 'phone' }), ' --data /tmp/none-here');
});

test('a name with blanks or quotes stays one word of a shell', async () => {
  assert.equal(await again({ data: '/tmp/my device' }), " --data '/tmp/my device'");
  assert.equal(await again({ data: "/tmp/it's" }), String.raw` --data '/tmp/it'\''s'`);
});
