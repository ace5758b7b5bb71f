/** A description as it may be shown: its keys are masked unless they are asked for by name. */
import { type Description, replaceKeys } from '../../device/index.ts';

/** What stands in a key's place. */
export const MASKED_KEY = '(16 bytes)';

/** The same description with every key of every key set masked, wherever it stands. */
export function withoutKeys(description: Description): Description {
  return replaceKeys(description, () => MASKED_KEY) as Description;
}
