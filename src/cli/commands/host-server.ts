import type { Command } from 'commander';
import { collectHex, type WhereOptions, withWhere } from '../options.ts';

interface ServerOptions extends WhereOptions {
  readonly link?: string;
}

/** A remote server, whose packets enter through the modem. [M-90] */
export function defineHostServer(host: Command): void {
  withWhere(host.command('server'))
    .description('act as a remote server: a script of commands, through the modem')
    .argument('<apdus...>', 'commands in hexadecimal', collectHex)
    .option('-l, --link <name>', "the modem's link (default: the first modem)")
    .addHelpText(
      'after',
      `
The modem takes the commands out of their packet and carries them out on a channel of their own;
the script ends at the first that fails, and the exit code is then 1.

Examples:
  bifrons host server 00A4040008A000000151000000 80E2910006BF3E035C015A
  bifrons host server --preset meter --link t0 00A4040000 --json`,
    )
    .action(run);
}

async function run(apdus: readonly string[], options: ServerOptions): Promise<void> {
  const { EXIT, Output } = await import('../output.ts');
  const { whichDevice } = await import('../which-device.ts');
  const { withDevice } = await import('../reach.ts');
  const { printExchange } = await import('../print-exchange.ts');
  const output = new Output(options);
  const { link: requested } = options;
  const { link, answers } = await withDevice(
    await whichDevice(options),
    { doing: 'bifrons host server' },
    (api) =>
      api.ask('host.script', {
        ...(requested === undefined ? {} : { link: requested }),
        commands: apdus,
      }),
  );
  if (answers.length === 0) {
    const { HostError } = await import('../../base/index.ts');
    const next = 'close one, or reset the link: bifrons apdu --link NAME --reset';
    throw new HostError('CHANNEL_UNAVAILABLE', `no channel at ${link} is free for a script`, next);
  }
  answers.forEach((answer, at) => printExchange(output, { link, command: apdus[at]!, answer }));
  const last = answers.at(-1)!.slice(-4);
  const isWell = /^(9[01]|6[123])/.test(last);
  if (answers.length < apdus.length || !isWell) process.exitCode = EXIT.expectation;
  if (answers.length < apdus.length)
    output.line(`# the script ended here: ${answers.length} of ${apdus.length} commands`);
}
