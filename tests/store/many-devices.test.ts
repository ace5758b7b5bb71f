/** Many devices that share a store, killed under load: no device loses what it answered. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openSharedStore } from '../../src/keep/store/index.ts';
import { readBigEndian, unhex, utf8 } from '../../src/base/index.ts';
import { randomStream } from '../../src/crypto/index.ts';
import { createDevice, presets } from '../../src/index.ts';
import { randomCount, RANDOM_SEED } from '../random-counts.ts';

const MANY = fileURLToPath(new URL('./support/many.js', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'bifrons-many-'));
after(() => rmSync(root, { recursive: true, force: true }));

/** One kill here is worth a dozen: so many devices are under way. */
const ROUNDS = Math.ceil(randomCount('kill') / 6);
const LIFE_MS = { least: 100, more: 400 } as const;

/** What each device said it had answered before SIGKILL. */
function runUntilKilled(folder: string, lifeMs: number): Promise<Map<string, number>> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MANY, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    const printed = new Map<string, number>();
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, device, number] = /^(device-\d+) (\d+)$/.exec(line) ?? [];
      if (device === undefined) return;
      if (printed.size === 0) setTimeout(() => child.kill('SIGKILL'), lifeMs);
      printed.set(device, Math.max(printed.get(device) ?? 0, Number(number)));
    });
    child.on('error', reject);
    child.on('close', (_, signal) =>
      signal === 'SIGKILL'
        ? resolve(printed)
        : reject(new Error('the devices ended by themselves')),
    );
  });
}

test('devices that share a store, killed under load: no 9000 is lost', async () => {
  const random = randomStream(utf8(`${RANDOM_SEED}`), 'many devices');
  const folder = join(root, 'store');
  let answered = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const part = readBigEndian(random.bytes(2)) / 65_536;
    const printed = await runUntilKilled(folder, LIFE_MS.least + part * LIFE_MS.more);
    const shared = await openSharedStore(folder);
    for (const [id, number] of printed) {
      const device = await createDevice(presets.patent, { store: shared.device(id) });
      const link = device.link('t1');
      await link.transmit('00A4040008A00000015100000000');
      const list = unhex(String(await link.transmit('80E2910003BF2D0000')));
      const kept = Number(/n(\d{6})/.exec(Buffer.from(list).toString('latin1'))?.[1]);
      assert.ok(kept >= number, `round ${round}, ${id}: answered ${number}, kept ${kept}`);
      assert.ok(kept <= number + 1, `round ${round}, ${id}: answered ${number}, kept ${kept}`);
      answered += number;
      await device.close();
    }
    await shared.close();
  }
  assert.ok(answered > ROUNDS * 12, `${answered} names were answered`);
});
