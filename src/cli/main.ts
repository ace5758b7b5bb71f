/** The command line. Commands load what they need when they run, so that help is quick. */
import { CommanderError } from 'commander';
import { addCompletion, defineCompletion, isCompletion } from './commands/completion.ts';
import { learnPresets } from './options.ts';
import { EXIT, printError, printUsage, readerGone, UsageError } from './output.ts';
import { commandsOf, type NamedCommand, program } from './program.ts';

/** The command whose arguments were wrong, as `bifrons state diff`. */
let failed = 'bifrons';

/** An error in a command's arguments names that command's own help. */
function pointToHelp({ command, words }: NamedCommand): void {
  command.showHelpAfterError(`(${words} --help shows its options and examples)`);
  command.exitOverride((error) => {
    failed = words;
    throw error;
  });
}

async function main(argv: readonly string[]): Promise<number> {
  const json = isJson(argv);
  try {
    await learnPresets(argv);
    const root = program({ json });
    if (isCompletion(argv)) await addCompletion(root);
    else defineCompletion(root);
    for (const one of commandsOf(root)) pointToHelp(one);
    await root.parseAsync(argv, { from: 'user' });
    return Number(process.exitCode ?? EXIT.ok);
  } catch (error) {
    if (error instanceof UsageError)
      return printUsage(error.message, error.next, { json, printed: false });
    if (!(error instanceof CommanderError)) return printError(error, json);
    if (error.exitCode === 0) return EXIT.ok;
    const isBare = error.code === 'commander.help';
    const next = `${failed} --help shows its options and examples`;
    return printUsage(isBare ? 'a command is missing' : error.message, next, {
      json,
      printed: true,
    });
  }
}

/** Whether the caller is a program; what comes after `--` is for another one. */
function isJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return argv.slice(0, end === -1 ? undefined : end).includes('--json');
}

// A reader of our output that goes away early (head, less) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
  readerGone();
});

process.exitCode = await main(process.argv.slice(2));
