/**
 * The one check that makes an entity current: SELECT, MANAGE CHANNEL and implicit selection; and
 * when a session ends from outside. [GPCS §6.3] [GPCS §6.4.2] [M-20]
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMMON, entity, facts, kernelRig, REAL } from '../../../tests/support/kernel-rig.ts';
import { bytes, describeRecord, hex } from '../../base/index.ts';
import type { Entity } from '../abi/index.ts';

const OTHER = 'A0000000030001';
const select = (aid: string, cla = '00'): string =>
  `${cla}A40400${hex(bytes(aid.length / 2))}${aid}`;

/** Channel 1 of t1, paired with A, is on the second entity of B. */
function onForeignEntity() {
  const rig = kernelRig();
  assert.equal(rig.send('t1', '0070000001'), '019000');
  assert.equal(rig.send('t1', select(OTHER, '01')), `${OTHER}9000`);
  const B = rig.containers['B']!;
  const change = (handle: number, more: Partial<Entity>): void => {
    B.list = B.list.map((one) => (one.handle === handle ? { ...one, ...more } : one));
  };
  return { ...rig, B, change };
}

const NO_FURTHER_CHANNEL = '8201000000';

test('a channel inherits what may be selected', () => {
  const { send } = onForeignEntity();
  assert.equal(send('t1', '0170000001'), '029000');
  assert.equal(send('t1', NO_FURTHER_CHANNEL), '029000');
});

test('a locked entity is not inherited: 6985, and no channel opens', () => {
  const { send, change, trace } = onForeignEntity();
  change(2, { selectable: false });
  assert.equal(send('t1', '0170000001'), '6985');
  assert.equal(send('t1', NO_FURTHER_CHANNEL), '6881');
  assert.equal(send('t1', '8101000000'), '029000', 'its own session goes on');
  const words = trace.since(0).map(describeRecord).join('\n');
  assert.match(words, /B does not let the entity be selected now/);
});

test('an entity that is gone is not inherited: 6985', () => {
  const { send, B } = onForeignEntity();
  B.list = B.list.filter((one) => one.handle !== 2);
  assert.equal(send('t1', '0170000001'), '6985');
  assert.equal(send('t1', NO_FURTHER_CHANNEL), '6881');
});

test('a SELECT of what is current and locked ends its session; another SELECT does not [GPCS §6.4.2.1.2]', () => {
  const { send, change } = onForeignEntity();
  change(2, { selectable: false });
  assert.equal(send('t1', select('A0000000FFFF', '01')), '6A82');
  assert.equal(send('t1', '8101000000'), '029000', 'it goes on');
  assert.equal(send('t1', select(OTHER, '01')), '6A82');
  assert.equal(send('t1', '8101000000'), '6985', 'it has ended');
  change(2, { selectable: true });
  assert.equal(send('t1', select(OTHER, '01')), `${OTHER}9000`);
});

test('a locked card of the entity\u2019s own container: 6A81, from any channel [GPCS §6.4.2.2]', () => {
  const { send, B } = onForeignEntity();
  B.isLocked = true;
  assert.equal(send('t1', '0170000001'), '6A81');
  assert.equal(send('t1', NO_FURTHER_CHANNEL), '6881');
  assert.equal(send('t1', '0070000001'), '029000', 'the basic channel has a card that is not');
});

test('a locked card of the paired container: 6A81, whatever the channel is on', () => {
  const { send, containers } = onForeignEntity();
  containers['A']!.isLocked = true;
  assert.equal(send('t1', '0170000001'), '6A81');
  assert.equal(send('t1', '0070000001'), '6A81');
});

test('an entity in use elsewhere is not inherited unless it may be', () => {
  const rig = kernelRig({
    containers: {
      A: [entity(1, REAL)],
      B: [entity(1, COMMON), entity(2, OTHER, { multiSelectable: false })],
    },
  });
  rig.send('t1', '0070000001');
  rig.send('t1', select(OTHER, '01'));
  assert.equal(rig.send('t1', '0170000001'), '6985');
});

test('implicitly nothing becomes current that a SELECT would not reach', () => {
  const { send, containers, kernel } = kernelRig();
  const { A } = containers;
  A!.list = A!.list.map((one) => ({ ...one, selectable: false }));
  kernel.interfaceReset('t1', 0);
  assert.equal(send('t1', '8001000000'), '6999');
  A!.implicitHandle = 99;
  kernel.interfaceReset('t1', 0);
  assert.equal(send('t1', '8001000000'), '6999');
});

test('of a locked card the holder remains that it names itself', () => {
  const { send, containers, kernel } = kernelRig();
  const { A } = containers;
  A!.list = A!.list.map((one) => ({ ...one, selectable: false }));
  A!.isLocked = true;
  kernel.interfaceReset('t1', 0);
  assert.equal(send('t1', '8001000000'), '019000');
});

test('reach taken away ends the sessions that it no longer covers, with a trace line', () => {
  const { send, containers, ruling, kernel, trace } = onForeignEntity();
  assert.equal(send('spi', select(OTHER)), `${OTHER}9000`);
  ruling.replace({ rules: [], reach: { B: 'own' } });
  kernel.rulingChanged();
  assert.ok(containers['B']!.log.includes('deselect e2 t1.1 reset'));
  assert.ok(!containers['B']!.log.includes('deselect e2 spi.0 reset'), 'spi is paired with B');
  const words = trace.since(0).map(describeRecord).join('\n');
  assert.match(words, /session ended: B may be reached from its own links only, and not from t1/);
  assert.equal(send('t1', '8101000000'), '6985', 'the next command of such a session');
  assert.equal(send('t1', '0170000001'), '029000', 'the channel is open, with nothing to inherit');
  assert.equal(send('t1', '8201000000'), '6999');
  assert.equal(send('t1', select(OTHER, '01')), '6A82');
  assert.equal(send('t1', select('A0000005591001', '01')), 'A00000055910019000');
  assert.equal(send('t1', '8101000000'), '029000');
  assert.equal(send('spi', '8001000000'), '029000');
});

test('a link whose own container it is keeps its sessions whatever reach says', () => {
  const rig = kernelRig({
    links: [facts('t1', 't1', { lsis: 2 }), facts('spi', 'spi')],
    rules: [
      { link: 't1', lsi: 1, container: 'B' },
      { link: 't1', container: 'A' },
      { link: '*', container: 'B' },
    ],
  });
  rig.send('t1', select(OTHER), 0);
  rig.send('t1', select(OTHER), 1);
  rig.ruling.replace({ rules: [], reach: { B: 'own' } });
  rig.kernel.rulingChanged();
  assert.equal(rig.send('t1', '8001000000', 0), '6985');
  assert.equal(rig.send('t1', '8001000000', 1), '029000');
});
