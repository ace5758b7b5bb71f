import type { Command } from 'commander';
import type { Difference, Journal } from '../../keep/journal/index.ts';
import { withPlugins } from '../options.ts';

interface ReplayOptions {
  readonly keyFile?: string;
  readonly plugin?: readonly string[];
  readonly json?: boolean;
}

export function defineReplay(root: Command): void {
  root
    .command('replay')
    .description('run the device of a journal again, and compare every byte and every write')
    .argument('<file>', 'a journal that bifrons up --journal wrote')
    .option('--key-file <file>', 'the key under which it is encrypted')
    .addOption(withPlugins())
    .option('--json', 'one JSON object a line')
    .addHelpText(
      'after',
      `
Needs no data folder and changes none. The exit code is 1 when something is different: the first
difference is named. A journal whose writer was killed has no mark of its end, and is run as far as
it goes; one that was closed and lost its end is refused. bifrons state at N shows the device after
command N.

Examples:
  bifrons replay ~/.local/share/bifrons/patent/journal/2030-01-01T00-00-00-000Z.jsonl
  bifrons replay journal.jsonl --json`,
    )
    .action(run);
}

async function run(file: string, options: ReplayOptions): Promise<void> {
  const { readJournal, replay } = await import('../../keep/journal/index.ts');
  const { EXIT, Output } = await import('../output.ts');
  const output = new Output(options);
  const { lineCipher, readKeyFile } = await import('../../keep/sealing/index.ts');
  const key = options.keyFile === undefined ? undefined : readKeyFile(options.keyFile);
  const { loadPlugins } = await import('../../attach/plugins/index.ts');
  const plugins = await loadPlugins(options.plugin ?? []);
  const journal = readJournal(file, lineCipher(key));
  const { nodeCrypto: crypto } = await import('../../attach/node-crypto/index.ts');
  const { commands, boots, entries, difference } = replay({ ...journal, plugins, crypto });
  const { ending, sealed, cut } = journal;
  output.object({ commands, boots, entries, ending, sealed, cut, ...rowOf(journal, difference) });
  const all = `${count(commands, 'command')} in ${count(boots, 'boot')}`;
  for (const note of notesOn(journal, key !== undefined)) output.line(`note        ${note}`);
  if (difference === undefined) {
    output.line(`replayed    ${all}: the same bytes`);
    return;
  }
  const { where, expected, got } = difference;
  const time = difference.at === undefined ? '' : ` at ${(difference.at / 1_000_000).toFixed(6)} s`;
  output.line(`different   ${file}:${lineOf(journal, difference)}, ${where}${time}, after ${all}`);
  const from = firstUnlike(expected, got);
  output.line(`expected    ${expected}`);
  output.line(`got         ${got}`);
  output.line(`${' '.repeat(12 + from)}^ byte ${Math.floor(from / 2)}`);
  process.exitCode = EXIT.expectation;
}

/** What keeps the journal from being known whole, in words. */
export function notesOn({ entries, ending, sealed, cut }: Journal, hasKey: boolean): string[] {
  const notes: string[] = [];
  const there = count(entries.length, 'entry');
  if (ending === 'open')
    notes.push(`not closed: its writer was killed, ran out of room, or still writes; ${there}`);
  if (cut) notes.push('its last line is not whole, and was left out');
  if (hasKey && !sealed) notes.push('it is not encrypted, so the key vouches for nothing in it');
  return notes;
}

function lineOf({ firstLine }: Journal, { entry }: Difference): number {
  return entry + firstLine;
}

function rowOf(journal: Journal, difference: Difference | undefined) {
  if (difference === undefined) return {};
  const { commands, at, where, expected, got } = difference;
  const line = lineOf(journal, difference);
  return { difference: { line, commands, at, where, expected, got } };
}

function firstUnlike(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}

function count(number: number, what: string): string {
  const many = what.endsWith('y') ? `${what.slice(0, -1)}ies` : `${what}s`;
  return `${number} ${number === 1 ? what : many}`;
}
