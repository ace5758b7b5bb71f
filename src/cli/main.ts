/** The command line. Commands load what they need when they run, so that help is quick. */
import { Command, CommanderError } from 'commander';
import { HOST_ERROR_CODES } from '../base/index.ts';
import { defineAlias } from './commands/alias.ts';
import { defineApdu } from './commands/apdu.ts';
import { defineAttach } from './commands/attach.ts';
import { defineHost } from './commands/host.ts';
import { definePairing } from './commands/pairing.ts';
import { definePcsc } from './commands/pcsc.ts';
import { defineReplay } from './commands/replay.ts';
import { defineRuling } from './commands/ruling.ts';
import { defineState } from './commands/state.ts';
import { defineTopology } from './commands/topology.ts';
import { defineTrace } from './commands/trace.ts';
import { defineUp } from './commands/up.ts';
import { COLUMNS, EXIT, tellError } from './output.ts';
import { productVersion } from '../attach/version/index.ts';

const EXAMPLES = `
Examples:
  bifrons up                                             boot the preset "patent" and stay up
  bifrons apdu --link spi 00A4040008A000000151000000     send an APDU over one link
  bifrons topology                                       who is paired with whom
  bifrons trace --follow                                 watch messages and why they went where
  bifrons state snapshot before-test                     keep the device's memory
  bifrons replay FILE                                    run a journal again, byte for byte

Exit codes: 0 well, 1 an expectation failed, 2 wrong usage, 3 an error with a code:
${wrapList(Object.keys(HOST_ERROR_CODES))}
`;

function wrapList(words: readonly string[]): string {
  const lines: string[] = [];
  let line = ' ';
  for (const word of words) {
    if (line.length + word.length + 1 > COLUMNS) {
      lines.push(line);
      line = ' ';
    }
    line += ` ${word}`;
  }
  return [...lines, line].join('\n');
}

function program(): Command {
  const root = new Command('bifrons')
    .description(
      'One tamper-resistant device in software: several containers, several links, and why each ' +
        'message went where.',
    )
    .version(productVersion(), '-V, --version')
    .configureOutput({ getOutHelpWidth: () => COLUMNS, getErrHelpWidth: () => COLUMNS })
    .exitOverride()
    .showHelpAfterError('(bifrons --help shows what there is)')
    .addHelpText('after', EXAMPLES);
  for (const define of [
    defineUp,
    defineApdu,
    defineTopology,
    defineHost,
    definePairing,
    defineAlias,
    defineRuling,
    defineTrace,
    defineState,
    defineReplay,
    definePcsc,
    defineAttach,
  ]) {
    define(root);
  }
  return root;
}

async function main(argv: readonly string[]): Promise<number> {
  try {
    await program().parseAsync(argv, { from: 'user' });
    return Number(process.exitCode ?? EXIT.ok);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    return tellError(error, argv.includes('--json'));
  }
}

// A reader of our output that goes away early (head, less) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.ok);
  throw error;
});

process.exitCode = await main(process.argv.slice(2));
