/** The fuzzer itself: it mutates, keeps inputs with new coverage, and reports failures. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, hex, unhex } from '../../src/base/index.ts';
import { listFiles } from '../architecture/project.ts';
import { Random } from '../sim/random.ts';
import { FAMILIES } from './codecs.ts';
import { readCorpus, renderInput } from './corpus.ts';
import { fuzz } from './fuzzer.ts';
import { CHANGES, INPUT_MAX, mutate } from './mutate.ts';

const BASE = unhex('8404AABBCCDD');

test('every kind of change changes something, and keeps to the longest input', () => {
  for (const [name, change] of Object.entries(CHANGES)) {
    const random = new Random(1);
    const seen = new Set<string>();
    for (let i = 0; i < 100; i++) seen.add(hex(change(BASE, random, bytes(1, 2, 3))));
    assert.ok(seen.size > 2, `${name} gives ${[...seen].join(' ')}`);
  }
  assert.equal(hex(BASE), '8404AABBCCDD');
  const long = new Uint8Array(INPUT_MAX);
  assert.ok(mutate(long, long, new Random(2)).length <= INPUT_MAX);
  assert.equal(mutate(bytes(), bytes(), new Random(3)).length > 0, true);
});

const plan = {
  target: 'planted',
  seeds: [[BASE]],
  file: 'tests/fuzz/fuzzer.test.js',
  change: (input: readonly Uint8Array[], other: readonly Uint8Array[], random: Random) => [
    mutate(input[0]!, other[0]!, random),
  ],
};

test('what is new leads on: a lock of three bytes opens one by one', () => {
  let best = 0;
  const keyed = unhex('C0FFEE');
  fuzz({
    ...plan,
    runs: 200_000,
    run([input]) {
      let right = 0;
      while (right < 3 && input![right] === keyed[right]) right++;
      best = Math.max(best, right);
      return [`${right}`];
    },
  });
  assert.equal(best, 3);
});

test('a failure names the input, the seed and the command that replays it', () => {
  const run = (): string[] => {
    throw new RangeError('planted');
  };
  const reported = new RegExp(
    `planted[^]*${hex(BASE)}[^]*seed \\d+[^]*npm test -- --only tests/fuzz/fuzzer`,
  );
  assert.throws(() => fuzz({ ...plan, runs: 1, run }), reported);
});

test('every corpus file is one that a test reads, and no line stands twice', () => {
  const targets = [
    ...Object.keys(FAMILIES).map((family) => `codec-${family}`),
    ...['t0', 't1', 'spi', 'swp'].map((kind) => `line-${kind}`),
    'apdu',
    'uicc',
  ];
  const files = listFiles('tests/fuzz/corpus');
  assert.deepEqual(files, targets.map((one) => `tests/fuzz/corpus/${one}.hex`).sort());
  for (const target of targets) {
    const lines = readCorpus(target).map(renderInput);
    assert.equal(new Set(lines).size, lines.length, target);
  }
});
