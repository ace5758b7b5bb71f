/** Changed sessions into the raw sockets over TCP: a small, fixed budget; the wires have theirs. */
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { serveRaw } from '../../src/attach/raw/index.ts';
import { createRawHost, interfacesOf } from '../../src/host/raw/index.ts';
import { memoryStore } from '../../src/run/store/index.ts';
import { realClock, Runner } from '../../src/run/runner/index.ts';
import { type Bytes, bytes, concat, hex, unhex } from '../../src/base/index.ts';
import { pureCrypto } from '../../src/crypto/index.ts';
import { bootDevice, parseDescription, presets } from '../../src/device/index.ts';
import { SW, SwpFrameReader } from '../../src/wire/index.ts';
import { Random } from '../sim/random.ts';
import { RANDOM_SEED, replayCommand } from '../random-counts.ts';
import { type Input, readCorpus, renderInput } from './corpus.ts';
import { changeSession, type LineKind } from './line-session.ts';

/** Sessions for each port. */
const SESSIONS = 40;
/** What a host says first, and how the answer of a sound card begins. */
const GREETINGS = {
  t0: ['', '3B'],
  t1: ['', '3B'],
  spi: ['21C4000006CD', '12E4'],
  swp: ['0003F90400', '0001E6'],
} as const;

type Port = keyof typeof GREETINGS;
type RawRig = Awaited<ReturnType<typeof rawRig>>;

async function rawRig(link: Port) {
  const description = parseDescription(structuredClone(presets.patent));
  const seed = bytes(1, 2, 3, 4);
  const device = bootDevice({ description, image: new Map(), seed, crypto: pureCrypto });
  const interfaces = interfacesOf(description, [link]);
  const host = createRawHost(device, { manner: 'tpdu', seed, interfaces });
  const runner = new Runner({ host, store: memoryStore(), clock: realClock() });
  const server = await serveRaw(runner, [{ link, port: 0 }]);
  return { device, server, port: server.ports[0]!.port };
}

async function plug(rig: RawRig): Promise<Socket> {
  const socket = connect(rig.port, '127.0.0.1');
  socket.on('error', () => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** The port may still be letting go of the host before: then this one is turned away. */
async function greeted(rig: RawRig, link: Port): Promise<boolean> {
  const [host, card] = GREETINGS[link];
  const socket = await plug(rig);
  socket.write(unhex(host));
  const received = new Promise<string>((resolve) => {
    let sent = '';
    socket.on('close', () => resolve(sent));
    socket.on('data', (chunk) => {
      sent += hex(chunk);
      if (sent.length >= card.length) resolve(sent);
    });
  });
  const sent = await Promise.race([received, pause(2_000, 'silence')]);
  socket.destroy();
  return sent.startsWith(card);
}

async function greet(rig: RawRig, link: Port): Promise<void> {
  for (let tries = 0; tries < 5; tries++) if (await greeted(rig, link)) return;
  assert.fail('a new host is not served');
}

/** What of a run on the wire goes into a port: of a single wire, the frame behind its length. */
function forPort(link: Port, run: Bytes): Bytes {
  if (link !== 'swp') return run;
  const reader = new SwpFrameReader();
  reader.push(run);
  const frame = reader.next();
  return frame === undefined ? run : concat(bytes(0, frame.length), frame);
}

async function play(rig: RawRig, link: Port, input: Input): Promise<void> {
  const socket = await plug(rig);
  for (const run of input) socket.write(forPort(link, run));
  socket.resume();
  await pause(5);
  socket.destroy();
  assert.equal(rig.device.mute, undefined);
  for (const { what, operands } of rig.device.trace.since(0)) {
    assert.ok(what !== 'response' || operands[1] !== SW.NO_DIAGNOSIS, 'an answer 6F00');
  }
}

/** Hosts that come to a port in use, and send: the device ends each, and reads none of them. */
async function turnAway(rig: RawRig, link: Port, input: Input): Promise<void> {
  // The host before has gone; the port may still be letting go of it.
  await pause(50);
  const first = await plug(rig);
  const others = [await plug(rig), await plug(rig)];
  const ended = others.map(
    (other) =>
      new Promise<string>((resolve) => {
        for (const event of ['end', 'close'] as const) other.on(event, () => resolve('ended'));
        other.resume();
        for (const run of input) other.write(forPort(link, run));
      }),
  );
  const all = await Promise.race([Promise.all(ended), pause(2_000, ['still there'])]);
  assert.deepEqual(all, ['ended', 'ended']);
  assert.equal(first.destroyed, false, 'the first keeps its session');
  for (const socket of [first, ...others]) socket.destroy();
}

for (const link of Object.keys(GREETINGS) as Port[]) {
  test(`${SESSIONS} sessions at the raw socket of ${link}: the next host is served`, async () => {
    const rig = await rawRig(link);
    const random = new Random(RANDOM_SEED, link.charCodeAt(1));
    const corpus = readCorpus(`line-${link}`);
    const change = changeSession(link satisfies LineKind);
    let input: Input = [];
    try {
      for (let count = 0; count < SESSIONS; count++) {
        input = change(random.of(corpus), random.of(corpus), random);
        await play(rig, link, input);
        if (count % 10 !== 9) continue;
        await turnAway(rig, link, input);
        await greet(rig, link);
      }
    } catch (error) {
      const place = `${renderInput(input)}\n${replayCommand(fileURLToPath(import.meta.url))}`;
      assert.fail(`${link}: ${String(error)}\n${place}`);
    } finally {
      await rig.server.close();
    }
  });
}
