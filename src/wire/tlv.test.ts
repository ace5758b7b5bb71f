import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../tests/random-counts.ts';
import { hex } from '../base/index.ts';
import { emitLength, emitTag, emitTlv, parseTlv } from './index.ts';

test('lengths take their shortest form [X.690 §8.1]', () => {
  const forms: readonly (readonly [number, string])[] = [
    [0, '00'],
    [0x7f, '7F'],
    [0x80, '8180'],
    [0xff, '81FF'],
    [0x100, '820100'],
    [0xffff, '82FFFF'],
    [0x10000, '83010000'],
  ];
  for (const [length, form] of forms) {
    assert.equal(hex(emitLength(length)), form);
    const whole = emitTlv(0x4f, new Uint8Array(length));
    assert.equal(whole.length, 1 + form.length / 2 + length);
    assert.equal(hex(whole.subarray(1, 1 + form.length / 2)), form);
  }
});

test('tags take one to three bytes [ISO7816-4 §5.2.2]', () => {
  for (const [tag, form] of [
    [0x4f, '4F'],
    [0x9f7f, '9F7F'],
    [0xdf8101, 'DF8101'],
  ] as const) {
    assert.equal(hex(emitTag(tag)), form);
    assert.equal(hex(emitTlv(tag, Uint8Array.of(1), Uint8Array.of(2, 3))), `${form}03010203`);
  }
});

test('what is written is read again, in however many parts it was given', () => {
  const tag = fc.constantFrom(0x4f, 0x5f2d, 0xbf29, 0xdf8101);
  fc.assert(
    fc.property(tag, fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 4 }), (of, parts) => {
      const whole = emitTlv(of, ...parts);
      const value = new Uint8Array(Buffer.concat(parts));
      assert.deepEqual(parseTlv(whole), { tag: of, value, next: whole.length });
    }),
    randomRuns('codec'),
  );
});
