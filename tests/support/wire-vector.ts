/** The tests of every message codec: independent bytes, and errors on damage. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Bytes, hex, isWireError, unhex, type WireError } from '../../src/base/index.ts';
import { randomRuns } from '../random-counts.ts';

export interface WireVector<T> {
  readonly name: string;
  /** Hexadecimal, from an encoder that is not ours. */
  readonly bytes: string;
  readonly value: T;
  readonly emit: (value: T) => Bytes;
  readonly parse: (source: Bytes) => T | WireError;
}

/** Registers the tests of one vector. */
export function holdVector<T>({ name, bytes, value, emit, parse }: WireVector<T>): void {
  test(`${name}: the bytes of an independent encoder, both ways`, () => {
    assert.equal(hex(emit(value)), bytes);
    assert.deepEqual(parse(unhex(bytes)), value);
  });

  test(`${name}: every shortened message is an error, with its place`, () => {
    const whole = unhex(bytes);
    for (let length = 0; length < whole.length; length++) {
      const result = parse(whole.subarray(0, length));
      assert.ok(isWireError(result), `${length} bytes were taken`);
      assert.ok(result.offset >= 0 && result.offset <= length, `offset ${result.offset}`);
    }
  });

  test(`${name}: a foreign tag and trailing bytes are errors`, () => {
    const longer = parse(unhex(`${bytes}00`));
    assert.ok(isWireError(longer) && longer.offset === bytes.length / 2);
    assert.ok(isWireError(parse(unhex('BF7F00'))));
  });

  test(`${name}: no bytes make the reader throw`, () => {
    const whole = unhex(bytes);
    const place = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 3 }), (changes) => {
        const damaged = whole.slice();
        for (const [at, byte] of changes) damaged[at] = byte;
        const result = parse(damaged);
        if (isWireError(result)) assert.ok(result.offset <= damaged.length);
      }),
      randomRuns('codec'),
    );
  });
}
