/**
 * Looks at a store in a process of its own: mapping a damaged LMDB file can end the process that
 * does it, and that process must not be the one with the devices.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { HostError } from '../../base/index.ts';
import type { Damage } from './contents.ts';
import { DATA_FILE } from './seal.ts';

/** What the child process prints. */
export interface ProbeResult extends ProbeReport {
  /** Why it could not look: nothing is known of the store then. */
  readonly limit?: { readonly message: string; readonly next: string } | undefined;
}

export interface ProbeReport {
  /** Format version of the root record, where it can be read. */
  readonly format: number | undefined;
  readonly generation: number | undefined;
  /** Sound records. */
  readonly records: number;
  readonly damage: readonly Damage[];
}

const PROBE_TIMEOUT_MS = 60_000;

/** Opens the store read-only in a child process and reads all of it. */
export function probeStore(folder: string): Promise<ProbeReport> {
  const main = fileURLToPath(new URL('./probe-main.js', import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, folder], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // The timeout of spawn() keeps a process waiting whose child could not be started.
    const timer = setTimeout(() => child.kill('SIGKILL'), PROBE_TIMEOUT_MS);
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    // A process that could not be started has no streams.
    const { stdout, stderr } = child as Partial<typeof child>;
    let text = '';
    stdout?.setEncoding('utf8').on('data', (part: string) => (text += part));
    stderr?.resume();
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) {
        const { limit, ...report } = JSON.parse(text) as ProbeResult;
        if (limit === undefined) resolve(report);
        else reject(new HostError('SYSTEM_LIMIT', limit.message, limit.next));
        return;
      }
      const how = signal === null ? `ended with code ${code}` : `was ended by ${signal}`;
      const why = `cannot be read: the process that tried ${how}`;
      resolve({
        format: undefined,
        generation: undefined,
        records: 0,
        damage: [{ key: DATA_FILE, why }],
      });
    });
  });
}
