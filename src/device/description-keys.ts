/** The keys that a description holds as text: of every key set, wherever it stands. */
import type { Description } from './description.ts';

const KEY_NAMES: ReadonlySet<string> = new Set(['enc', 'mac', 'dek']);

/** A copy with something else in the place of each key, which is given as hexadecimal digits. */
export function replaceKeys(description: Description, by: (key: string) => unknown): unknown {
  return replaced(description, by);
}

function replaced(value: unknown, by: (key: string) => unknown): unknown {
  if (Array.isArray(value)) return value.map((part) => replaced(part, by));
  if (typeof value !== 'object' || value === null) return value;
  const isKeySet = 'enc' in value && 'mac' in value && 'dek' in value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      name,
      isKeySet && KEY_NAMES.has(name) ? by(String(part)) : replaced(part, by),
    ]),
  );
}
