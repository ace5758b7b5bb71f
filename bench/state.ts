/** Fork, restore and replay, and what a fork costs in memory. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseJournal, replay } from '../src/keep/journal/index.ts';
import { lmdbStore } from '../src/keep/store/index.ts';
import { type Image, unhex } from '../src/base/index.ts';
import { createDevice, presets } from '../src/index.ts';
import { Bed, boot } from './bed.ts';
import { type Bench, microseconds, microsecondsAwaited } from './frame.ts';
import { setNickname } from './store.ts';

/** Commands of the journal that is replayed. */
const COMMANDS = 2_000;
const FORKS = 1_000;
/** Pages of a device with much in its memory: 2 MiB. */
const PAGES = 4_096;
const SELECT_ROOT = unhex('00A4040008A00000015100000000');

/** A device that has lived: names given, sequence counters used. */
function lived(): Bed {
  const bed = new Bed('t1');
  bed.expectOk(SELECT_ROOT);
  for (let count = 0; count < 20; count++) bed.expectOk(setNickname(count));
  return bed;
}

function forkTime(): number {
  const { device } = lived();
  return microseconds(() => boot(device.image())) / 1_000;
}

/** The same with two mebibytes of pages in one container. */
function forkOfMuch(): number {
  const image = new Map(lived().device.image());
  image.set('container.C30/r/much', new Uint8Array(6));
  for (let page = 0; page < PAGES; page++)
    image.set(`container.C30/r/much#${page}`, new Uint8Array(512).fill(page));
  const device = boot(image);
  return microseconds(() => boot(device.image())) / 1_000;
}

/** Back to a snapshot in the store, and booted from it. */
async function restoreTime(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'bifrons-bench-'));
  const store = await lmdbStore.open(join(folder, 'store'));
  const image: Image = lived().device.image();
  try {
    const once = async (): Promise<void> => {
      await store.replace(image);
      boot(image);
    };
    return (await microsecondsAwaited(once)) / 1_000;
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
}

async function replayedPerSecond(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'bifrons-bench-'));
  const path = join(folder, 'journal.jsonl');
  try {
    const device = await createDevice(presets.patent, { journal: path });
    await device.link('t1').transmit(SELECT_ROOT);
    for (let count = 0; count < COMMANDS; count++)
      await device.link('t1').transmit(setNickname(count));
    await device.close();
    const text = readFileSync(path, 'utf8');
    let commands = 0;
    const spent = microseconds(() => {
      const result = replay(parseJournal(text, path));
      if (result.difference !== undefined) throw new Error('the journal replays otherwise');
      commands = result.commands;
    });
    return (commands * 1_000_000) / spent;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** KiB for each of a thousand forks of one device, booted and at rest. */
function forkMemory(): number {
  const collect = globalThis.gc;
  if (!collect) throw new Error('run with --expose-gc');
  const { device } = lived();
  const kept: unknown[] = [];
  const grow = (count: number): void => {
    for (let i = 0; i < count; i++) kept.push(boot(device.image()));
  };
  const used = (): number => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  grow(10);
  const before = used();
  grow(FORKS);
  const after = used();
  if (kept.length !== FORKS + 10) throw new Error('forks were lost');
  return (after - before) / FORKS / 1_024;
}

export const stateBenches: readonly Bench[] = [
  { name: 'fork of a device', unit: 'ms', target: 1, better: 'less', measure: forkTime },
  {
    name: 'fork of a device with 4,096 pages',
    unit: 'ms',
    target: 1,
    better: 'less',
    measure: forkOfMuch,
  },
  { name: 'memory of a fork', unit: 'KiB', better: 'less', measure: forkMemory },
  { name: 'restore of a snapshot, durable', unit: 'ms', better: 'less', measure: restoreTime },
  {
    name: 'replayed commands, parsing included',
    unit: 'commands/s',
    better: 'more',
    measure: replayedPerSecond,
  },
];
