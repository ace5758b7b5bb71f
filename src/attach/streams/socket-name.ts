/** Socket names are short (108 bytes on Linux); folders may lie deep. */
import { closeSync, openSync } from 'node:fs';
import { basename, dirname } from 'node:path';

const NAME_LENGTH_MAX = 100;

/** A name for the socket that fits, and what to call when it was used. */
export function socketName(path: string): { readonly name: string; release(): void } {
  if (Buffer.byteLength(path) <= NAME_LENGTH_MAX || process.platform !== 'linux') {
    return { name: path, release() {} };
  }
  const folder = openSync(dirname(path), 'r');
  return { name: `/proc/self/fd/${folder}/${basename(path)}`, release: () => closeSync(folder) };
}
