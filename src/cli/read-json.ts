/** A short JSON file of the user's. */
import { HostError } from '../base/index.ts';
import { readGivenFile } from './read-given-file.ts';

const LENGTH_MAX = 1_048_576;

/** Throws `HostError` INPUT_INVALID, and never shows what the file holds. */
export function readJson(path: string): unknown {
  const text = readGivenFile(path, { lengthMax: LENGTH_MAX }).toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    throw new HostError('INPUT_INVALID', `${path} is no JSON`, 'give a file with one JSON value');
  }
}
