import type { Command } from 'commander';
import type { Difference } from '../../attach/journal/index.ts';
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
difference is named. bifrons state at N shows the device after command N.

Examples:
  bifrons replay ~/.local/share/bifrons/patent/journal/2030-01-01T00-00-00-000Z.jsonl
  bifrons replay journal.jsonl --json`,
    )
    .action(run);
}

async function run(file: string, options: ReplayOptions): Promise<void> {
  const { readJournal, replay } = await import('../../attach/journal/index.ts');
  const { EXIT, Output } = await import('../output.ts');
  const output = new Output(options);
  const { lineCipher, readKeyFile } = await import('../../attach/sealing/index.ts');
  const key = options.keyFile === undefined ? undefined : readKeyFile(options.keyFile);
  const { loadPlugins } = await import('../../attach/plugins/index.ts');
  const plugins = await loadPlugins(options.plugin ?? []);
  const journal = readJournal(file, lineCipher(key));
  const { commands, boots, entries, difference } = replay({ ...journal, plugins });
  const { cut } = journal;
  output.object({ commands, boots, entries, cut, ...rowOf(difference) });
  const all = `${count(commands, 'command')} in ${count(boots, 'boot')}`;
  if (cut) output.line('note        the last line of the journal is not whole, and was left out');
  if (difference === undefined) {
    output.line(`replayed    ${all}: the same bytes`);
    return;
  }
  const { where, expected, got } = difference;
  const time = difference.at === undefined ? '' : ` at ${(difference.at / 1_000_000).toFixed(6)} s`;
  output.line(`different   ${file}:${lineOf(difference)}, ${where}${time}, after ${all}`);
  const from = firstUnlike(expected, got);
  output.line(`expected    ${expected}`);
  output.line(`got         ${got}`);
  output.line(`${' '.repeat(12 + from)}^ byte ${Math.floor(from / 2)}`);
  process.exitCode = EXIT.expectation;
}

/** The header is line 1, the first entry line 2. */
function lineOf({ entry }: Difference): number {
  return entry + 2;
}

function rowOf(difference: Difference | undefined) {
  if (difference === undefined) return {};
  const { commands, at, where, expected, got } = difference;
  return { difference: { line: lineOf(difference), commands, at, where, expected, got } };
}

function firstUnlike(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}

function count(number: number, what: string): string {
  return `${number} ${number === 1 ? what : `${what}s`}`;
}
