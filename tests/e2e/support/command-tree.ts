/** Every command of the command line, as its help lists them. */
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { commandsBelow } from '../../reference/cli-page.ts';
import { jsonLines } from './bifrons.ts';
import { run } from './processes.ts';

export interface CommandHelp {
  /** `state diff`; empty for the whole. */
  readonly name: string;
  readonly help: string;
  /** Whether it only gathers others: it has no option but help. */
  readonly gathers: boolean;
}

const PRINT_HELPS = fileURLToPath(new URL('./print-helps.js', import.meta.url));

/** An option of its own, in a help. */
const OPTIONS = /^ {2}(-., )?--(?!help\b|version\b|plugin\b)[a-z]/m;

/** From the top down. Fails where a command's help is not its own. */
export async function commandTree(): Promise<readonly CommandHelp[]> {
  const { code, stdout, stderr } = await run({ command: process.execPath, args: [PRINT_HELPS] });
  assert.equal(code, 0, stderr);
  return (jsonLines(stdout) as unknown as { words: string[]; help: string }[]).map(
    ({ words, help }) => {
      const name = words.join(' ');
      const usage = `Usage: ${['bifrons', ...words].join(' ')} `;
      assert.ok(help.startsWith(usage), `${name}: ${help}`);
      return { name, help, gathers: commandsBelow(help).length > 0 && !OPTIONS.test(help) };
    },
  );
}
