/** The command line. Commands load what they need when they run, so that help is quick. */
import { Command, CommanderError } from 'commander';
import { HOST_ERROR_CODES } from '../base/index.ts';
import { defineAlias } from './commands/alias.ts';
import { defineApdu } from './commands/apdu.ts';
import { defineAttach } from './commands/attach.ts';
import { addCompletion, defineCompletion, isCompletion } from './commands/completion.ts';
import { defineDescribe, defineInit } from './commands/describe.ts';
import { defineGp } from './commands/gp.ts';
import { defineHost } from './commands/host.ts';
import { defineList } from './commands/list.ts';
import { definePairing } from './commands/pairing.ts';
import { definePcsc } from './commands/pcsc.ts';
import { definePki } from './commands/pki.ts';
import { defineProfile } from './commands/profile.ts';
import { defineReplay } from './commands/replay.ts';
import { defineRuling } from './commands/ruling.ts';
import { defineShell } from './commands/shell.ts';
import { defineState } from './commands/state.ts';
import { defineTopology } from './commands/topology.ts';
import { defineTrace } from './commands/trace.ts';
import { defineUp } from './commands/up.ts';
import { learnPresets } from './options.ts';
import { columns, EXIT, readerGone, printError, printUsage, UsageError, wrap } from './output.ts';
import { fitHelp } from './help-text.ts';
import { printableLines } from './printable.ts';
import { asTyped } from './program-name.ts';
import { productVersion } from '../attach/version/index.ts';

const EXAMPLES = `
Examples:
  bifrons up                                             boot the preset "patent" and stay up
  bifrons apdu --link spi 00A4040008A000000151000000     send an APDU over one link
  bifrons list                                           devices at rest and up
  bifrons topology                                       which link is paired with which container
  bifrons trace --follow                                 watch messages and why they went where
  bifrons gp list                                        what is on a GlobalPlatform card
  bifrons state snapshot before-test                     keep the device's memory
  bifrons replay journal.jsonl                           run a journal again, byte for byte

Exit codes: 0 well, 1 an expectation failed or a host's command ended in an error, 2 wrong usage,
3 an error with a code:
${wrapList(Object.keys(HOST_ERROR_CODES))}
`;

function wrapList(words: readonly string[]): string {
  const lines: string[] = [];
  let line = ' ';
  for (const word of words) {
    if (line.length + word.length + 1 > columns()) {
      lines.push(line);
      line = ' ';
    }
    line += ` ${word}`;
  }
  return [...lines, line].join('\n');
}

function program(json: boolean): Command {
  const root = new Command('bifrons')
    .description(
      'One tamper-resistant device in software: several containers, several links, and why each ' +
        'message went where.',
    )
    .version(productVersion(), '-V, --version')
    .configureOutput({
      getOutHelpWidth: columns,
      getErrHelpWidth: columns,
      writeOut: (text) => void process.stdout.write(fitHelp(asTyped(text), columns())),
      // Programs get one object instead, below.
      writeErr: json
        ? () => {}
        : (text) => void process.stderr.write(fitError(printableLines(text))),
    })
    .exitOverride()
    .addHelpText('after', EXAMPLES);
  for (const define of [
    defineUp,
    defineList,
    defineInit,
    defineDescribe,
    defineApdu,
    defineShell,
    defineTopology,
    defineHost,
    defineGp,
    definePairing,
    defineAlias,
    defineRuling,
    defineProfile,
    defineTrace,
    defineState,
    defineReplay,
    definePcsc,
    definePki,
    defineAttach,
  ]) {
    define(root);
  }
  return root;
}

/** An error and its hint in lines that fit; the help that may be between them fits already. */
function fitError(text: string): string {
  const lines = text.split('\n');
  return lines
    .flatMap((line) => (/^(?:error:|\()/.test(line) ? wrap(line) : asTyped(line)))
    .join('\n');
}

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

interface NamedCommand {
  readonly command: Command;
  readonly words: string;
}

/** A command and all below it. */
function commandsOf(command: Command, words = command.name()): readonly NamedCommand[] {
  const below = command.commands.flatMap((one) => commandsOf(one, `${words} ${one.name()}`));
  return [{ command, words }, ...below];
}

async function main(argv: readonly string[]): Promise<number> {
  const json = isJson(argv);
  try {
    await learnPresets(argv);
    const root = program(json);
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
