import { field } from './field.ts';
import { hosts } from './hosts.ts';
import { patent } from './patent.ts';

/** Device descriptions that come with the product, as JSON documents for `parseDescription`. */
export const presets = { field, patent, ...hosts } as const;
/** The name of a preset. */
export type PresetName = keyof typeof presets;
