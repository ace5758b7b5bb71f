import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Batch, bytes, type Bytes, hex, HostError, SECOND } from '../../base/index.ts';
import type { HostEvent } from '../../host/index.ts';
import { memoryStore, type OpenStore } from '../store/index.ts';
import { type FakeHost, fakeHost, type FakeScript } from './fake-host.testing.ts';
import { LinkClients, realClock, Runner, type Timers, virtualClock } from './index.ts';
import { transmitWhole } from './conversations/index.ts';

function rig(
  script: FakeScript = {},
  store: OpenStore = memoryStore(),
): { host: FakeHost; runner: Runner } {
  const host = fakeHost(script);
  return { host, runner: new Runner({ host, store, clock: virtualClock() }) };
}

const apdu = (n: number): Bytes => bytes(0, n, 0, 0);
const batch: Batch = { writes: [{ key: 'k', value: bytes(1) }] };
const hasCode = (code: string) => (error: unknown) =>
  error instanceof HostError && error.code === code;

/** A store whose commits are made durable by hand. */
function slowStore(): OpenStore & {
  readonly pending: { resolve(): void; reject(error: Error): void }[];
} {
  const pending: { resolve(): void; reject(error: Error): void }[] = [];
  return {
    ...memoryStore(),
    pending,
    commit: () => new Promise((resolve, reject) => pending.push({ resolve, reject })),
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('a command to a dark link powers it; the next goes into the same session', async () => {
  const { host, runner } = rig();
  assert.equal(hex(await runner.transmit('a', apdu(1))), '9000');
  await runner.transmit('a', apdu(2));
  assert.deepEqual(host.log, ['a on', 'a < 00010000', 'a >', 'a < 00020000', 'a >']);
});

test('commands of many clients take their turns, in the order they came', async () => {
  const { host, runner } = rig({ takes: 5 });
  await Promise.all([1, 2, 3, 4].map((n) => runner.transmit('a', apdu(n))));
  const sent = host.log.filter((line) => line.startsWith('a <'));
  assert.deepEqual(sent, ['a < 00010000', 'a < 00020000', 'a < 00030000', 'a < 00040000']);
  assert.equal(host.log.filter((line) => line === 'a on').length, 1);
});

test('an answer leaves only after its batches are durable', async () => {
  const store = slowStore();
  const { host, runner } = rig({ writes: () => [batch, batch] }, store);
  let answered = false;
  const answer = runner.transmit('a', apdu(1)).then(() => (answered = true));
  await turn();
  assert.equal(store.pending.length, 1);
  assert.equal(answered, false);
  store.pending[0]!.resolve();
  await answer;
  assert.ok(host.log.indexOf('durable 2') < host.log.indexOf('a >'));
});

test('a failing store mutes the device, and every pending command is rejected with the reason', async () => {
  const store = slowStore();
  const { runner } = rig({ writes: () => [batch] }, store);
  const first = assert.rejects(runner.transmit('a', apdu(1)), hasCode('DEVICE_MUTE'));
  const second = assert.rejects(runner.transmit('b', apdu(2)), /disk is full/);
  await turn();
  store.pending[0]!.reject(new Error('disk is full'));
  await first;
  await second;
  await assert.rejects(runner.transmit('b', apdu(3)), hasCode('DEVICE_MUTE'));
});

test('a fault of the device rejects pending and later commands; another device still works', async () => {
  const one = rig();
  const other = rig();
  one.host.fault('a bug');
  await assert.rejects(one.runner.transmit('a', apdu(1)), /a bug/);
  await assert.rejects(one.runner.powerOn('b'), hasCode('DEVICE_MUTE'));
  assert.equal(hex(await other.runner.transmit('a', apdu(1))), '9000');
});

test('a listener for events of the chip may throw, and the device still works', async () => {
  const event: HostEvent = { kind: 'connectivity', interface: 'swp' };
  const events = [event];
  const { runner } = rig({ events });
  const received: HostEvent[] = [];
  const stop = runner.listen(() => {
    throw new TypeError('of the listener');
  });
  assert.throws(() => runner.poke(), /of the listener/);
  assert.equal(runner.stopped, undefined);
  stop();
  runner.listen((one) => received.push(one));
  events.push(event);
  assert.equal(hex(await runner.transmit('a', apdu(1))), '9000');
  assert.deepEqual(received, [event]);
});

test('a lost session rejects with LINK_DOWN, and the next command begins a fresh one', async () => {
  const { host, runner } = rig({
    answer: (_, { 1: n }) => (n === 1 ? { failed: 'no answer to three tries' } : bytes(0x90, 0)),
  });
  await assert.rejects(runner.transmit('a', apdu(1)), hasCode('LINK_DOWN'));
  await runner.transmit('a', apdu(2));
  assert.deepEqual(
    host.log.filter((line) => / (on|off)$/.test(line)),
    ['a on', 'a off', 'a on'],
  );
});

test('an unknown link is named with those that there are', async () => {
  await assert.rejects(rig().runner.transmit('c', apdu(1)), (error: unknown) => {
    assert.ok(error instanceof HostError);
    assert.equal(error.code, 'LINK_UNKNOWN');
    assert.match(error.next, /a, b/);
    return true;
  });
});

test('two links on one wire: powering one takes the wire from the other', async () => {
  const { host, runner } = rig({ shared: true });
  await runner.transmit('a', apdu(1));
  await runner.transmit('b', apdu(2));
  assert.equal(runner.powered('a'), false);
  assert.deepEqual(host.log.slice(0, 1), ['a on']);
  assert.ok(host.log.indexOf('a off') < host.log.indexOf('b on'));
});

test('errands wait for the pause between commands, and commands wait for errands', async () => {
  const { host, runner } = rig({ takes: 10 });
  const order: string[] = [];
  const done = Promise.all([
    runner.transmit('a', apdu(1)).then(() => order.push('first')),
    runner.manage(() => order.push(`errand after ${host.log.at(-1)}`)),
    runner.transmit('a', apdu(2)).then(() => order.push('second')),
  ]);
  await done;
  assert.deepEqual(order, ['errand after a >', 'first', 'second']);
});

test('an errand that throws is its own affair', async () => {
  const { runner } = rig();
  await assert.rejects(
    runner.manage(() => {
      throw new HostError('ALIAS_NEEDED', 'no', 'no');
    }),
    hasCode('ALIAS_NEEDED'),
  );
  assert.equal(hex(await runner.transmit('a', apdu(1))), '9000');
});

test('a reboot fails what is under way and serves the new device', async () => {
  const { runner } = rig({ writes: () => [batch] }, slowStore());
  const lost = assert.rejects(runner.transmit('a', apdu(1)), hasCode('LINK_DOWN'));
  await turn();
  runner.reboot(fakeHost(), memoryStore());
  await lost;
  assert.equal(hex(await runner.transmit('a', apdu(2))), '9000');
});

test('on a real clock a device that is never at rest leaves others their turn', async () => {
  let rounds = 0;
  const host = { ...fakeHost(), poll: () => ++rounds < 1_000 };
  const runner = new Runner({ host, store: memoryStore(), clock: realClock() });
  runner.poke();
  assert.ok(rounds <= 8, `${rounds} rounds in one turn`);
  while (rounds < 1_000) await turn();
});

test('virtual time passes only while someone waits', async () => {
  const clock = virtualClock();
  const runner = new Runner({ host: fakeHost({ takes: 3 * SECOND }), store: memoryStore(), clock });
  assert.equal(clock.now(), 0);
  await runner.transmit('a', apdu(1));
  assert.equal(clock.now(), 3 * SECOND);
});

test('a real clock takes a long jump as one step, no further than the next alarm', () => {
  let ms = 0;
  let rung = 0;
  const waits: number[] = [];
  const timers: Timers = {
    nowMs: () => ms,
    set: (_, delayMs) => waits.push(delayMs),
    clear() {},
  };
  const clock = realClock(timers);
  ms = 500;
  assert.equal(clock.now(), SECOND / 2);
  ms = 60_500;
  assert.equal(clock.now(), SECOND * 1.5, 'a minute asleep is one second');
  clock.alarm(SECOND * 5, () => rung++);
  assert.deepEqual(waits, [3_500]);
  ms = 600_500;
  assert.equal(clock.now(), SECOND * 5, 'up to the alarm');
  ms = 600_499;
  assert.equal(clock.now(), SECOND * 5, 'never back');
  assert.equal(rung, 0);
});

test('one client powering off leaves the session to the others; the last one ends it', async () => {
  const { host, runner } = rig();
  const clients = new LinkClients(runner);
  const [one, two] = [clients.open('a'), clients.open('a')];
  await one.powerOn();
  await two.transmit(apdu(1));
  await one.powerOff();
  assert.equal(runner.powered('a'), true);
  await two.powerOff();
  assert.equal(runner.powered('a'), false);
  assert.deepEqual(host.log, ['a on', 'a < 00010000', 'a >', 'a off']);
});

test('powering a link without a client gives a new session', async () => {
  const { host, runner } = rig();
  const clients = new LinkClients(runner);
  const first = clients.open('a');
  await first.transmit(apdu(1));
  first.close();
  await clients.open('a').powerOn();
  assert.equal(host.log.at(-1), 'a reset');
});

test('whole answers: a command with 6Cxx is repeated with its length, 61xx is fetched on the same channel', async () => {
  const sent: string[] = [];
  const script: Record<string, string> = {
    '01CA006600': '6C05',
    '01CA006605': 'AABB6103',
    '01C0000003': '0102039000',
  };
  const send = async (command: Bytes): Promise<Bytes> => {
    sent.push(hex(command));
    return Buffer.from(script[hex(command)] ?? '6F00', 'hex');
  };
  const answer = await transmitWhole(send, Buffer.from('01CA006600', 'hex'));
  assert.equal(hex(answer), 'AABB0102039000');
  assert.deepEqual(sent, Object.keys(script));
});
