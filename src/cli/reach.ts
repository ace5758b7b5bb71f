/** Reaches a device: by the control socket of the process that runs it, or by running it here. */
import { setTimeout as delay } from 'node:timers/promises';
import { connectControl, type DeviceApi } from '../attach/control/index.ts';
import { folderPaths, forPeople } from '../keep/data-folder/places/index.ts';
import { isThere } from '../keep/files/index.ts';
import type { Topology } from '../attach/service/index.ts';
import { HostError } from '../base/index.ts';
import type { Where } from './where.ts';

/** How long a command waits for another short-lived one to let go of the folder. */
const WAIT_MS = 3_000;
const PAUSE_MS = 40;

export interface ReachOptions {
  /** What this process does, for others that find the folder in use. */
  readonly doing: string;
  /** Only looks: where there is no device yet, none is made. */
  readonly look?: boolean;
  /** Is about what a device has behind it: where there is none yet, that is an error. */
  readonly existing?: boolean;
}

/** Queries the running device, or boots it for this command's short life. */
export async function reachDevice(where: Where, options: ReachOptions): Promise<DeviceApi> {
  const { doing, look, existing } = options;
  const paths = folderPaths(where.root);
  for (const end = Date.now() + WAIT_MS; ; await delay(PAUSE_MS)) {
    const api = await connectControl(paths.socket);
    if (api !== undefined) return checkedApi(api, where);
    const { DeviceService } = await import('../attach/service/index.ts');
    const { loadPlugins } = await import('../attach/plugins/index.ts');
    const plugins = await loadPlugins(where.pluginFiles);
    const { localApi } = await import('../attach/serve/index.ts');
    if (look === true && !isThere(paths.description)) {
      const { describedDevice } = await import('./described-device.ts');
      return localApi(DeviceService.inMemory(describedDevice(where), { plugins }));
    }
    try {
      const requested = existing === true && !isThere(paths.description) ? {} : where.requested;
      return localApi(await DeviceService.open({ ...where, requested, doing, plugins }));
    } catch (error) {
      const busy = error instanceof HostError && error.code === 'STATE_IN_USE';
      if (!busy || Date.now() > end) throw error;
    }
  }
}

/** The device in another process; `undefined` when none runs it. */
export async function reachRunning(where: Where): Promise<DeviceApi | undefined> {
  const api = await connectControl(folderPaths(where.root).socket);
  return api === undefined ? undefined : checkedApi(api, where);
}

/** Does something with a running device. Throws `HostError` DEVICE_NOT_UP. */
export async function withRunning<T>(
  where: Where,
  work: (api: DeviceApi) => Promise<T>,
): Promise<T> {
  const api = await reachRunning(where);
  if (api === undefined) {
    const next = `start it: bifrons up${where.again}`;
    throw new HostError('DEVICE_NOT_UP', `no device is up on ${forPeople(where.root)}`, next);
  }
  try {
    return await work(api);
  } finally {
    await api.close();
  }
}

/** Does something with a device and lets go of it, whatever happens. */
export async function withDevice<T>(
  where: Where,
  options: ReachOptions,
  work: (api: DeviceApi) => Promise<T>,
): Promise<T> {
  const api = await reachDevice(where, options);
  try {
    return await work(api);
  } finally {
    await api.close();
  }
}

/** The state of the device. Throws `HostError` MEMORY_DAMAGED where its memory is unreadable. */
export async function readTopology(api: DeviceApi): Promise<Topology> {
  const topology = await api.ask('topology', {});
  const { mute, device } = topology;
  if (mute?.code !== 'MEMORY_DAMAGED') return topology;
  throw new HostError(mute.code, `the memory of ${device} does not read: ${mute.why}`, mute.next);
}

async function checkedApi(api: DeviceApi, { requested, root }: Where): Promise<DeviceApi> {
  const name = requested.description?.name;
  if (name === undefined) return api;
  const { device } = await api.ask('topology', {});
  if (device === name) return api;
  await api.close();
  throw new HostError(
    'PRESET_MISMATCH',
    `${root} runs the device ${device}, not ${requested.name ?? name}`,
    'leave the option out to use that device, or give another folder: --data DIR',
  );
}
