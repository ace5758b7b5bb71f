/** The raw socket of a single wire: whole LLC frames with their length, both ways. */
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, test } from 'node:test';
import { HostError, unhex } from '../../base/index.ts';
import { parseDescription, presets } from '../../device/index.ts';
import { interfacesOf } from '../../host/raw/index.ts';
import { type RawClient, type RawRig, rawRig } from './raw-client.testing.ts';

const SYNC_ID = '69424600';
const RSET = 'F90400';
const UA = 'E6';
/** The chip opens the administration pipe of its controller. */
const OPEN_ADMIN = '808103';

let rig: RawRig;
afterEach(() => rig?.close());

const framed = (frame: string): string =>
  (frame.length / 2).toString(16).toUpperCase().padStart(4, '0') + frame;

async function receives(client: RawClient, frame: string): Promise<void> {
  assert.equal(await client.read(2 + frame.length / 2), framed(frame));
}

/** The chip activates first where the host's RSET is late, as on a busy computer. */
async function answersRset(client: RawClient): Promise<void> {
  const first = await client.read(2 + UA.length / 2);
  if (first === framed(UA)) return;
  assert.equal(first + (await client.read(3)), framed(SYNC_ID));
  await receives(client, UA);
}

const message = (client: RawClient, frame: string): void => client.write(framed(frame));

async function plugged(name = 'swp', gapFactor?: number): Promise<RawClient> {
  rig = await rawRig('patent', [name], gapFactor);
  return rig.plug(name);
}

/** A host in the place of the one before. */
async function works(): Promise<void> {
  const client = await rig.plug('swp');
  message(client, RSET);
  await answersRset(client);
}

async function traced(words: RegExp): Promise<void> {
  const lines = () => rig.runner.trace().map((line) => line.words());
  for (let tries = 0; tries < 500; tries++) {
    if (lines().some((one) => words.test(one))) return;
    await pause(10);
  }
  assert.fail(`no trace line matches ${words}: ${lines().join('; ')}`);
}

test('a stack of SHDLC alone begins with RSET and receives no ACT frame [TS102613 §9.4] [M-72]', async () => {
  const client = await plugged();
  message(client, RSET);
  await receives(client, UA);
  await receives(client, OPEN_ADMIN);
});

test('a stack that activates the chip itself receives every ACT frame [TS102613 §9.4.4]', async () => {
  const client = await plugged();
  await receives(client, SYNC_ID);
  message(client, '7201');
  await receives(client, SYNC_ID);
  message(client, '6200');
  await receives(client, '60');
  message(client, '7200');
  await receives(client, '60');
  message(client, 'F90200');
  await receives(client, UA);
  await receives(client, OPEN_ADMIN);
});

test('a stack that only activates receives the RSET of the chip [TS102613 §10.5]', async () => {
  const client = await plugged('swp', 10);
  message(client, '6201');
  await receives(client, SYNC_ID);
  await receives(client, '60');
  await receives(client, RSET);
  message(client, UA);
  await receives(client, OPEN_ADMIN);
});

test('frames arrive in any pieces, and several at once', async () => {
  const client = await plugged();
  for (const byte of framed(RSET).match(/../g)!) {
    client.write(byte);
    await pause(1);
  }
  await answersRset(client);
  await receives(client, OPEN_ADMIN);
  client.write(`${framed('C1')}${framed('81818000')}${framed('C1')}`);
  await receives(client, '89810201');
});

test('a wrong length ends the session, and the trace says which', async () => {
  for (const [length, words] of [
    ['0000', /a frame of 0 bytes; one has 1 to 30/],
    ['001F', /a frame of 31 bytes/],
    ['FFFF', /a frame of 65535 bytes/],
  ] as const) {
    const client = await plugged();
    client.write(length);
    assert.equal(await client.rest(), '');
    await traced(words);
    await works();
    await rig.close();
  }
});

test('a frame cut off by the end of the session goes nowhere, and the trace says so', async () => {
  for (const [part, words] of [
    ['00', /left 1 bytes of a frame/],
    ['0003F904', /left 4 bytes of a frame/],
  ] as const) {
    const client = await plugged();
    client.write(part);
    client.socket.end();
    await traced(words);
    await works();
    await rig.close();
  }
});

test('closing deactivates: the next session begins with activation', async () => {
  const first = await plugged();
  message(first, RSET);
  await receives(first, UA);
  first.socket.destroy();
  await works();
});

test('a flood of frames from a host that does not read affects no other client', async () => {
  const client = await plugged();
  client.socket.pause();
  const flood = Buffer.from(framed(RSET).repeat(10_000), 'hex');
  for (let times = 0; times < 20; times++) {
    if (!client.socket.write(flood)) {
      await Promise.race([new Promise((done) => client.socket.once('drain', done)), pause(200)]);
    }
  }
  client.socket.destroy();
  assert.equal(rig.runner.stopped, undefined);
  await works();
});

test('the wire goes by the name of any of its links, and by that of its interface', async () => {
  const description = parseDescription(structuredClone(presets.patent));
  for (const name of ['swp', 'swp-a', 'swp-b', 'apdu-gate']) {
    assert.deepEqual(interfacesOf(description, [name, 'swp']), ['swp']);
    await receives(await plugged(name), SYNC_ID);
    await rig.close();
  }
  assert.deepEqual(interfacesOf(description, ['iso0', 't0', 'iso1']), ['iso0', 'iso1']);
  assert.throws(
    () => interfacesOf(description, ['swp-c']),
    (error) =>
      error instanceof HostError &&
      error.code === 'LINK_UNKNOWN' &&
      error.next === 'use one of: iso0, t0, iso1, t1, spi, swp, swp-a, swp-b, apdu-gate',
  );
});

test('the process may not use the links of the wire; other links still work', async () => {
  await plugged();
  const { runner } = rig;
  for (const link of ['swp-a', 'swp-b', 'apdu-gate']) {
    await assert.rejects(
      runner.transmit(link, unhex('00A40400')),
      (error) => error instanceof HostError && error.code === 'LINK_RAW',
    );
    assert.equal(runner.host.terminal(link).client, 'raw');
  }
  assert.equal((await runner.transmit('spi', unhex('00A40400'))).at(-2), 0x90);
});
