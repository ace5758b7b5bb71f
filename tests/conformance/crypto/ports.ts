/** The crypto ports that must give the same bytes; every vector runs through each. */
import { test } from 'node:test';
import { nodeCrypto } from '../../../src/attach/node-crypto/index.ts';
import { type Bytes, type Rng, unhex } from '../../../src/base/index.ts';
import { type Crypto, pureCrypto, randomStream } from '../../../src/crypto/index.ts';

const PORTS: readonly (readonly [string, Crypto])[] = [
  ['pure', pureCrypto],
  ['native', nodeCrypto],
];

/** A test for each port. */
export function testPorts(name: string, body: (port: Crypto) => void): void {
  for (const [port, crypto] of PORTS) test(`${name} (${port})`, () => body(crypto));
}

/** What a function gives under each port, for a comparison. */
export function underPorts<T>(compute: (port: Crypto) => T): readonly T[] {
  return PORTS.map(([, crypto]) => compute(crypto));
}

/** A stream of the same bytes each time. */
export function stream(label: string): Rng {
  return randomStream(unhex('00112233'), label);
}

/** A stream that gives these bytes, and then no more. */
export function fixedStream(...draws: readonly Bytes[]): Rng {
  const left = [...draws];
  return {
    bytes(length) {
      const next = left.shift();
      if (next?.length !== length) throw new RangeError(`a draw of ${length} bytes is not given`);
      return next;
    },
  };
}
