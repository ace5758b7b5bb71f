/** Every command of the command line. Commands load what they need when they run. */
import { Command } from 'commander';
import { HOST_ERROR_CODES } from '../base/index.ts';
import { productVersion } from '../attach/version/index.ts';
import { defineAlias } from './commands/alias.ts';
import { defineApdu } from './commands/apdu.ts';
import { defineAttach } from './commands/attach.ts';
import { defineDescribe, defineInit } from './commands/describe.ts';
import { defineApplet } from './commands/applet.ts';
import { defineGp } from './commands/gp.ts';
import { defineHost } from './commands/host.ts';
import { defineList } from './commands/list.ts';
import { defineLpa } from './commands/lpa.ts';
import { definePairing } from './commands/pairing.ts';
import { definePcsc } from './commands/pcsc.ts';
import { definePki } from './commands/pki.ts';
import { defineProfile } from './commands/profile.ts';
import { defineReplay } from './commands/replay.ts';
import { defineReport } from './commands/report.ts';
import { defineRuling } from './commands/ruling.ts';
import { defineShell } from './commands/shell.ts';
import { defineSmdp, defineSmds } from './commands/smdp.ts';
import { defineState } from './commands/state.ts';
import { defineTopology } from './commands/topology.ts';
import { defineTrace } from './commands/trace.ts';
import { defineUp } from './commands/up.ts';
import { fitHelp } from './help-text.ts';
import { columns, wrap } from './output.ts';
import { printableLines } from './printable.ts';
import { asTyped } from './program-name.ts';

export interface ProgramOptions {
  /** Whether the caller is a program, which gets its errors as objects. */
  readonly json: boolean;
  /** How wide help may be. */
  readonly width?: () => number;
  /** Where help goes. */
  readonly print?: (help: string) => void;
}

const examples = (width: number): string => `
Examples:
  bifrons up                                             boot the preset "patent" and stay up
  bifrons apdu --link spi 00A4040008A000000151000000     send an APDU over one link
  bifrons list                                           devices at rest and up
  bifrons topology                                       which link is paired with which container
  bifrons trace --follow                                 watch messages and why they went where
  bifrons gp list                                        what is on a GlobalPlatform card
  bifrons lpa list                                       the profiles of an eUICC
  bifrons state snapshot before-test                     keep the device's memory
  bifrons replay journal.jsonl                           run a journal again, byte for byte

Exit codes: 0 well, 1 an expectation failed or a host's command ended in an error, 2 wrong usage,
3 an error with a code:
${wrapList(Object.keys(HOST_ERROR_CODES), width)}
`;

function wrapList(words: readonly string[], width: number): string {
  const lines: string[] = [];
  let line = ' ';
  for (const word of words) {
    if (line.length + word.length + 1 > width) {
      lines.push(line);
      line = ' ';
    }
    line += ` ${word}`;
  }
  return [...lines, line].join('\n');
}

export function program({ json, width = columns, print = toStdout }: ProgramOptions): Command {
  const root = new Command('bifrons')
    .description(
      'One tamper-resistant device in software: several containers, several links, and why each ' +
        'message went where.',
    )
    .version(productVersion(), '-V, --version')
    .configureOutput({
      getOutHelpWidth: width,
      getErrHelpWidth: columns,
      writeOut: (text) => print(fitHelp(asTyped(text), width())),
      // Programs get one object instead, below.
      writeErr: json
        ? () => {}
        : (text) => void process.stderr.write(fitError(printableLines(text))),
    })
    .exitOverride()
    .addHelpText('after', () => examples(width()));
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
    defineApplet,
    defineLpa,
    definePairing,
    defineAlias,
    defineRuling,
    defineProfile,
    defineTrace,
    defineState,
    defineReplay,
    definePcsc,
    defineReport,
    definePki,
    defineSmdp,
    defineSmds,
    defineAttach,
  ]) {
    define(root);
  }
  return root;
}

function toStdout(help: string): void {
  process.stdout.write(help);
}

/** An error and its hint in lines that fit, or the help of a command that needs one below it. */
function fitError(text: string): string {
  if (!/^(?:error:|\()/m.test(text)) return fitHelp(asTyped(text), columns());
  const lines = text.split('\n');
  return lines
    .flatMap((line) => (/^(?:error:|\()/.test(line) ? wrap(line) : asTyped(line)))
    .join('\n');
}

export interface NamedCommand {
  readonly command: Command;
  readonly words: string;
}

/** A command and all below it. */
export function commandsOf(command: Command, words = command.name()): readonly NamedCommand[] {
  const below = command.commands.flatMap((one) => commandsOf(one, `${words} ${one.name()}`));
  return [{ command, words }, ...below];
}
