/** The first bytes of a snapshot's file: enough for a list of a thousand of them. */
import { HostError } from '../../base/index.ts';
import { ioError, readFileHead } from '../files/index.ts';

/** A format, a time and a device's name, as JSON has them at their longest. */
const HEAD_LENGTH = 512;
const TEXT = '("(?:[^"\\\\]|\\\\.)*")';
const HEAD = new RegExp(`^\\{"bifronsSnapshot":\\d+,"made":${TEXT},"device":${TEXT},`);

/** `undefined` where the file does not begin so. Throws `HostError` SYSTEM_LIMIT, PERMISSION. */
export function readSnapshotHead(
  path: string,
): { readonly made: string; readonly device: string } | undefined {
  let head: string;
  try {
    head = readFileHead(path, HEAD_LENGTH).toString('utf8');
  } catch (error) {
    const known = ioError(error, `read ${path}`);
    if (known instanceof HostError) throw known;
    return undefined;
  }
  const [, made, device] = HEAD.exec(head) ?? [];
  if (made === undefined || device === undefined) return undefined;
  try {
    return { made: JSON.parse(made) as string, device: JSON.parse(device) as string };
  } catch {
    return undefined;
  }
}
