/**
 * Two forks of one device that differ in all of container A answer alike, byte for byte and in
 * virtual time, on every link that is not paired with A.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomCount, RANDOM_SEED, replayCommand } from '../../random-counts.ts';
import { type Campaign, search } from './compare.ts';
import { WIRE_LEAKS, leakyWire } from './leaky-wire.ts';
import { LEAKS, leakyDevice, type PlantedLeak } from './leaky.ts';
import { wholeDevice } from './subject.ts';
import { ALL_LINKS, type Kind, KINDS, type Setting, SETTINGS } from './worlds.ts';

/**
 * Where every container may be reached from everywhere, an AID becomes common to a third container
 * when A holds it too: its registry is open there, so that only two containers are compared.
 */
const KINDS_OF: Readonly<Record<Setting, readonly Kind[]>> = {
  always: KINDS,
  own: KINDS,
  all: KINDS.slice(0, 2),
};

const WORDS: Readonly<Record<Setting, string>> = {
  always: 'under the policy "always"',
  own: 'under "only-if-aliased" with reach "own"',
  all: 'under "only-if-aliased" with reach "all", where nothing reaches A',
};

function campaign(setting: Setting): Omit<Campaign, 'boot'> {
  const count = randomCount('interference');
  return { setting, kinds: KINDS_OF[setting], seed: RANDOM_SEED, count };
}

for (const setting of SETTINGS) {
  test(`${WORDS[setting]} links not paired with A observe nothing of A [M-20]`, (t) => {
    const tally = search({ ...campaign(setting), boot: wholeDevice });
    const { leak } = tally;
    t.diagnostic(`${tally.onWire} on a single wire, ${tally.onSharedWire} of them shared with A`);
    t.diagnostic(`${tally.leftOut} left out; ${[...tally.over].flat().join(' ')}`);
    assert.equal(leak, undefined, `${leak?.words}\nreplay: ${replayCommand(import.meta.filename)}`);
    assert.equal(tally.compared, randomCount('interference'));
    for (const link of ALL_LINKS)
      assert.ok((tally.over.get(link) ?? 0) > tally.compared / 50, `too few over ${link}`);
    assert.ok(tally.onSharedWire > tally.compared / 20, 'too few on a wire shared with A');
    assert.ok(tally.leftOut <= tally.compared, `${tally.leftOut} sequences were left out`);
    assert.ok(tally.fruitful > tally.steps / 4, `${tally.fruitful} of ${tally.steps} did anything`);
  });
}

test('the device that leaks are planted in is tight without them', () => {
  for (const setting of SETTINGS) {
    const tally = search({ ...campaign(setting), boot: leakyDevice(undefined), count: 2_000 });
    assert.equal(tally.leak, undefined, tally.leak?.words);
  }
});

/** It takes a third container, whose link depends on what A holds. */
const RARE: PlantedLeak = 'an AID made common by what cannot be reached';
/** Far beyond what it takes, so that a fresh seed does not make this fail by chance. */
const PLANTED_COUNT = 200_000;

for (const leak of LEAKS) {
  test(`a planted leak is found: ${leak}`, (t) => {
    const { seed } = campaign('always');
    const setting = leak === RARE ? 'own' : 'always';
    const kinds = leak === RARE ? KINDS.slice(2) : KINDS;
    const boot = leakyDevice(leak);
    const tally = search({ setting, kinds, seed, boot, count: PLANTED_COUNT });
    assert.ok(tally.leak, `not found in ${tally.compared} sequences`);
    t.diagnostic(`found in sequence ${tally.leak.sequence}`);
  });
}

for (const leak of WIRE_LEAKS) {
  test(`a planted leak is found on the single wire: ${leak} depends on A`, (t) => {
    const { seed } = campaign('always');
    const boot = leakyWire(leak);
    const tally = search({ setting: 'always', kinds: KINDS, seed, boot, count: PLANTED_COUNT });
    assert.ok(tally.leak, `not found in ${tally.compared} sequences`);
    t.diagnostic(`found in sequence ${tally.leak.sequence}`);
  });
}
