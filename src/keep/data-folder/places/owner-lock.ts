/**
 * One owner per data folder. The lock is a file that comes into being whole and only once (a hard
 * link); it names the owner of the folder. A stale lock is taken over, by one process at a time:
 * the holder of the second lock, `owner.takeover`, may remove the first.
 *
 * A gap that remains: a process that is killed during a takeover, while two others come at the same
 * instant, could let both in. The window is a few system calls wide.
 */
import { randomBytes } from 'node:crypto';
import { linkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { HostError } from '../../../base/index.ts';
import { readTextWhole } from '../../files/index.ts';
import { identifySelf, isRunning, type ProcessIdentity } from './process-identity.ts';

export const OWNER_FILE = 'owner';
const TAKEOVER_FILE = 'owner.takeover';

/** A lock's record and a command line. */
const LOCK_LENGTH_MAX = 65_536;
const TAKEOVER_TRIES = 100;
const TAKEOVER_PAUSE_MS = 10;

interface LockRecord extends ProcessIdentity {
  /** Distinguishes this lock from every other. */
  readonly token: string;
  /** What the owner does, for the message to others. */
  readonly doing: string;
}

export interface OwnerLock {
  release(): void;
}

/** Becomes the folder's owner. Throws `HostError` STATE_IN_USE with the owner's process number. */
export async function takeOwnership(folder: string, doing: string): Promise<OwnerLock> {
  const record: LockRecord = { ...identifySelf(), token: randomBytes(8).toString('hex'), doing };
  const lock = join(folder, OWNER_FILE);
  for (let tries = 0; tries < TAKEOVER_TRIES; tries++) {
    if (claim(lock, record)) return { release: () => release(lock, record) };
    const owner = read(lock);
    if (owner === 'gone') continue;
    if (owner !== 'unreadable' && isRunning(owner)) throw inUse(folder, owner);
    if (!removeDead(folder, record)) await delay(TAKEOVER_PAUSE_MS);
  }
  throw new HostError(
    'STATE_IN_USE',
    `${folder}: another process is just taking it over`,
    `try again; if no bifrons runs, remove ${join(folder, TAKEOVER_FILE)}`,
  );
}

/** Who owns the folder now, if anybody living does. */
export function ownerOf(
  folder: string,
): { readonly pid: number; readonly doing: string } | undefined {
  const owner = read(join(folder, OWNER_FILE));
  return typeof owner === 'object' && isRunning(owner) ? owner : undefined;
}

/** Makes the file with its whole content, or fails if it is there. */
function claim(path: string, record: LockRecord): boolean {
  const draft = `${path}.${record.token}`;
  writeFileSync(draft, JSON.stringify(record), { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function read(path: string): LockRecord | 'gone' | 'unreadable' {
  let text: string;
  try {
    text = readTextWhole(path, { lengthMax: LOCK_LENGTH_MAX, noLink: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return 'gone';
    if (code === undefined) return 'unreadable';
    throw error;
  }
  try {
    const record = JSON.parse(text) as LockRecord;
    return Number.isInteger(record.pid) ? record : 'unreadable';
  } catch {
    return 'unreadable';
  }
}

/** Removes a lock that is stale even when read under the takeover lock. */
function removeDead(folder: string, record: LockRecord): boolean {
  const lock = join(folder, OWNER_FILE);
  const takeover = join(folder, TAKEOVER_FILE);
  if (!claim(takeover, record)) {
    const taker = read(takeover);
    if (typeof taker === 'object' && !isRunning(taker)) rmSync(takeover, { force: true });
    return false;
  }
  try {
    const owner = read(lock);
    const dead = owner === 'unreadable' || (typeof owner === 'object' && !isRunning(owner));
    if (dead) rmSync(lock, { force: true });
    return true;
  } finally {
    rmSync(takeover, { force: true });
  }
}

function release(lock: string, record: LockRecord): void {
  const owner = read(lock);
  if (typeof owner === 'object' && owner.token === record.token) rmSync(lock, { force: true });
}

function inUse(folder: string, owner: LockRecord): HostError {
  return new HostError(
    'STATE_IN_USE',
    `${folder} is owned by process ${owner.pid} (${owner.doing})`,
    `end that process, or use another folder: --data DIR`,
  );
}
