/** A file that the user names, whole. */
import { HostError } from '../base/index.ts';
import { readFileWhole } from '../keep/files/index.ts';

/** Throws `HostError` INPUT_INVALID where the file is not there, is no file, or is too long. */
export function readGivenFile(path: string, rules: { readonly lengthMax: number }): Buffer {
  try {
    return readFileWhole(path, rules);
  } catch (error) {
    const why = `${path}: ${(error as Error).message}`;
    throw new HostError('INPUT_INVALID', why, 'give a file that can be read');
  }
}
