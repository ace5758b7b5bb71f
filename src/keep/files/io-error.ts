/** What a system call's failure means to a person: the foreseeable ones become `HostError`s. */
import { getSystemErrorName } from 'node:util';
import { HostError } from '../../base/index.ts';
import { noRoom } from '../../run/store/index.ts';

const DENIED = new Set(['EACCES', 'EPERM', 'EROFS']);
const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
/** Open files and processes of this process, of its user, or of the whole system. */
const LIMITS = new Set(['EMFILE', 'ENFILE', 'EAGAIN']);

/** The error as a `HostError` PERMISSION, STORE_WRITE or SYSTEM_LIMIT; others as they are. */
export function ioError(error: unknown, doing: string): Error {
  if (error instanceof HostError) return error;
  const { message } = error as Error;
  const code = nameOf((error as { readonly code?: unknown }).code);
  if (code !== undefined && DENIED.has(code)) {
    const next = 'choose another data folder: --data DIR, or give this user the right to write';
    return new HostError('PERMISSION', `cannot ${doing}: ${message}`, next);
  }
  if (code !== undefined && LIMITS.has(code)) return systemLimit(`cannot ${doing}: ${message}`);
  if (code !== undefined && NO_ROOM.has(code)) return noRoom(`cannot ${doing}: ${message}`);
  return error instanceof Error ? error : new Error(String(error));
}

/** LMDB gives the number of a system call's error, and below zero numbers of its own. */
function nameOf(code: unknown): string | undefined {
  if (typeof code === 'number' && code > 0) return getSystemErrorName(-code);
  return typeof code === 'string' ? code : undefined;
}

function systemLimit(message: string): HostError {
  const next = 'raise the limit (ulimit -n, ulimit -u), or end what holds so many';
  return new HostError('SYSTEM_LIMIT', message, next);
}
