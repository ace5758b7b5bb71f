/** What a system call's failure means to a person: the foreseeable ones become `HostError`s. */
import { HostError } from '../base/index.ts';

const DENIED = new Set(['EACCES', 'EPERM', 'EROFS']);
const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** The error as a `HostError` PERMISSION or STORE_WRITE; any other comes back as it is. */
export function ioError(error: unknown, doing: string): Error {
  if (error instanceof HostError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code !== undefined && DENIED.has(code)) {
    const next = 'choose another data folder: --data DIR, or give this user the right to write';
    return new HostError('PERMISSION', `cannot ${doing}: ${message}`, next);
  }
  if (code !== undefined && NO_ROOM.has(code)) return noRoom(`cannot ${doing}: ${message}`);
  return error instanceof Error ? error : new Error(String(error));
}

export function noRoom(message: string): HostError {
  const next = 'make room on the disk and start again: nothing that was answered is lost';
  return new HostError('STORE_WRITE', message, next);
}
