/**
 * The ways in which memory is kept, each with its devices: one device in a store of its own, sealed
 * or not, and many in one store, one of which is sealed there.
 */
import { writeFileSync } from 'node:fs';
import { openSealed, SealingKey, Witness } from '../../../src/keep/sealing/index.ts';
import { lmdbStore, openSharedStore } from '../../../src/keep/store/index.ts';
import type { OpenStore } from '../../../src/run/store/index.ts';
import { type Bytes, concat, hex, type Image, utf8 } from '../../../src/base/index.ts';

export const KINDS = ['plain', 'sealed', 'shared'] as const;
export type Kind = (typeof KINDS)[number];

export interface KindStore {
  readonly devices: ReadonlyMap<string, OpenStore>;
  close(): Promise<void>;
}

const ONLY = 'only';
const SEALED = 'sealed';
const SHARING = ['a', 'b', 'c', 'd', 'e', SEALED];
const KEY = new Uint8Array(32).fill(9);

export function devicesOf(kind: Kind): readonly string[] {
  return kind === 'shared' ? SHARING : [ONLY];
}

/** What a device draws its writes from. */
export function seedOf(seed: Bytes, device: string): Bytes {
  return concat(seed, utf8(device));
}

export function keyOf(folder: string): SealingKey {
  return new SealingKey(KEY, `${folder}.key`);
}

/** A key file with the same key, for what is started with one. */
export function keyFile(path: string): string {
  writeFileSync(path, Buffer.from(KEY).toString('hex'), { mode: 0o600 });
  return path;
}

export async function openKind(kind: Kind, folder: string): Promise<KindStore> {
  if (kind === 'shared') return openShared(folder);
  const store = await lmdbStore.open(folder);
  if (kind === 'plain') return { devices: new Map([[ONLY, store]]), close: () => store.close() };
  const device = await sealed(store, folder);
  return { devices: new Map([[ONLY, device]]), close: () => device.close() };
}

async function openShared(folder: string): Promise<KindStore> {
  const shared = await openSharedStore(folder);
  const devices = new Map<string, OpenStore>();
  try {
    for (const name of SHARING) {
      const device = shared.device(name);
      devices.set(name, name === SEALED ? await sealed(device, folder) : device);
    }
  } catch (error) {
    await shared.close();
    throw error;
  }
  const close = async (): Promise<void> => {
    for (const device of devices.values()) await device.close();
    await shared.close();
  };
  return { devices, close };
}

/** The generation is recorded outside, where no damage to the store reaches. */
async function sealed(store: OpenStore, name: string): Promise<OpenStore> {
  const key = keyOf(name);
  try {
    return await openSealed({ store, name, key, witness: new Witness(key, [`${name}.seen`]) });
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** For comparisons. */
export function plainImage(image: Image): Record<string, string> {
  return Object.fromEntries([...image].map(([key, value]) => [key, hex(value)]).sort());
}
