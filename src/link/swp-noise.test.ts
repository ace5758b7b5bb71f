/**
 * The whole wire under noise, arbitrary bytes and arbitrary cuts: right answers, or failures that
 * the protocols can detect.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RANDOM_SEED, randomCount, randomRuns } from '../../tests/random-counts.ts';
import { type Bytes, bytes, concat, hex, MS, SECOND } from '../base/index.ts';
import type { TerminalEnd } from './contract.ts';
import type { Noise } from './index.ts';
import { pattern, testRng, TestRig } from './rig.testing.ts';
import { apdu, OK, run, swpRig } from './swp-rig.testing.ts';

const EXCHANGES = randomCount('exchange') * 500;

const MODERATE: Noise = {
  rng: testRng(RANDOM_SEED),
  manner: 'crc',
  damage: 0.02,
  drop: 0.01,
  duplicate: 0.01,
  delay: 0.01,
  delayMax: 8 * MS,
  lengthField: [0, 0],
};

/** Power down and up with a clean line, so that only exchanges are judged. */
function reopen({ rig, swp, card }: ReturnType<typeof swpRig>, ends: readonly TerminalEnd[]): void {
  const { noisy } = rig;
  noisy!.on = false;
  noisy!.clear();
  for (const end of ends) end.signal(rig.now, 'power-off');
  card.signal(rig.now, 'power-off');
  card.signal(rig.now, 'power-on');
  for (const end of ends) {
    end.signal(rig.now, 'power-on');
    run(rig, end);
    assert.equal(end.failure, undefined);
  }
  assert.equal(swp.powered, true);
  noisy!.on = true;
}

test(`${EXCHANGES} exchanges over the noisy wire end right, or fail as the protocol says`, () => {
  const seen = new Map<string, number>();
  const cost = (command: Bytes) => {
    const name = hex(command.subarray(4, 7));
    seen.set(name, (seen.get(name) ?? 0) + 1);
    return command[6] === 7 ? 3 * SECOND : 0;
  };
  const parts = swpRig({ noise: MODERATE, cost });
  const { rig, swp } = parts;
  const ends = [swp.apduGate, swp.readerA, swp.readerB];
  reopen(parts, ends);
  let failures = 0;
  for (let index = 0; index < EXCHANGES; index++) {
    const turn = index % 4 === 3 ? 1 + (index % 2) : 0;
    const end = ends[turn]!;
    if (!end.ready) reopen(parts, ends);
    const name = bytes(index >> 16, (index >> 8) & 255, index & 255);
    const data = concat(name, pattern(index % 90));
    end.send(apdu(data));
    run(rig, end, () => false);
    const result = end.result();
    const runs = seen.get(hex(name)) ?? 0;
    assert.ok(runs <= 1, `exchange ${index} ran ${runs} times`);
    if (result?.kind === 'answer') {
      const link = bytes('GAB'.charCodeAt(turn));
      assert.equal(hex(result.bytes), hex(concat(link, data, OK)), `exchange ${index}`);
      assert.equal(runs, 1);
    } else {
      failures++;
    }
    seen.delete(hex(name));
  }
  assert.ok(failures <= EXCHANGES / 1_000, `${failures} failures`);
});

test('without bound to the damage nothing hangs or throws', () => {
  const noise: Noise = {
    ...MODERATE,
    rng: testRng(RANDOM_SEED + 1),
    manner: 'unlimited',
    damage: 0.3,
    drop: 0.1,
    duplicate: 0.1,
    delay: 0.1,
    delayMax: 50 * MS,
  };
  const parts = swpRig({ noise });
  const { rig, swp } = parts;
  const ends = [swp.apduGate, swp.readerA, swp.readerB];
  for (let index = 0; index < EXCHANGES / 1_000; index++) {
    const end = ends[index % 3]!;
    if (!end.ready) reopen(parts, ends);
    end.send(apdu(pattern(index % 200)));
    run(rig, end);
    assert.ok(end.result() !== undefined || end.failure !== undefined);
  }
});

test('the pieces in which bytes arrive change nothing', () => {
  const cuts = fc.array(fc.nat({ max: 12 }), { minLength: 1, maxLength: 8 });
  const lengths = fc.array(fc.nat({ max: 200 }), { minLength: 1, maxLength: 3 });
  const play = (sizes: readonly number[], places?: readonly number[]) => {
    const { swp, card } = swpRig();
    let turn = 0;
    const split = (run: Bytes): Bytes[] => {
      const parts: Bytes[] = [];
      for (let at = 0; at < run.length;) {
        const take = 1 + places![turn++ % places!.length]!;
        parts.push(run.subarray(at, at + take));
        at += take;
      }
      return parts;
    };
    const script = { answer: (command: Bytes) => concat(command.subarray(4), OK) };
    const rig = new TestRig<string>(swp.apduGate, card, script, places ? { split } : {});
    rig.powerOn();
    const results = sizes.map((size) => rig.exchange(apdu(pattern(size))));
    return { results, line: rig.line.map((one) => hex(one.bytes)) };
  };
  fc.assert(
    fc.property(lengths, cuts, (sizes, places) => {
      const whole = play(sizes);
      assert.ok(whole.results.every((result) => result.kind === 'answer'));
      assert.deepEqual(play(sizes, places), whole);
    }),
    randomRuns('exchange'),
  );
});

test('arbitrary bytes at any moment neither throw nor hang', () => {
  const runs = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 });
  fc.assert(
    fc.property(runs, fc.nat({ max: 40 }), (list, after) => {
      const { swp, card, rig } = swpRig();
      card.signal(0, 'power-on');
      swp.apduGate.signal(0, 'power-on');
      swp.readerA.signal(0, 'power-on');
      for (let steps = 0; steps < after; steps++) rig.step();
      for (const noise of list) {
        card.receive(rig.now, noise);
        swp.apduGate.receive(rig.now, noise);
        rig.step();
      }
      run(rig, swp.apduGate);
      run(rig, swp.readerA);
      assert.ok(swp.apduGate.ready || swp.apduGate.failure !== undefined);
    }),
    randomRuns('exchange'),
  );
});
