/** Every scenario's power is cut at every batch; what came of it is written in docs/tearing.md. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes } from '../../../src/base/index.ts';
import { ES10_FUNCTIONS } from '../../../src/rsp/index.ts';
import { assertNone } from '../../architecture/project.ts';
import { SCENARIOS } from './all.ts';
import { assertFresh, renderScenarios } from './document.ts';
import { commandsOf, reading as READING, READS } from './reading.ts';
import { tear, type Torn } from './tear.ts';
import { PowerCut, TornRig } from './torn-rig.ts';

const torn: Torn[] = [];

for (const scenario of SCENARIOS) {
  test(`power cut at every batch: ${scenario.name} [M-107]`, () => {
    torn.push(tear(scenario));
  });
}

test('docs/tearing.md is fresh in what it says of batches', () => {
  assertFresh('beginning', renderScenarios(torn));
});

/** Cells that a first boot writes and no command or management operation yet. */
const UNWRITTEN =
  /\/c\/(keys|objects|personal|certificates)$|\/p\/card\/(c\/settings|p\/registry\/c\/\w+)$/;

test('every cell that a device keeps is written in some scenario', () => {
  const written = torn.flatMap(({ rows }) => rows.flatMap((one) => one.writes));
  const kept = new Set<string>();
  for (const { description } of SCENARIOS) {
    const rig = new TornRig(description, { image: new Map(), seed: bytes(1) });
    for (const { part, form, key } of rig.device.records()) {
      const parts = part === '' ? [] : part.split('/').map((name) => `/p/${name}`);
      if (form === 'cell') kept.add(`${parts.join('')}/c/${key}`);
    }
  }
  // An application's number in its registry is another one where it came by a load file.
  const unnumbered = (key: string): string => key.replace(/\/content\/p\/\d+\//, '/content/p/N/');
  const names = written.map(unnumbered);
  const missing = [...kept].filter((key) => !names.some((one) => one.endsWith(unnumbered(key))));
  assert.ok(kept.size > 20);
  assertNone(
    missing.filter((key) => !UNWRITTEN.test(key)),
    'cells without a scenario',
  );
});

test('every command of both containers has a scenario in which it writes, or one in which it only reads', () => {
  const written = new Set(torn.flatMap(({ rows }) => rows.map((one) => one.by)));
  const reading = SCENARIOS.find((one) => one.operations === READING)!;
  const writtenThere = torn.find((one) => one.scenario === reading.name)!.rows.map((one) => one.by);
  // A secure channel is opened there: a sequence counter, an attempt taken and given back.
  assert.deepEqual(writtenThere, ['50', '82', '82']);
  const known = [...commandsOf(reading.description), ...ES10_FUNCTIONS.map((one) => one.name)];
  const missing = known.filter((one) => !written.has(one) && !READS.includes(one));
  assertNone(missing, 'commands without a scenario');
  assertNone(
    READS.filter((one) => written.has(one)),
    'commands that write after all',
  );
  assert.ok(['50', 'F0', 'SetNickname'].every((one) => written.has(one)));
});

test('while a batch is under way, its answer has not left', () => {
  const scenario = SCENARIOS.find((one) => one.name === 'SetNickname')!;
  const rig = new TornRig(scenario.description, {
    image: new Map(),
    seed: bytes(1),
    cut: { after: 0, fate: 'kept' },
  });
  assert.throws(() => scenario.operations[0]!.run(rig), PowerCut);
  assert.equal(rig.host.terminal('t0').result(), undefined);
});
