/** Every scenario's power is cut at every batch; what came of it is written in docs/tearing.md. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes } from '../../../src/base/index.ts';
import { assertNone, readProjectFile } from '../../architecture/project.ts';
import { renderTearing, TEARING_PATH } from './document.ts';
import { SCENARIOS } from './scenarios.ts';
import { tear, type Torn } from './tear.ts';
import { PowerCut, TornRig } from './torn-rig.ts';

const torn: Torn[] = [];

for (const scenario of SCENARIOS) {
  test(`power cut at every batch: ${scenario.name} [M-107]`, () => {
    torn.push(tear(scenario));
  });
}

test('docs/tearing.md is fresh', () => {
  const old = readProjectFile(TEARING_PATH).split('\n');
  const now = renderTearing(torn).split('\n');
  const gone = old.filter((line) => !now.includes(line)).map((line) => `- ${line}`);
  const changed = now.filter((line) => !old.includes(line)).map((line) => `+ ${line}`);
  assertNone([...changed, ...gone], 'stale lines: npm run tearing');
});

/** Cells that no command or management operation writes yet. */
const UNWRITTEN = /^C30 sd\/\d\/(keys|objects)$/;

test('every cell that a device keeps is written in some scenario', () => {
  const written = torn.flatMap(({ rows }) => rows.flatMap((one) => one.writes));
  const { description } = SCENARIOS[0]!;
  const rig = new TornRig(description, { image: new Map(), seed: bytes(1) });
  const kept = rig.device.records().filter((one) => one.form === 'cell');
  const names = kept.map(({ owner, key }) => ({ name: `${owner} ${key}`, key: `/c/${key}` }));
  const missing = names.filter(({ key }) => !written.some((one) => one.endsWith(key)));
  assert.ok(names.length > missing.length);
  assertNone(
    missing.map((one) => one.name).filter((name) => !UNWRITTEN.test(name)),
    'cells without a scenario',
  );
});

test('while a batch is under way, its answer has not left', () => {
  const scenario = SCENARIOS.find((one) => one.name === 'SetNickname')!;
  const rig = new TornRig(scenario.description, {
    image: new Map(),
    seed: bytes(1),
    cut: { after: 0, fate: 'kept' },
  });
  assert.throws(() => scenario.operations[0]!.run(rig), PowerCut);
  assert.equal(rig.host.seat('t0').result(), undefined);
});
