/** A phone's modem registers at the test network, over T=0. [TS33102 §6.3] */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, unhex } from '../../../src/base/index.ts';
import { pureCrypto, randomStream } from '../../../src/crypto/index.ts';
import { AuthenticationCentre, register, type Registration } from '../../../src/host/index.ts';
import { createDevice, type Device } from '../../../src/index.ts';
import { describedUicc, IMSI, K, OPC } from '../../support/uicc-device.ts';

function centre(key = K, sqn = 0): AuthenticationCentre {
  const network = new AuthenticationCentre({
    crypto: pureCrypto,
    rng: randomStream(bytes(1), 'network'),
  });
  const algorithm = { kind: 'milenage', k: unhex(key), opc: unhex(OPC), resLength: 8 } as const;
  network.subscribe({ imsi: IMSI, algorithm }, sqn);
  return network;
}

async function registered(
  device: Device,
  network: AuthenticationCentre,
  pin?: string,
): Promise<Registration> {
  const link = device.link('t0');
  const exchange = register(network, { pin });
  let step = exchange.next();
  while (step.done !== true) step = exchange.next((await link.transmit(step.value)).bytes);
  return step.value;
}

async function onDevice(work: (device: Device) => Promise<void>): Promise<void> {
  const device = await createDevice(describedUicc(), { seed: 'registration' });
  try {
    await work(device);
  } finally {
    await device.close();
  }
}

test('both sides prove themselves, again and again', () =>
  onDevice(async (device) => {
    const network = centre();
    for (let round = 0; round < 5; round++) {
      const { state, imsi } = await registered(device, network, '1234');
      assert.deepEqual([state, imsi], ['registered', IMSI]);
    }
  }));

test('a network whose numbers lie behind follows the USIM', () =>
  onDevice(async (device) => {
    const ahead = centre(K, 0x100000);
    for (let round = 0; round < 32; round++) await registered(device, ahead, '1234');
    const result = await registered(device, centre());
    assert.equal(result.state, 'registered');
    assert.ok(result.state === 'registered' && result.resynchronised);
  }));

test('another key, an unknown subscriber, a PIN that is missing or wrong: each is rejected', () =>
  onDevice(async (device) => {
    const without = await registered(device, centre());
    assert.deepEqual(without, { state: 'rejected', why: 'EF_IMSI cannot be read: 6982' });
    const wrong = await registered(device, centre(), '9999');
    assert.deepEqual(wrong, { state: 'rejected', why: 'the PIN is refused: 63C2' });
    const foreign = await registered(device, centre('FF'.repeat(16)), '1234');
    assert.equal(
      foreign.state === 'rejected' && foreign.why,
      'the USIM rejects the network: other keys',
    );
    const empty = new AuthenticationCentre({
      crypto: pureCrypto,
      rng: randomStream(bytes(1), 'network'),
    });
    const unknown = await registered(device, empty);
    assert.equal(unknown.state === 'rejected' && unknown.why, 'the network has no such subscriber');
  }));
