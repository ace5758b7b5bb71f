/** Which device a command means: a preset, a description file, a data folder. */
import { join, resolve } from 'node:path';
import {
  devicesFolder,
  forPeople,
  storedDescription,
  type RequestedDevice,
} from '../keep/data-folder/index.ts';
import { DOCUMENT_LENGTH_MAX, ioError, isThere, readTextWhole } from '../keep/files/index.ts';
import { readKeyFile, type SealingKey } from '../keep/sealing/index.ts';
import { HostError } from '../base/index.ts';
import { type Description, parseDescription, presets } from '../device/index.ts';
import type { WhereOptions } from './options.ts';

const DEFAULT_PRESET = 'patent';

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
export function whereIs(options: WhereOptions): Where {
  const requested = requestedDevice(options);
  const named = requested !== undefined || options.data !== undefined;
  const key = options.keyFile === undefined ? undefined : readKeyFile(options.keyFile);
  const more = { named, again: again(options), key, pluginFiles: options.plugin ?? [] };
  if (options.data !== undefined)
    return { root: resolve(options.data), requested: requested ?? fallback(options.data), ...more };
  const device = requested ?? presetNamed(DEFAULT_PRESET);
  return { root: join(devicesFolder(), device.description!.name), requested: device, ...more };
}

/** The description a command is about, though nothing may have been booted yet. */
export function describedDevice(where: Where): Description {
  return (
    storedDescription(where.root) ??
    where.requested.description ??
    presetNamed(DEFAULT_PRESET).description!
  );
}

/** A data folder that holds a device says itself which; an empty one becomes the default preset. */
function fallback(data: string): RequestedDevice {
  return storedDescription(resolve(data)) === undefined ? presetNamed(DEFAULT_PRESET) : {};
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

function requestedDevice(options: WhereOptions): RequestedDevice | undefined {
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
  return { description: parseFrom(document), name: options.device, exact: true };
}

/** What `bifrons topology --json` prints holds a description, and is none. */
function parseFrom(document: unknown): Description {
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

export function presetNamed(name: string): RequestedDevice {
  const document = (presets as Readonly<Record<string, unknown>>)[name];
  if (document === undefined || !Object.hasOwn(presets, name)) {
    const known = Object.keys(presets).join(', ');
    throw new HostError('PRESET_UNKNOWN', `no preset is named ${name}`, `use one of: ${known}`);
  }
  return { description: parseDescription(document), name: `preset ${name}` };
}
