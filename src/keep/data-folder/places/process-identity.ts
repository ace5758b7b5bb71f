/**
 * Who a process is, beyond its number: numbers are used again, so boot and start time go with it.
 * Systems other than Linux do not report it: there the number alone is compared.
 */
import { readFileSync, readlinkSync } from 'node:fs';

export interface ProcessIdentity {
  readonly pid: number;
  /** Changes with every boot of the computer. */
  readonly boot?: string;
  /** Clock ticks from boot to the start of the process. */
  readonly started?: string;
  /** Processes in another namespace (a container) have numbers that mean nothing here. */
  readonly namespace?: string;
}

export function identifySelf(): ProcessIdentity {
  return identify(process.pid, 'self');
}

function identify(pid: number, entry: string): ProcessIdentity {
  const boot = attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  const started = attempt(() => startTime(readFileSync(`/proc/${entry}/stat`, 'utf8')));
  const namespace = attempt(() => readlinkSync('/proc/self/ns/pid'));
  return {
    pid,
    ...(boot === undefined ? {} : { boot }),
    ...(started === undefined ? {} : { started }),
    ...(namespace === undefined ? {} : { namespace }),
  };
}

/** A process that has ended, and whose parent has not read its status. */
const ENDED = ['Z', 'X', 'x'];

/** Field 22 of `/proc/PID/stat`. */
function startTime(stat: string): string {
  return fieldsFromState(stat)[19]!;
}

/** Field 3 and what follows; the second field is in parentheses and may hold anything. */
function fieldsFromState(stat: string): readonly string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** Whether the process lives. One that cannot be judged from here counts as living. */
export function isRunning(owner: ProcessIdentity): boolean {
  const now = identify(owner.pid, String(owner.pid));
  if (owner.boot !== undefined && now.boot !== undefined && owner.boot !== now.boot) return false;
  if (owner.namespace !== undefined && owner.namespace !== now.namespace) return true;
  if (owner.started !== undefined && now.boot !== undefined && owner.started !== now.started)
    return false;
  if (hasEnded(owner.pid)) return false;
  if (owner.started !== undefined && now.boot !== undefined) return true;
  try {
    process.kill(owner.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether only its entry is left, which a parent without a `wait` leaves for good. */
function hasEnded(pid: number): boolean {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return stat !== undefined && ENDED.includes(fieldsFromState(stat)[0]!);
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
