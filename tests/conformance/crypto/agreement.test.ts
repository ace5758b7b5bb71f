/** Under one seed both providers give the same bytes: keys, signatures, points, digests, primes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bytes, hex } from '../../../src/base/index.ts';
import {
  CURVE_NAMES,
  generateEcKey,
  generateRsaKey,
  HASH_NAMES,
  signEcdsa,
} from '../../../src/crypto/index.ts';
import { randomCount, randomRuns } from '../../random-counts.ts';
import { stream, underPorts } from './ports.ts';

/** Compares what both providers gave, as text. */
function assertSame(results: readonly unknown[]): void {
  const [first, ...others] = results.map((one) => JSON.stringify(one));
  for (const other of others) assert.equal(other, first);
}

test('every hash function gives the same digest, however the message is cut', () => {
  const inputs = fc.record({
    name: fc.constantFrom(...HASH_NAMES),
    parts: fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 4 }),
  });
  fc.assert(
    fc.property(inputs, ({ name, parts }) => {
      assertSame(underPorts((port) => hex(port.hash(name).digest(...parts))));
    }),
    randomRuns('codec'),
  );
});

for (const name of CURVE_NAMES) {
  test(`${name}: the same keys, signatures and points, and both verify them`, () => {
    const count = Math.max(1, Math.floor(randomCount('curve') / CURVE_NAMES.length));
    for (let i = 0; i < count; i++) {
      const message = bytes(i, 1, 2, 3);
      const results = underPorts((port) => {
        const curve = port.curve(name);
        const rng = stream(`${name} ${i}`);
        const [mine, other] = [generateEcKey(curve, rng), generateEcKey(curve, rng)];
        const digest = port.hash('sha256').digest(message);
        const { r, s } = signEcdsa(curve, rng, { key: mine.key, digest });
        const claim = { publicKey: mine.publicKey, r, s };
        assert.equal(curve.verify({ ...claim, digest }), true);
        assert.equal(curve.verify({ ...claim, hash: 'sha256', message }), true);
        assert.equal(curve.verify({ ...claim, hash: 'sha384', message }), false);
        assert.equal(curve.verify({ ...claim, publicKey: other.publicKey, digest }), false);
        const shared = curve.multiply(mine.key, other.publicKey)!;
        const again = curve.multiply(other.key, mine.publicKey)!;
        assert.equal(hex(shared), hex(again), 'both sides agree on a point');
        const x = hex(curve.sharedX(mine.key, other.publicKey)!);
        assert.equal(hex(shared.subarray(1)).slice(0, x.length), x);
        return [mine.key, mine.publicKey, r, s, shared].map(hex);
      });
      assertSame(results);
    }
  });
}

for (const [name, length] of [
  ['x25519', 32],
  ['x448', 56],
] as const) {
  test(`${name}: the same products of any numbers`, () => {
    const number = fc.uint8Array({ minLength: length, maxLength: length });
    fc.assert(
      fc.property(number, number, (scalar, u) => {
        assertSame(
          underPorts((port) => {
            const product = port.montgomery(name)(scalar, u);
            return product && hex(product);
          }),
        );
      }),
      randomRuns('curve'),
    );
  });
}

for (const [name, length] of [
  ['ed25519', 32],
  ['ed448', 57],
] as const) {
  test(`${name}: the same public keys, signatures and verdicts`, () => {
    const inputs = fc.record({
      key: fc.uint8Array({ minLength: length, maxLength: length }),
      message: fc.uint8Array({ maxLength: 100 }),
      spoiled: fc.nat({ max: 16 * length - 1 }),
    });
    fc.assert(
      fc.property(inputs, ({ key, message, spoiled }) => {
        assertSame(
          underPorts((port) => {
            const edwards = port.edwards(name);
            const publicKey = edwards.publicKey(key);
            const signature = edwards.sign(key, message);
            assert.equal(edwards.verify({ publicKey, message, signature }), true);
            const other = Uint8Array.from(signature);
            other[spoiled >> 3]! ^= 1 << (spoiled & 7);
            const verdict = edwards.verify({ publicKey, message, signature: other });
            return [hex(publicKey), hex(signature), verdict];
          }),
        );
      }),
      randomRuns('curve'),
    );
  });
}

test('RSA keys of several lengths are the same, and so is what they compute', () => {
  for (const [bits, publicExponent] of [
    [512, undefined],
    [768, bytes(3)],
    [1024, undefined],
    [1536, bytes(17)],
  ] as const) {
    const results = underPorts((port) => {
      const rng = stream(`rsa ${bits}`);
      const { publicKey, privateKey, crt } = generateRsaKey(port, rng, { bits, publicExponent });
      const value = rng.bytes(bits / 8);
      value[0] = 0;
      const signed = port.modPow(value, crt);
      assert.equal(hex(port.modPow(value, privateKey)), hex(signed));
      assert.equal(hex(port.modPow(signed, publicKey)), hex(value));
      return [publicKey.modulus, privateKey.exponent, crt.p, crt.qInv, signed].map(hex);
    });
    assertSame(results);
  }
});

test('the same numbers are prime', () => {
  const number = fc.uint8Array({ maxLength: 12 });
  fc.assert(
    fc.property(number, (candidate) => {
      assertSame(underPorts((port) => port.isProbablePrime(candidate)));
    }),
    randomRuns('codec'),
  );
});
