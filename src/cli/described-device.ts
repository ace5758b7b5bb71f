import { type Description, parseDescription } from '../device/index.ts';
import { storedDescription } from '../keep/data-folder/index.ts';
import { DEFAULT_PRESET, presetNamed, type Where } from './where.ts';

/** The description a command is about, though nothing may have been booted yet. */
export function describedDevice({ root, requested }: Where): Description {
  const { description } =
    requested.description === undefined ? presetNamed(DEFAULT_PRESET) : requested;
  return storedDescription(root) ?? parseDescription(description);
}
