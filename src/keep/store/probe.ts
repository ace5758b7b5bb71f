/**
 * Looks at a store in a process of its own: mapping a damaged LMDB file can end the process that
 * does it, and that process must not be the one with the devices.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Damage } from './contents.ts';
import { DATA_FILE } from './seal.ts';

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
      timeout: PROBE_TIMEOUT_MS,
      killSignal: 'SIGKILL',
    });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
    child.stderr.resume();
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) {
        resolve(JSON.parse(text) as ProbeReport);
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
