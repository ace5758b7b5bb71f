/** Which device a command means: a preset, a description file, a data folder. */
import { join, resolve } from 'node:path';
import type { RequestedDevice } from '../keep/data-folder/index.ts';
import { devicesFolder, folderPaths, forPeople } from '../keep/data-folder/places/index.ts';
import { DOCUMENT_LENGTH_MAX, ioError, isThere, readTextWhole } from '../keep/files/index.ts';
import type { SealingKey } from '../keep/sealing/index.ts';
import { HostError } from '../base/index.ts';
import type { Description, DescriptionInput } from '../device/index.ts';
import { presets } from '../device/presets/index.ts';
import type { WhereOptions } from './options.ts';

export const DEFAULT_PRESET = 'patent';

/** What a first boot would boot. */
type NewDevice = RequestedDevice & Required<Pick<RequestedDevice, 'description'>>;

export interface Where {
  readonly root: string;
  readonly requested: RequestedDevice;
  /** Whether the caller named a device, rather than took what is there. */
  readonly named: boolean;
  /** The options that name the same device to another command: ` --preset phone`, or nothing. */
  readonly again: string;
  /** Seals what is at rest. */
  readonly key: SealingKey | undefined;
  /** Modules with plug-in link protocols. */
  readonly pluginFiles: readonly string[];
}

/** Throws `HostError` PRESET_UNKNOWN, DESCRIPTION_INVALID, INPUT_INVALID, PERMISSION. */
export async function whereIs(options: WhereOptions): Promise<Where> {
  const requested = await requestedDevice(options);
  const named = requested !== undefined || options.data !== undefined;
  const key = options.keyFile === undefined ? undefined : await keyIn(options.keyFile);
  const more = { named, again: again(options), key, pluginFiles: options.plugin ?? [] };
  if (options.data !== undefined)
    return { root: resolve(options.data), requested: requested ?? fallback(options.data), ...more };
  const device = requested ?? presetNamed(DEFAULT_PRESET);
  return { root: join(devicesFolder(), device.description.name), requested: device, ...more };
}

async function keyIn(file: string): Promise<SealingKey> {
  const { readKeyFile } = await import('../keep/sealing/index.ts');
  return readKeyFile(file);
}

/** A data folder that holds a device says itself which; an empty one becomes the default preset. */
function fallback(data: string): RequestedDevice {
  return isThere(folderPaths(resolve(data)).description) ? {} : presetNamed(DEFAULT_PRESET);
}

/** A data folder says itself what it holds. */
function again({ data, preset, device }: WhereOptions): string {
  if (data !== undefined) return ` --data ${word(data)}`;
  if (preset !== undefined) return preset === DEFAULT_PRESET ? '' : ` --preset ${word(preset)}`;
  return device === undefined ? '' : ` --device ${word(device)}`;
}

/** One word of a shell. */
export function word(text: string): string {
  return /^[\w./~+:@%-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

async function requestedDevice(options: WhereOptions): Promise<NewDevice | undefined> {
  if (options.preset !== undefined) return presetNamed(options.preset);
  if (options.device === undefined) return undefined;
  let document: unknown;
  try {
    document = JSON.parse(readTextWhole(options.device, { lengthMax: DOCUMENT_LENGTH_MAX }));
  } catch (error) {
    const known = ioError(error, `read ${options.device}`);
    if (known instanceof HostError) throw known;
    throw new HostError(
      'INPUT_INVALID',
      `${options.device}: ${(error as Error).message}`,
      otherOption(options.device) ??
        'give a JSON file; one is written by: bifrons init my-device --preset patent',
    );
  }
  return { description: await parseFrom(document), name: options.device, exact: true };
}

/** What `bifrons topology --json` prints holds a description, and is none. */
async function parseFrom(document: unknown): Promise<Description> {
  const { parseDescription } = await import('../device/index.ts');
  try {
    return parseDescription(document);
  } catch (error) {
    const { description, links, pid } = Object(document) as Readonly<Record<string, unknown>>;
    if (description === undefined || links === undefined || pid === undefined) throw error;
    throw new HostError(
      'DESCRIPTION_INVALID',
      'this is what bifrons topology prints, not a description',
      'print the description of that device: bifrons describe > device.json',
    );
  }
}

/** What was meant where the name of a device or preset stands for a description file. */
function otherOption(name: string): string | undefined {
  if (!/^[\w-][\w.-]*$/.test(name)) return undefined;
  const root = join(devicesFolder(), name);
  if (isThere(root)) return `for the device of that name: --data ${forPeople(root)}`;
  return Object.hasOwn(presets, name) ? `for the preset: --preset ${name}` : undefined;
}

/** Throws `HostError` PRESET_UNKNOWN. */
export function presetNamed(name: string): NewDevice {
  const document = (presets as Readonly<Record<string, DescriptionInput>>)[name];
  if (document === undefined || !Object.hasOwn(presets, name)) {
    const known = Object.keys(presets).join(', ');
    throw new HostError('PRESET_UNKNOWN', `no preset is named ${name}`, `use one of: ${known}`);
  }
  return { description: document, name: `preset ${name}` };
}
