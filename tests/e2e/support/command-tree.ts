/** Every command of the command line, as its help lists them. */
import assert from 'node:assert/strict';
import { bifrons } from './bifrons.ts';

export interface CommandHelp {
  /** `state diff`; empty for the whole. */
  readonly name: string;
  readonly help: string;
  /** Whether it only gathers others: it has no option but help. */
  readonly gathers: boolean;
}

/** An option of its own, in a help. */
const OPTIONS = /^ {2}(-., )?--(?!help\b|version\b|plugin\b)[a-z]/m;

/** From the top down. Fails where a command's help is not its own. */
export async function commandTree(words: readonly string[] = []): Promise<readonly CommandHelp[]> {
  const name = words.join(' ');
  const { code, stdout } = await bifrons([...words, '--help']);
  assert.equal(code, 0, name);
  assert.ok(stdout.startsWith(`Usage: ${['bifrons', ...words].join(' ')} `), `${name}: ${stdout}`);
  const list = /^Commands:\n((?: {2}.*\n)+)/m.exec(stdout)?.[1] ?? '';
  const below = [...list.matchAll(/^ {2}([a-z][a-z-]*)(?= )/gm)].map(([, one = '']) => one);
  const gathers = below.length > 0 && !OPTIONS.test(stdout);
  const found: CommandHelp[] = [{ name, help: stdout, gathers }];
  for (const one of below) if (one !== 'help') found.push(...(await commandTree([...words, one])));
  return found;
}
