/**
 * Hosts that come to a raw socket in use, at random moments of another host's session, and send:
 * that session has the bytes it would have alone, and clients of other links their answers. [M-70]
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type RawClient, rawRig } from '../../src/attach/raw/raw-client.testing.ts';
import { hex, unhex } from '../../src/base/index.ts';
import { RANDOM_SEED, replayCommand } from '../random-counts.ts';
import { Random } from './random.ts';

const SESSIONS = 5;
const SELECT_ROOT = '00A4040008A000000151000000';

/** What a host sends, and how many bytes it then waits for. */
type Turn = readonly [sent: string, expected: number];

const SESSION: Readonly<Record<string, readonly Turn[]>> = {
  t0: [
    ['', 15],
    ['00A4040008', 1],
    ['A000000151000000', 2],
    ['00C0000019', 28],
    ['0070000001', 3],
    ['01FD000003', 2],
  ],
  spi: [
    ['21C4000006CD', 30],
    ['21C0000117C9', 6],
  ],
  swp: [
    ['', 6],
    ['0003F90400', 8],
  ],
};

/** What the host of the session receives; `disturb` is called before each byte that it sends. */
async function session(
  client: RawClient,
  turns: readonly Turn[],
  disturb: () => Promise<void>,
): Promise<string> {
  let received = '';
  for (const [sent, expected] of turns) {
    for (const byte of sent.match(/../g) ?? []) {
      await disturb();
      client.write(byte);
    }
    received += ` ${await client.read(expected)}`;
  }
  await disturb();
  return received;
}

for (const [link, turns] of Object.entries(SESSION)) {
  test(`${link}: hosts that are turned away change nothing of the session they meet`, async () => {
    const random = new Random(RANDOM_SEED, link.charCodeAt(1));
    const run = async (isDisturbed: boolean): Promise<string> => {
      const rig = await rawRig('patent', [link]);
      try {
        const client = await rig.plug(link);
        let turnedAway = 0;
        const disturb = async (): Promise<void> => {
          if (!isDisturbed || (turnedAway > 0 && !random.onceIn(3))) return;
          const other = await rig.plug(link);
          const [sent] = random.of(turns);
          other.write(sent + hex(random.bytes(random.below(40))));
          assert.equal(await other.rest(), '', 'it receives nothing, and is disconnected');
          turnedAway++;
        };
        const sent = await session(client, turns, disturb);
        assert.equal(turnedAway > 0, isDisturbed);
        const elsewhere = hex(await rig.runner.transmit('t1', unhex(SELECT_ROOT)));
        return `${sent} t1 ${elsewhere}`;
      } finally {
        await rig.close();
      }
    };
    const alone = await run(false);
    for (let count = 0; count < SESSIONS; count++)
      assert.equal(await run(true), alone, replayCommand(fileURLToPath(import.meta.url)));
  });
}
