import { field } from './field.ts';
import { patent } from './patent.ts';

/** Device descriptions that come with the product, as JSON documents for `parseDescription`. */
export const presets = { field, patent } as const;
export type PresetName = keyof typeof presets;
