/** What every script needs: the project's folder, a way to run a program, and a clear end. */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Prints one line about what happens now; standard error, so that outputs stay clean. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Ends the script with one line that says what to do. */
export function stop(line, code = 1) {
  say(line);
  process.exit(code);
}

/** Runs a program to its end with the terminal attached; gives its exit code. */
export function run(program, args, options = {}) {
  const done = spawnSync(program, args, { cwd: ROOT, stdio: 'inherit', ...options });
  if (done.error) stop(`${program}: ${done.error.message}`);
  return done.status ?? 1;
}

/** The path of a program that a package of this project brought. */
export function tool(name) {
  return join(ROOT, 'node_modules', '.bin', name);
}
