import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as z from 'zod';
import { mapSecrets, secret, withMasks } from './index.ts';

const pin = secret(z.string().regex(/^[0-9]{4,8}$/));
const schema = z.strictObject({
  name: z.string(),
  ki: secret(z.string()).describe('A key.').optional(),
  pins: z.array(pin).default([]),
  byName: z.record(z.string(), z.strictObject({ opc: secret(z.string()) })).prefault({}),
  either: z.union([z.strictObject({ open: z.string() }), z.strictObject({ shut: pin })]),
});
const mask = () => '***';

test('a field is secret by its schema: behind defaults, in lists, records and unions', () => {
  const value = schema.parse({
    name: 'ki',
    ki: '00112233',
    pins: ['1234', '5678'],
    byName: { opc: { opc: 'AABB' } },
    either: { shut: '0000' },
  });
  assert.deepEqual(mapSecrets(schema, value, mask), {
    name: 'ki',
    ki: '***',
    pins: ['***', '***'],
    byName: { opc: { opc: '***' } },
    either: { shut: '***' },
  });
  const paths: string[] = [];
  mapSecrets(schema, value, (text, path) => paths.push(`${path.join('.')} ${text}`));
  assert.deepEqual(paths, [
    'ki 00112233',
    'pins.0 1234',
    'pins.1 5678',
    'byName.opc.opc AABB',
    'either.shut 0000',
  ]);
  const open = { name: 'a', pins: [], byName: {}, either: { open: '0000' } };
  assert.deepEqual(mapSecrets(schema, open, mask), open);
});

test('what no option of a union accepts is left out', () => {
  const value = { name: 'a', pins: [], byName: {}, either: { shut: 'not a PIN' } };
  assert.doesNotMatch(JSON.stringify(mapSecrets(schema, value, mask)), /not a PIN/);
});

test('a schema with masks accepts the mask where a secret is, and there alone', () => {
  const shown = withMasks(schema, z.literal('***'));
  const value = schema.parse({ name: 'a', ki: '00', pins: ['1234'], either: { shut: '0000' } });
  assert.deepEqual(shown.parse(value), value);
  const masked = mapSecrets(schema, value, mask) as object;
  assert.deepEqual(shown.parse(masked), masked);
  assert.equal(schema.safeParse(masked).success, false);
  assert.equal(shown.safeParse({ ...masked, pins: ['**'] }).success, false);
  assert.equal(shown.safeParse({ ...masked, more: '***' }).success, false);
});

test('a secret is marked in JSON Schema by a standard annotation', () => {
  const json = z.toJSONSchema(z.strictObject({ pin: pin.describe('A PIN.') }));
  assert.equal(JSON.stringify(json.properties?.['pin']).includes('"writeOnly":true'), true);
});
