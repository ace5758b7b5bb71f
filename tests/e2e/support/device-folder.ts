/** A device of the test's own in a data folder, and what commands about it must come to. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after } from 'node:test';
import { bifrons, bifronsArgv, jsonLines, scratchFolder } from './bifrons.ts';
import { Running } from './processes.ts';

export type Ask = (...args: string[]) => ReturnType<typeof bifrons>;

/** A data folder, and commands about it. */
export function deviceFolder(): {
  readonly path: string;
  readonly ask: Ask;
  up(...args: string[]): Promise<Running>;
} {
  const scratch = scratchFolder();
  const path = join(scratch.path, 'd');
  after(() => scratch.remove());
  return {
    path,
    ask: (...args) => bifrons([...args, '--data', path]),
    async up(...args) {
      const device = new Running(bifronsArgv(['up', '--no-pcsc', '--data', path, ...args]));
      await device.saw(/Ctrl-C ends it/);
      return device;
    },
  };
}

export async function ok(finished: ReturnType<Ask>): Promise<string> {
  const { code, stdout, stderr } = await finished;
  assert.equal(code, 0, `${stdout}\n${stderr}`);
  return stdout;
}

/** Runs a command that must end with a failure of what it drives: exit code 1. */
export async function failed(finished: ReturnType<Ask>): Promise<string> {
  const { code, stdout, stderr } = await finished;
  assert.equal(code, 1, `${stdout}\n${stderr}`);
  return stdout;
}

/** Runs a command that must fail with a HostError. */
export async function refused(
  finished: ReturnType<Ask>,
): Promise<{ code: string; message: string; next: string }> {
  const { code, stderr } = await finished;
  assert.equal(code, 3, stderr);
  const { error } = JSON.parse(stderr) as {
    error: { code: string; message: string; next: string };
  };
  assert.notEqual(error.next, '');
  return error;
}

export function answers(stdout: string): readonly string[] {
  return jsonLines(stdout).map((row) => String(row['answer']));
}
