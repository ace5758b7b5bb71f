import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Bench } from '../../../tests/support/container-bench.ts';
import { randomRuns } from '../../../tests/random-counts.ts';
import { bytes, Fault, hex, Secret, unhex } from '../../base/index.ts';
import { keyConflict } from '../content/checks.ts';
import { keysCodec } from './key-codec.ts';
import { emitKeyInformation } from './key-information.ts';
import { type Key, NOT_GIVEN } from './key.ts';
import { KeyStore, SEQUENCE_MAX } from './key-store.ts';
import { KEY_TYPE } from '../../wire/globalplatform/index.ts';

const AES_128 = new Uint8Array(16).fill(0x40);

function key(version: number, id: number, more: Partial<Key> = {}): Key {
  const parts = [{ type: KEY_TYPE.AES, value: new Secret(AES_128) }];
  return { version, id, parts, usage: NOT_GIVEN, access: NOT_GIVEN, ...more };
}

function store(bench = new Bench()): { readonly bench: Bench; readonly keys: KeyStore } {
  return { bench, keys: new KeyStore(bench.services.nvm.part('domain')) };
}

const names = (keys: KeyStore) => keys.list.map(({ version, id }) => [version, id]);

const anyKey: fc.Arbitrary<Key> = fc.record({
  version: fc.integer({ min: 1, max: 255 }),
  id: fc.integer({ min: 0, max: 127 }),
  parts: fc.array(
    fc.record({
      type: fc.oneof(fc.integer({ min: 0x80, max: 0xf0 }), fc.constant(0xff88)),
      value: fc.uint8Array({ minLength: 1, maxLength: 300 }).map((value) => new Secret(value)),
    }),
    { minLength: 1, maxLength: 5 },
  ),
  usage: fc.oneof(fc.constant(NOT_GIVEN), fc.nat({ max: 255 })),
  access: fc.oneof(fc.constant(NOT_GIVEN), fc.nat({ max: 255 })),
});

test('keys of any type come back as they were stored', () => {
  const plain = (keys: readonly Key[]) =>
    keys.map((one) => ({
      ...one,
      parts: one.parts.map(({ type, value }) => [type, hex(value.reveal())]),
    }));
  fc.assert(
    fc.property(fc.array(anyKey, { maxLength: 6 }), (keys) => {
      assert.deepEqual(plain(keysCodec.parse(keysCodec.emit(keys))), plain(keys));
    }),
    randomRuns('codec'),
  );
  for (const stored of ['E0', 'E000', 'E003800130', 'E00780023001830188'])
    assert.throws(() => keysCodec.parse(unhex(stored)), Fault, stored);
});

test('a key takes the place of the one with its version and identifier', () => {
  const { keys } = store();
  keys.put([key(0x30, 1), key(0x30, 2), key(0x31, 1)]);
  const value = new Secret(bytes(1, 2, 3));
  keys.put([key(0x30, 2, { parts: [{ type: KEY_TYPE.DES, value }] }), key(0x32, 1)]);
  assert.deepEqual(names(keys), [
    [0x30, 1],
    [0x30, 2],
    [0x31, 1],
    [0x32, 1],
  ]);
  assert.equal(keys.find(0x30, 2)?.parts[0]?.type, KEY_TYPE.DES);
  assert.deepEqual(
    keys.version(0).map((one) => one.id),
    [1, 2],
    'version 0 is the first there is',
  );
  assert.throws(() => keys.put([key(1, 1), key(1, 1)]), Fault);
});

test('a key set that is replaced whole, or removed, counts from zero [GPAmdD §6.2.2.1]', () => {
  const { bench, keys } = store();
  keys.put([key(0x30, 1), key(0x30, 2), key(0x31, 1)]);
  assert.deepEqual([keys.takeSequence(0x30), keys.takeSequence(0x30)], [1, 2]);
  keys.put([key(0x30, 1)]);
  assert.equal(keys.sequence(0x30), 2, 'one key of two');
  bench.memory.commit();
  keys.put([key(0x30, 1), key(0x30, 2)]);
  assert.equal(keys.sequence(0x30), 0);
  bench.memory.rollback();
  assert.equal(keys.sequence(0x30), 2, 'a refused command replaces nothing');
  keys.remove((one) => one.version === 0x30);
  assert.deepEqual(names(keys), [[0x31, 1]]);
  assert.equal(keys.sequence(0x30), 0);
});

test('the counter ends, and survives a refusal [GPAmdD §6.2.2.1]', () => {
  const { bench, keys } = store();
  keys.put([key(0x30, 1)]);
  bench.memory.commit();
  keys.takeSequence(0x30);
  bench.memory.rollback();
  assert.equal(keys.sequence(0x30), 1);
  bench.services.nvm.part('domain').counter('sequence/48', 0).set(SEQUENCE_MAX);
  assert.equal(keys.takeSequence(0x30), undefined);
});

test('key information: basic, lengths from 256 as 00, extended where a type has two bytes', () => {
  const of = (...parts: (readonly [type: number, length: number])[]) =>
    hex(
      emitKeyInformation([
        key(0x70, 1, {
          parts: parts.map(([type, length]) => ({
            type,
            value: new Secret(new Uint8Array(length)),
          })),
        }),
      ]),
    );
  assert.equal(of([KEY_TYPE.AES, 16]), 'C00401708810');
  const rsa = of([KEY_TYPE.RSA_MODULUS, 256], [KEY_TYPE.RSA_PUBLIC_EXPONENT, 3]);
  assert.equal(rsa, 'C0060170A100A003');
  assert.equal(of([0xff88, 16]), 'C0080170FF8800100000');
  const whole = key(0x70, 1, {
    parts: [{ type: 0xff88, value: new Secret(AES_128) }],
    usage: 0x18,
    access: 0x01,
  });
  assert.equal(hex(emitKeyInformation([whole])), 'C00A0170FF88001001180101');
});

test('which keys contradict each other [GPCS §7.5.1]', () => {
  assert.equal(keyConflict([key(1, 1), key(1, 2), key(0x7f, 1), key(0xff, 1)]), undefined);
  assert.match(keyConflict([key(1, 1), key(1, 1)]) ?? '', /version 1 and identifier 1/);
  assert.match(keyConflict([key(0x80, 1)]) ?? '', /128 is no key version/);
  assert.match(keyConflict([key(0, 1)]) ?? '', /0 is no key version/);
});
