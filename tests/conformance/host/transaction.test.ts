/** The events that the chip sends without a command: EVT_TRANSACTION and EVT_CONNECTIVITY. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PROBE_INS } from '../../../src/applets/index.ts';
import { bytes, hex, unhex } from '../../../src/base/index.ts';
import { createDevice } from '../../../src/attach/in-process/index.ts';
import type { HostEvent } from '../../../src/host/index.ts';
import { ese, euicc, interfacesOf, patent } from '../../support/descriptions.ts';
import { type HostRig, hostRig } from '../../support/host-rig.ts';

const PROBE = 'A0000005595052424501';
const probe = { name: 'probe', aid: PROBE, module: 'probe' };
const withProbe = { containers: [euicc, { ...ese, applications: [probe] }] };

function transaction(data: string): string {
  return `80${hex(bytes(PROBE_INS.TRANSACTION))}0000${hex(bytes(data.length / 2))}${data}`;
}

function words(events: readonly HostEvent[]): readonly string[] {
  return events.map((one) =>
    one.kind === 'transaction'
      ? `${one.interface} ${hex(one.aid)} ${hex(one.parameters)}`
      : `${one.interface} ${one.kind}`,
  );
}

for (const link of ['swp-a', 'swp-b', 'apdu-gate']) {
  test(`a transaction over ${link} reaches the host as EVT_TRANSACTION [TS102622 §11.4]`, () => {
    const rig = hostRig(patent, withProbe);
    rig.select(link, PROBE);
    assert.equal(rig.send(link, transaction('CAFE')), '000000019000');
    rig.host.poll(rig.now);
    assert.deepEqual(words(rig.host.takeEvents()), [`swp ${PROBE} 00000001CAFE`]);
    assert.deepEqual(rig.host.takeEvents(), []);
    assert.ok(
      rig.traceLines().includes(`swp: event transaction of ${PROBE} 00000001CAFE`),
      rig.traceLines().join('\n'),
    );
  });
}

test('a transaction by a command on another link is reported over the wire when it has power', () => {
  const rig = hostRig(patent, withProbe);
  rig.select('spi', PROBE);
  rig.send('spi', transaction('01'));
  assert.ok(
    rig.traceLines().some((line) => /^swp: event .*: lost, no terminal takes it$/.test(line)),
  );
  rig.powerOn('apdu-gate');
  rig.send('spi', transaction('02'));
  rig.send('spi', `80${hex(bytes(PROBE_INS.ATTENTION))}0000`);
  settle(rig);
  assert.deepEqual(words(rig.host.takeEvents()), [`swp ${PROBE} 0000000202`, 'swp connectivity']);
});

test('a device without a single wire drops its events, and still answers', () => {
  const rig = hostRig(patent, { ...withProbe, interfaces: interfacesOf('t0', 'spi') });
  rig.select('spi', PROBE);
  assert.equal(rig.send('spi', transaction('01')), '000000019000');
  assert.deepEqual(rig.host.takeEvents(), []);
});

test('a refused command reports no event [TS102622 §11.4]', () => {
  const rig = hostRig(patent, withProbe);
  rig.select('swp-a', PROBE);
  assert.equal(rig.send('swp-a', transaction('00'.repeat(252))), '6700');
  assert.equal(rig.send('swp-a', `80${hex(bytes(PROBE_INS.COUNT))}000000`), '000000009000');
  settle(rig);
  assert.deepEqual(rig.host.takeEvents(), []);
  assert.equal(rig.send('swp-a', transaction('00'.repeat(251))), '000000019000');
  settle(rig);
  assert.equal(words(rig.host.takeEvents())[0]?.length, 'swp '.length + 20 + 1 + 2 * 255);
});

test('the event leaves after its writes are durable, and never without them [M-107]', () => {
  const rig = hostRig(patent, withProbe);
  rig.select('swp-a', PROBE);
  rig.host.terminal('swp-a').send(unhex(transaction('AB')));
  let batches = rig.device.takeBatches();
  for (let turns = 0; batches.length === 0 && turns < 100; turns++) {
    rig.host.poll(rig.now);
    batches = rig.device.takeBatches();
    const wake = rig.host.wakeAt();
    if (batches.length === 0 && wake !== undefined) rig.now = Math.max(rig.now, wake);
  }
  assert.equal(batches.length, 1, 'the count is on its way to the store');
  settle(rig);
  assert.deepEqual(rig.host.takeEvents(), []);
  const torn = hostRig(patent, withProbe, { image: rig.stored });
  torn.select('swp-a', PROBE);
  settle(torn);
  assert.deepEqual(torn.host.takeEvents(), [], 'a cut before that: nothing happened');
  rig.device.durable(1);
  settle(rig);
  assert.deepEqual(words(rig.host.takeEvents()), [`swp ${PROBE} 00000001AB`]);
});

test('in a program: the listener receives each transaction, until it is removed', async () => {
  const device = await createDevice({ ...structuredClone(patent), ...withProbe });
  const received: HostEvent[] = [];
  const stop = device.host.onEvent((event) => received.push(event));
  const reader = device.host.nfcReader();
  await reader.enter('B');
  await reader.transmit(`00A40400${hex(bytes(PROBE.length / 2))}${PROBE}00`);
  await reader.transmit(transaction('01'));
  await reader.transmit(transaction('02'));
  assert.deepEqual(words(received), [`swp ${PROBE} 0000000101`, `swp ${PROBE} 0000000202`]);
  stop();
  await reader.transmit(transaction('03'));
  await reader.leave();
  assert.equal(received.length, 2);
  await device.close();
});

/** Lets what is under way come to its end without anybody waiting for it. */
function settle(rig: HostRig): void {
  for (let turns = 0; turns < 50; turns++) {
    rig.host.poll(rig.now);
    rig.now += 1_000;
  }
}
