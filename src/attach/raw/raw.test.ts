import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, test } from 'node:test';
import { replayCommand, RANDOM_SEED } from '../../../tests/random-counts.ts';
import { bytes, HostError, MS, unhex } from '../../base/index.ts';
import { pureCrypto } from '../../crypto/index.ts';
import { bootDevice, parseDescription, presets } from '../../device/index.ts';
import { serveRaw } from './index.ts';
import { createRawHost, interfacesOf, type RawHost } from '../../host/raw/index.ts';
import { ATR, type RawClient, type RawRig, rawRig } from './raw-client.testing.ts';

const SELECT = '00A4040008A000000151000000';
const CIP_REQUEST = '21C4000006CD';

let rig: RawRig;
afterEach(() => rig?.close());

const hasCode = (code: string) => (error: unknown) =>
  error instanceof HostError && error.code === code;

function traceOf(link: string): readonly string[] {
  return rig.runner
    .trace()
    .filter((line) => line.record.where === link && line.record.what === 'raw')
    .map((line) => line.words());
}

async function observe(words: RegExp, link: string): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (traceOf(link).some((one) => words.test(one))) return;
    await pause(10);
  }
  assert.fail(`no trace line of ${link} matches ${words}: ${traceOf(link).join('; ')}`);
}

/** SELECT over T=0: header, procedure byte, data, status. */
async function select(client: RawClient): Promise<void> {
  await client.exchange(SELECT.slice(0, 10), 'A4');
  await client.exchange(SELECT.slice(10), '6119');
}

test('connecting powers a contact interface: its answer to reset comes at once [M-70] [M-71]', async () => {
  rig = await rawRig('patent', ['t0', 't1', 'spi']);
  assert.equal(await (await rig.plug('t0')).read(15), ATR.t0);
  assert.equal(await (await rig.plug('t1')).read(18), ATR.t1);
});

test('every byte is a byte on the line: T=0 by its header and procedure bytes [M-70]', async () => {
  rig = await rawRig('patent', ['t0']);
  const client = await rig.plug('t0');
  await client.read(15);
  for (const byte of ['00', 'A4', '04', '00']) client.write(byte);
  await client.exchange('08', 'A4');
  for (const byte of ['A0', '00', '00', '01', '51', '00', '00']) client.write(byte);
  await client.exchange('00', '6119');
  await client.exchange('00C0000020', '6C19');
  const answer = '6F178408A000000151000000A5049F6501FFE0058203020100';
  await client.exchange('00C0000019', `C0${answer}9000`);
});

test('T=1 is exchanged in whole blocks [M-71]', async () => {
  rig = await rawRig('patent', ['t1']);
  const client = await rig.plug('t1');
  await client.read(18);
  await client.exchange('00C101FE3E', '00E101FE1E');
  await client.exchange(
    '00000400A40400A4',
    '00001B6F178408A000000151000000A5049F6501FFE005820302010090004D',
  );
});

test('the SPI bus sends nothing until it is read, and then whole blocks [M-74]', async () => {
  rig = await rawRig('patent', ['spi']);
  const client = await rig.plug('spi');
  await client.exchange(
    CIP_REQUEST,
    '12E40021010400000000010C001903E8000A00C80FFF000004012C0FF907426966726F6E732D3B',
  );
  await client.exchange('21C0000065AC', '12E000000FA8');
  await client.exchange(
    `0000FFFF${CIP_REQUEST}`,
    '12E40021010400000000010C001903E8000A00C80FFF000004012C0FF907426966726F6E732D3B',
  );
});

test('closing is power-off: the next connection is a new session', async () => {
  rig = await rawRig('patent', ['t0']);
  const first = await rig.plug('t0');
  await first.read(15);
  await select(first);
  first.socket.destroy();
  const second = await rig.plug('t0');
  assert.equal(await second.read(15), ATR.t0);
  await second.exchange('00C0000000', '6985');
  assert.deepEqual(traceOf('t0'), [
    'a host plugged in',
    'the host pulled out',
    'a host plugged in',
  ]);
});

test('a host that closes its half has pulled out, though it still listens', async () => {
  rig = await rawRig('patent', ['t0']);
  const first = await rig.plug('t0');
  await first.read(15);
  first.socket.end();
  await observe(/pulled out/, 't0');
  assert.equal(await (await rig.plug('t0')).read(15), ATR.t0);
});

test('a second host is accepted and closed with a trace line; the first goes on', async () => {
  rig = await rawRig('patent', ['t0']);
  const first = await rig.plug('t0');
  await first.read(15);
  const second = await rig.plug('t0');
  second.write('00A4040000');
  assert.equal(await second.rest(), '');
  await observe(/turned away: another is plugged in/, 't0');
  await select(first);
});

