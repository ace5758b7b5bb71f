/**
 * Opens stores and devices while the process has only a few descriptors left, from none up to the
 * first success; prints one JSON object for each attempt. Run with a low limit, `ulimit -n`.
 */
import { closeSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DeviceService } from '../../../src/attach/service/index.ts';
import { HostError } from '../../../src/base/index.ts';
import { parseDescription, presets } from '../../../src/device/index.ts';
import { lmdbStore } from '../../../src/keep/store/index.ts';

const LEFT_MAX = 24;
const root = process.argv[2]!;
const requested = { description: parseDescription(presets.patent) };

const open = (name: string): Promise<DeviceService> =>
  DeviceService.open({ root: join(root, name), requested, doing: 'test', journal: true });

/** Takes what the system gives, and gives so many back. */
function leave(count: number): readonly number[] {
  const held: number[] = [];
  try {
    for (;;) held.push(openSync('/dev/null', 'r'));
  } catch {
    for (const one of held.splice(0, count)) closeSync(one);
    return held;
  }
}

const operations: Readonly<Record<string, (left: number) => Promise<void>>> = {
  async 'a store that was not closed'() {
    const store = join(root, 'device', 'store');
    rmSync(join(store, 'seal.json'), { force: true });
    await (await lmdbStore.open(store)).close();
  },
  async 'a first boot'(left) {
    await (await open(`first-${left}`)).close();
  },
  async 'a boot, a snapshot and a restore'() {
    const service = await open('device');
    try {
      await service.states.snapshot('again');
      await service.states.restore('good');
    } finally {
      await service.close();
    }
  },
};

const device = await open('device');
await device.states.snapshot('good');
await device.close();
for (const [what, operate] of Object.entries(operations)) {
  for (let left = 0; left <= LEFT_MAX; left += left < 4 ? 1 : 2) {
    const held = leave(left);
    let code = 'done';
    try {
      await operate(left);
    } catch (error) {
      code = error instanceof HostError ? error.code : String(error);
    }
    for (const one of held) closeSync(one);
    process.stdout.write(`${JSON.stringify({ what, left, code })}\n`);
    if (code === 'done') break;
  }
}
