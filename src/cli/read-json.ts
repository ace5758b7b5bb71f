/** A short JSON file of the user's. */
import { HostError } from '../base/index.ts';
import { readTextWhole } from '../keep/files/index.ts';

const LENGTH_MAX = 1_048_576;

/** Throws `HostError` INPUT_INVALID, and never shows what the file holds. */
export function readJson(path: string): unknown {
  let text: string;
  try {
    text = readTextWhole(path, { lengthMax: LENGTH_MAX });
  } catch (error) {
    const why = `${path}: ${(error as Error).message}`;
    throw new HostError('INPUT_INVALID', why, 'give a file that can be read');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new HostError('INPUT_INVALID', `${path} is no JSON`, 'give a file with one JSON value');
  }
}
