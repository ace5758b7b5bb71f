/** Boot, durable writing, and what another idle device costs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lmdbStore } from '../src/keep/store/index.ts';
import type { OpenStore } from '../src/run/store/index.ts';
import { type Bytes, concat, unhex } from '../src/base/index.ts';
import type { DeviceCore } from '../src/device/index.ts';
import { createHostDevice } from '../src/host/index.ts';
import { Bed, boot, SEED, storedImage } from './bed.ts';
import { type Bench, microseconds, microsecondsAwaited } from './frame.ts';
import { kibibytesEach } from './heap.ts';

const IDLE_DEVICES = 1_000;

function bootFromImage(): number {
  const image = storedImage();
  return microseconds(() => boot(image)) / 1_000;
}

/** Runs with a store in a folder of its own that is gone afterwards. */
export async function withStore<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'bifrons-bench-'));
  try {
    return await work(join(folder, 'store'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function bootFromStore(): Promise<number> {
  return withStore(async (folder) => {
    const first = await lmdbStore.open(folder);
    const writes = [...storedImage()].map(([key, value]) => ({ key, value }));
    await first.commit([{ writes }]);
    await first.close();
    const once = async () => {
      const store = await lmdbStore.open(folder);
      boot(store.image);
      await store.close();
    };
    return (await microsecondsAwaited(once)) / 1_000;
  });
}

/** SetNickname of ISD-P1 with a name that changes, so that each command writes. [SGP22 §5.7.21] */
function setNickname(iccid: Bytes, count: number): Bytes {
  const name = unhex((0x30303030 + (count % 0x0a)).toString(16));
  const inside = concat(unhex('5A0A'), iccid, unhex('9004'), name);
  const message = concat(unhex('BF29'), Uint8Array.of(inside.length), inside);
  return concat(unhex('80E29100'), Uint8Array.of(message.length), message, unhex('00'));
}

async function durableCommand(): Promise<number> {
  return withStore(async (folder) => {
    const store = await lmdbStore.open(folder);
    const device = boot(store.image);
    const kept = keeping(device, store);
    const bed = new Bed('t1', kept.device);
    bed.expectOk(unhex('00A4040008A00000015100000000'));
    const iccid = firstIccid(bed);
    let count = 0;
    const written = kept.batches();
    const once = async () => {
      bed.expectOk(setNickname(iccid, count++));
      await kept.durable();
    };
    const spent = await microsecondsAwaited(once);
    if (kept.batches() - written < count) throw new Error('a command wrote nothing');
    await store.close();
    return spent / 1_000;
  });
}

/** The device as it is, with every batch handed to the store as well. */
export function keeping(device: DeviceCore, store: OpenStore) {
  let count = 0;
  let pending: Promise<void> | undefined;
  const wrapped: DeviceCore = Object.create(device, {
    takeBatches: {
      value: () => {
        const batches = device.takeBatches();
        count += batches.length;
        if (batches.length > 0) pending = store.commit(batches);
        return batches;
      },
    },
  });
  return { device: wrapped, batches: () => count, durable: async () => pending };
}

/** The ICCID of the first profile, as GetProfilesInfo returns it. [SGP22 §5.7.15] */
function firstIccid(bed: Bed): Bytes {
  const answer = bed.transmit(unhex('80E2910003BF2D0000'));
  for (let at = 0; at + 12 <= answer.length; at++) {
    if (answer[at] === 0x5a && answer[at + 1] === 0x0a) return answer.slice(at + 2, at + 12);
  }
  throw new Error('no profile is listed');
}

/** KiB for each of a thousand devices that booted from one image and wait in their hosts. */
function idleMemory(): number {
  const image = storedImage();
  return kibibytesEach({ count: IDLE_DEVICES, warm: 10 }, () =>
    createHostDevice(boot(image), { manner: 'apdu', seed: SEED }),
  );
}

export const deviceBenches: readonly Bench[] = [
  { name: 'boot from an image', unit: 'ms', better: 'less', measure: bootFromImage },
  {
    name: 'boot of a stored device, store opened and closed',
    unit: 'ms',
    target: 5,
    better: 'less',
    measure: bootFromStore,
  },
  {
    name: 'SetNickname through t1 and durable in LMDB',
    unit: 'ms',
    better: 'less',
    measure: durableCommand,
  },
  {
    name: `memory per further idle device, of ${IDLE_DEVICES.toLocaleString('en-US')}`,
    unit: 'KiB',
    target: 100,
    better: 'less',
    measure: idleMemory,
  },
];
