/** A description as it may be shown: its keys are masked unless they are asked for by name. */
import type { Description } from '../../device/index.ts';

/** What stands in a key's place. */
export const MASKED_KEY = '(16 bytes)';

const KEY_NAMES: ReadonlySet<string> = new Set(['enc', 'mac', 'dek']);

/** The same description with every key of every key set masked, wherever it stands. */
export function withoutKeys(description: Description): Description {
  return masked(description) as Description;
}

function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null) return value;
  const isKeySet = 'enc' in value && 'mac' in value && 'dek' in value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      name,
      isKeySet && KEY_NAMES.has(name) ? MASKED_KEY : masked(part),
    ]),
  );
}
