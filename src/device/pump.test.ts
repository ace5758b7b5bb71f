import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bytes } from '../base/index.ts';
import { pureCrypto } from '../crypto/index.ts';
import type { CardEnd, CardEvent } from '../link/index.ts';
import {
  bootDevice,
  type LinkPlugin,
  parseDescription,
  type PluginCardParts,
  presets,
} from './index.ts';

const MANAGE_CHANNEL = Uint8Array.of(0x00, 0x70, 0x00, 0x00, 0x01);
const SEED = new Uint8Array(16);

/** A device with one wire of its own kind, whose card end counts how often it is polled. */
function countingRig() {
  const seen = { requested: 0, received: 0, answers: [] as Bytes[] };
  const plugin: LinkPlugin = {
    name: 'counting',
    terminal: () => assert.fail('no terminal is created here'),
    card<Port>({ port }: PluginCardParts<Port>): CardEnd<Port> {
      const events: CardEvent<Port>[] = [];
      return {
        signal: () => void events.push({ kind: 'reset' }),
        receive(_now, apdu) {
          seen.received++;
          events.push({ kind: 'command', port, apdu, lsi: 0 });
        },
        transmit: () => undefined,
        wakeAt: () => undefined,
        next() {
          seen.requested++;
          return events.shift();
        },
        proceed() {},
        respond: (answer) => void seen.answers.push(answer),
      };
    },
  };
  const links = [{ id: 'own', protocol: 'proprietary' }];
  const own = { id: 'own', kind: 'proprietary', plugin: 'counting', links };
  const interfaces = [...presets.patent.interfaces, own];
  const description = parseDescription({ ...presets.patent, interfaces });
  const device = bootDevice({
    description,
    image: new Map(),
    seed: SEED,
    crypto: pureCrypto,
    plugins: [plugin],
  });
  const poll = (): number => {
    const before = seen.requested;
    device.poll(0);
    device.durable(device.takeBatches().length);
    return seen.requested - before;
  };
  return { device, seen, poll };
}

test('a card end that nothing has reached since it had no event is not polled', () => {
  const { device, seen, poll } = countingRig();
  poll();
  assert.equal(poll(), 0);
  device.line('own').signal(0, 'power-on');
  assert.ok(poll() >= 2, 'for the reset, and once without output');
  assert.equal(poll(), 0);
  device.line('own').receive(0, MANAGE_CHANNEL);
  assert.ok(poll() >= 2, 'for the command, and once without output');
  assert.equal(seen.answers.length, 1);
  assert.equal(poll(), 0);
});

test('a mute device neither reads inputs nor polls its ends', () => {
  const { device, seen, poll } = countingRig();
  poll();
  device.tamper(0, 'light');
  device.line('own').receive(0, MANAGE_CHANNEL);
  assert.equal(seen.received, 0);
  assert.equal(poll(), 0);
});
