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

/** Field 22 of `/proc/PID/stat`; the second field is in parentheses and may hold anything. */
function startTime(stat: string): string {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]!;
}

/** Whether the process lives. One that cannot be judged from here counts as living. */
export function lives(owner: ProcessIdentity): boolean {
  const now = identify(owner.pid, String(owner.pid));
  if (owner.boot !== undefined && now.boot !== undefined && owner.boot !== now.boot) return false;
  if (owner.namespace !== undefined && owner.namespace !== now.namespace) return true;
  if (owner.started !== undefined && now.boot !== undefined) return owner.started === now.started;
  try {
    process.kill(owner.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
