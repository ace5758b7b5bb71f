/** Changed sessions into the raw ports over TCP: a small, fixed budget; the wires have theirs. */
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { hex } from '../../src/base/index.ts';
import { ATR, type RawRig, rawRig } from '../../src/attach/raw/raw-client.ts';
import { SW } from '../../src/wire/index.ts';
import { Random } from '../sim/random.ts';
import { RANDOM_SEED, replayCommand } from '../random-counts.ts';
import { type Input, readCorpus, renderInput } from './corpus.ts';
import { changeSession, type LineKind } from './line-session.ts';

/** Sessions for each port. */
const SESSIONS = 40;
/** What a sound card says to a new host, and what the host says first. */
const GREETINGS = {
  t0: ['', ATR.t0],
  t1: ['', ATR.t1],
  spi: ['21C4000006CD', '12E4'],
} as const;

type Port = keyof typeof GREETINGS;

async function greet(rig: RawRig, link: Port): Promise<void> {
  const [host, card] = GREETINGS[link];
  const client = await rig.plug(link);
  await client.exchange(host, card);
  client.socket.destroy();
}

async function play(rig: RawRig, link: Port, input: Input): Promise<void> {
  const client = await rig.plug(link);
  for (const run of input) client.write(hex(run));
  await pause(5);
  client.socket.destroy();
  const { device } = rig.runner.host;
  assert.equal(device.mute, undefined);
  for (const { what, operands } of device.trace.since(0)) {
    assert.ok(what !== 'response' || operands[1] !== SW.NO_DIAGNOSIS, 'an answer 6F00');
  }
}

for (const link of Object.keys(GREETINGS) as Port[]) {
  test(`${SESSIONS} sessions at the raw port of ${link}: the next host is heard`, async () => {
    const rig = await rawRig('patent', [link]);
    const random = new Random(RANDOM_SEED, link.charCodeAt(1));
    const corpus = readCorpus(`line-${link}`);
    const change = changeSession(link satisfies LineKind);
    let input: Input = [];
    try {
      for (let count = 0; count < SESSIONS; count++) {
        input = change(random.of(corpus), random.of(corpus), random);
        await play(rig, link, input);
        if (count % 10 === 9) await greet(rig, link);
      }
    } catch (error) {
      const place = `${renderInput(input)}\n${replayCommand(fileURLToPath(import.meta.url))}`;
      assert.fail(`${link}: ${String(error)}\n${place}`);
    } finally {
      await rig.close();
    }
  });
}
