/** A phone's modem registers at the test network, over T=0. [TS33102 §6.3] */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, hex, HostError, unhex } from '../../../src/base/index.ts';
import { pureCrypto, randomStream } from '../../../src/crypto/index.ts';
import {
  AuthenticationCentre,
  describedSubscribers,
  parseSubscriber,
  register,
  type Registration,
} from '../../../src/host/index.ts';
import { createDevice, type Device } from '../../../src/index.ts';
import { parseDescription, presets, type DescriptionInput } from '../../../src/device/index.ts';
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
    assert.deepEqual(without, {
      state: 'rejected',
      why: 'EF_IMSI cannot be read: 6982',
      steps: [],
    });
    const wrong = await registered(device, centre(), '9999');
    assert.deepEqual(wrong, { state: 'rejected', why: 'the PIN is refused: 63C2', steps: [] });
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

/** The network of a description's own subscriptions, and its device. */
async function onPreset(
  input: DescriptionInput,
  work: (device: Device, network: AuthenticationCentre) => Promise<void>,
): Promise<void> {
  const rng = randomStream(bytes(1), 'network');
  const network = new AuthenticationCentre({ crypto: pureCrypto, rng });
  for (const one of describedSubscribers(parseDescription(input))) network.subscribe(one);
  const device = await createDevice(input, { seed: 'registration' });
  try {
    await work(device, network);
  } finally {
    await device.close();
  }
}

/** Of the steps of a registration: sides and kinds. */
function kinds({ steps }: Registration): string {
  return steps.map(({ side, kind }) => `${side} ${kind}`).join(', ');
}

const ONE_ROUND = 'card identity, network challenge, card response';

for (const [algorithm, more] of [
  ['milenage', { opc: OPC, resLength: 4 }],
  ['tuak', { opc: `${OPC}${OPC}`, resLength: 16, iterations: 3 }],
  ['xor', { resLength: 16 }],
] as const) {
  test(`${algorithm}: both sides prove themselves [TS33102 §6.3.3]`, async () => {
    const input = structuredClone(presets['usim-card']) as unknown as DescriptionInput;
    const [{ profiles }] = input.containers as unknown as [
      { profiles: [{ uicc: { applications: [{ authentication: object }] } }] },
    ];
    profiles[0].uicc.applications[0].authentication = { algorithm, key: K, ...more };
    await onPreset(input, async (device, network) => {
      const first = await registered(device, network);
      assert.deepEqual([first.state, kinds(first)], ['registered', ONE_ROUND]);
      const [subscriber] = describedSubscribers(parseDescription(input));
      // A network that begins again is behind.
      network.subscribe(subscriber!);
      const again = await registered(device, network);
      assert.ok(again.state === 'registered' && again.resynchronised);
      assert.equal(
        kinds(again),
        'card identity, network challenge, card synchronisation, network resynchronised, ' +
          'network challenge, card response',
      );
    });
  });
}

test('a SIM proves itself alone, in class A0 [TS51011 §9.2.16]', () =>
  onPreset(presets['sim-card'], async (device, network) => {
    const result = await registered(device, network);
    assert.ok(result.state === 'registered' && result.by === 'sim');
    assert.equal(kinds(result), ONE_ROUND);
    const link = device.link('t0');
    for (const apdu of ['00A40004023F00', '00B0000001', '80F20000', '0020000100'])
      assert.equal((await link.transmit(apdu)).hex, '6E00', apdu);
    assert.match((await link.transmit('A0A40000023F00')).hex, /^.{8}3F0001.*9000$/);
    assert.equal(
      (await link.transmit('A02800010831323334FFFFFFFF')).hex,
      '9000',
      'CHV1 is enabled',
    );
    await link.reset();
    const without = await registered(device, network);
    assert.equal(without.state === 'rejected' && without.why, 'EF_IMSI cannot be read: 9804');
    const wrong = await registered(device, network, '9999');
    assert.equal(wrong.state === 'rejected' && wrong.why, 'the PIN is refused: 9804');
    assert.equal((await registered(device, network, '1234')).state, 'registered');
  }));

test('keys in a file of a test card count as its owner writes them [TS33102 §6.3]', () =>
  onPreset(presets['isim-test-card'], async (device, network) => {
    const link = device.link('t0');
    const send = async (apdu: string) => (await link.transmit(apdu)).hex;
    assert.equal((await registered(device, network)).state, 'registered');
    const USIM = 'A0000000871002FF44FF128900000100';
    const write = async (content: string): Promise<void> => {
      assert.match(await send(`00A4040410${USIM}00`), /9000$/);
      assert.match(await send('00A4000402AF2000'), /9000$/);
      assert.equal(await send('0020000A083838383838383838'), '9000');
      const length = hex(bytes(content.length / 2));
      assert.equal(await send(`00D60000${length}${content}`), '9000');
    };
    const imsi = '001010000000001';
    const [key, op] = ['11'.repeat(16), 'CDC202D5123E20F62B6D676AC72CB318'];
    for (const [content, subscriber] of [
      // K and OP of test set 1: OPc is computed. [TS35208 §4.3.1]
      [
        '04465B5CE8B199B49FAA5F0A2EE238A6BC' + op,
        { k: '465B5CE8B199B49FAA5F0A2EE238A6BC', opc: OPC },
      ],
      [`54${key}${OPC}`, { k: key, opc: OPC, resLength: 4 }],
      [`1F${key}${OPC}`, { algorithm: 'xor', k: key, resLength: 8 }],
    ] as const) {
      await write(content);
      network.subscribe(parseSubscriber({ imsi, algorithm: 'milenage', ...subscriber }));
      const result = await registered(device, network);
      assert.equal(result.state, 'registered', content);
    }
    await write(`1A${key}${OPC}`);
    const none = await registered(device, network);
    assert.equal(none.state === 'rejected' && none.why, '6985', 'no algorithm of this card');
  }));

test('a subscriber that is not whole is refused, and its keys are not repeated', () => {
  for (const [input, pattern] of [
    [null, /an object/],
    [{ imsi: '12' }, /imsi/],
    [{ imsi: '001010000000001', algorithm: 'comp128' }, /algorithm/],
    [{ imsi: '001010000000001', algorithm: 'milenage', k: 'C0FFEE' }, /^k: 16 bytes/],
    [{ imsi: '001010000000001', algorithm: 'milenage', k: K }, /^opc/],
    [{ imsi: '001010000000001', algorithm: 'xor', k: K, resLength: 5 }, /resLength/],
    [{ imsi: '001010000000001', algorithm: 'xor', k: K, iterations: 0 }, /iterations/],
  ] as const) {
    assert.throws(
      () => parseSubscriber(input),
      (error) =>
        error instanceof HostError && pattern.test(error.message) && !/C0FFEE/.test(error.message),
    );
  }
});
