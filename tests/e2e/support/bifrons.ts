/** The product's own command line, as built, and a data folder of its own for each test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Argv, type Finished, type RunOptions, run } from './processes.ts';

const MAIN = fileURLToPath(new URL('../../../lib/cli.js', import.meta.url));

export function bifronsArgv(args: readonly string[]): Argv {
  return { command: process.execPath, args: [MAIN, ...args] };
}

export function bifrons(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return run(bifronsArgv(args), options);
}

const folders = new Set<string>();
// A test that failed removes nothing itself.
process.on('exit', () => {
  for (const path of folders) rmSync(path, { recursive: true, force: true });
});

/** A fresh folder, short enough for a socket's path, gone with `remove` or with this process. */
export function scratchFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'bifrons-'));
  folders.add(path);
  return {
    path,
    remove() {
      rmSync(path, { recursive: true, force: true });
      folders.delete(path);
    },
  };
}

/** Every line of a `--json` answer. */
export function jsonLines(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