test('links of one interface share its wire: PPS decides, whatever port was taken [M-70] [M-71]', async () => {
  rig = await rawRig('field', ['t0', 't1']);
  const client = await rig.plug('t1');
  const atr = await client.read(18);
  await client.exchange('FF109679', 'FF109679');
  await client.exchange('00A4040000', '6112');
  const other = await rig.plug('t0');
  assert.equal(await other.rest(), '');
  client.socket.destroy();
  const again = await rig.plug('t0');
  assert.equal(await again.read(18), atr);
  await again.exchange('FF119678', 'FF119678');
  await again.exchange('00C101FE3E', '00E101FE1E');
});

test('the process may not use a link that is left to a raw socket', async () => {
  rig = await rawRig('field', ['t1']);
  const { runner } = rig;
  for (const link of ['t0', 't1']) {
    await assert.rejects(runner.transmit(link, unhex('00A40400')), hasCode('LINK_RAW'));
    await assert.rejects(runner.powerOn(link), hasCode('LINK_RAW'));
    assert.equal(runner.host.terminal(link).client, 'raw');
  }
  assert.ok(
    runner.host.terminals.every((terminal) => terminal.link !== 't0' && terminal.link !== 't1'),
  );
  assert.equal((await runner.transmit('spi', unhex('00A40400'))).at(-2), 0x90);
});

test('a used port and an unknown link are rejected with an error', async () => {
  rig = await rawRig('patent', ['t0']);
  const { port } = rig.server.ports[0]!;
  await assert.rejects(serveRaw(rig.runner, [{ link: 't1', port }]), hasCode('INPUT_INVALID'));
  assert.throws(
    () => interfacesOf(rig.runner.host.device.description, ['t9']),
    hasCode('LINK_UNKNOWN'),
  );
});

test('booting again ends every session', async () => {
  rig = await rawRig('patent', ['t0']);
  const client = await rig.plug('t0');
  await client.read(15);
  rig.reboot();
  assert.equal(await client.rest(), '');
  assert.equal(await (await rig.plug('t0')).read(15), ATR.t0);
});

test('a flood from a host that does not read grows nothing and harms no other link', async () => {
  rig = await rawRig('patent', ['t0', 't1', 'spi']);
  const flood = Buffer.alloc(64 * 1_024, unhex('00C101FE3E'));
  for (const link of ['t0', 't1', 'spi']) {
    const client = await rig.plug(link);
    client.socket.pause();
    for (let times = 0; times < 64; times++) {
      if (!client.socket.write(flood)) {
        await Promise.race([new Promise((done) => client.socket.once('drain', done)), pause(200)]);
      }
    }
    client.socket.destroy();
  }
  assert.equal(rig.runner.stopped, undefined);
  const client = await rig.plug('t0');
  assert.equal(await client.read(15), ATR.t0);
  await select(client);
});

test('what a host sends to a chip that is mute is not kept', async () => {
  rig = await rawRig('patent', ['t0']);
  const client = await rig.plug('t0');
  await client.read(15);
  rig.runner.host.device.tamper(0, 'light sensor');
  rig.runner.poke();
  client.write('00A40400');
  await pause(100);
  const [line] = [...(rig.runner.host as RawHost).rawLines.values()];
  assert.equal(line?.wakeAt(), undefined, 'nothing waits');
});

test('any bytes at any port leave the device in service', async () => {
  rig = await rawRig('patent', ['t0', 't1', 'spi', 'swp']);
  let state = RANDOM_SEED;
  const random = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) >>> 8;
  for (let round = 0; round < 12; round++) {
    for (const link of ['t0', 't1', 'spi', 'swp']) {
      const client = await rig.plug(link);
      for (let runs = 0; runs < 20; runs++) {
        client.socket.write(Uint8Array.from({ length: 1 + (random() % 300) }, () => random()));
      }
      await new Promise((done) => client.socket.write(bytes(0), done));
      client.socket.destroy();
    }
  }
  assert.equal(rig.runner.stopped, undefined, replayCommand(import.meta.filename));
  const client = await rig.plug('t0');
  await client.read(15);
  await select(client);
});

for (const [gapFactor, answer] of [
  [1, '00820082'],
  [10, '00E000E0'],
] as const) {
  test(`a pause of 20 ms within a block, at a factor of ${gapFactor}`, () => {
    const description = parseDescription(structuredClone(presets.patent));
    const device = bootDevice({
      description,
      image: new Map(),
      seed: bytes(1),
      crypto: pureCrypto,
      gapFactor,
    });
    const host = createRawHost(device, { manner: 'tpdu', seed: bytes(1), interfaces: ['iso1'] });
    const line = host.rawLines.get('iso1')!;
    const received: string[] = [];
    line.plug({
      received: (run) => received.push(Buffer.from(run).toString('hex').toUpperCase()),
      ended() {},
      taken() {},
      note() {},
    });
    host.poll(0);
    device.durable(device.takeBatches().length);
    line.push(unhex('00C0'));
    host.poll(0);
    for (let now = 0; now < 20 * MS; now += MS) host.poll(now);
    line.push(unhex('00C0'));
    host.poll(20 * MS);
    assert.deepEqual(received, [received[0], answer]);
  });
}
