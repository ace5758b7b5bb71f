/** A flood at a raw socket leaves every other link its turn in each round. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, type Bytes, concat, hex, unhex } from '../../base/index.ts';
import { pureCrypto } from '../../crypto/index.ts';
import { bootDevice, parseDescription, presets } from '../../device/index.ts';
import { createRawHost, type RawHost } from './index.ts';

const SELECT = unhex('00A4040008A000000151000000');
const SEED = bytes(1, 2, 3);
/** Rounds that a command on a quiet device takes, with room for one more. */
const ROUNDS_MAX = 8;
const FRAMES = 10_000;

function flooded(interfaceId: string, flood: Bytes): RawHost {
  const description = parseDescription(structuredClone(presets.patent));
  const device = bootDevice({ description, image: new Map(), seed: SEED, crypto: pureCrypto });
  const interfaces = [interfaceId];
  const host = createRawHost(device, { manner: 'tpdu', seed: SEED, interfaces });
  const line = host.rawLines.get(interfaceId)!;
  line.plug({ received() {}, taken() {}, ended() {}, note() {} });
  while (host.poll(0)) device.durable(device.takeBatches().length);
  line.push(flood);
  return host;
}

function repeated(run: Bytes): Bytes {
  return concat(...Array.from({ length: FRAMES }, () => run));
}

for (const [name, frame] of [
  ['RSET', '0001F9'],
  ['I-frames', '00068081030102FF'],
  ['acknowledgements', '0001C0'],
] as const) {
  test(`a flood of ${name} on the single wire leaves another link its turn [M-72]`, () => {
    const host = flooded('swp', repeated(unhex(frame)));
    const terminal = host.terminal('t0');
    const rounds = (over: () => boolean): number => {
      for (let count = 1; count <= ROUNDS_MAX; count++) {
        host.poll(0);
        host.device.durable(host.device.takeBatches().length);
        if (over()) return count;
      }
      return assert.fail(`nothing after ${ROUNDS_MAX} rounds`);
    };
    terminal.powerOn(0);
    rounds(() => terminal.ready);
    let answer: string | undefined;
    for (let commands = 0; commands < 20; commands++) {
      terminal.send(SELECT);
      rounds(() => {
        const result = terminal.result();
        if (result?.kind === 'answer') answer = hex(result.bytes);
        return result !== undefined;
      });
      assert.equal(answer, '6119');
    }
    assert.ok(host.rawLines.get('swp')!.waits, 'the flood goes on');
  });
}

test('power that goes takes what the card has not read with it', () => {
  const host = flooded('swp', repeated(unhex('0001F9')));
  host.poll(0);
  const line = host.rawLines.get('swp')!;
  assert.ok(line.waits);
  line.unplug();
  host.poll(0);
  assert.equal(line.waits, false);
  assert.equal(line.backlog, 0);
});
