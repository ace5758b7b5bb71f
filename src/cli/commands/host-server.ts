import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ServerOptions } from '../modem/server-options.ts';
import { collectHex, hexDigits, withWhere } from '../options.ts';

const COUNTER_MAX = 2 ** 40 - 1;

/** A remote server, whose packets enter through the modem. [M-90] */
export function defineHostServer(host: Command): void {
  withWhere(host.command('server'))
    .description('act as a remote server: commands through the modem, plain or in secured packets')
    .argument('<apdus...>', 'commands in hexadecimal', collectHex)
    .option('-l, --link <name>', "the modem's link (default: the first modem)")
    .option('--tar <hex>', 'send a secured packet by short message to this application', tar)
    .option('--kic <key>', 'its key for ciphers (default: of the description); hex, or @FILE')
    .option('--kid <key>', 'its key for checksums')
    .option('--key-set <n>', 'version of the keys, 1 to 15', keySet)
    .addOption(
      new Option('--algorithm <name>', 'of both keys').choices(['aes', 'des']).default('aes'),
    )
    .option('--counter <n>', 'the counter (default: tenths of seconds of the clock)', counter)
    .addOption(
      new Option('--proof <way>', 'the way of the proof of receipt')
        .choices(['response', 'sms', 'none'])
        .default('response'),
    )
    .option('--spi <hex>', 'security parameters (default: ciphers, checksums, counter higher)', spi)
    .addHelpText(
      'after',
      `
Without --tar the modem takes the commands out of their packet and carries them out on a channel of
their own; the script ends at the first that fails, and the exit code is then 1. With --tar the
packet goes to the card, in as many short messages as it needs, and GET RESPONSE fetches what a
command with data answers: 000000 is the operator's security
domain, other TARs name files. The exit code is 1 where the proof is not that all went well.

Examples:
  bifrons host server 00A4040008A000000151000000 80E2910006BF3E035C015A
  bifrons host server --preset meter --link t0 00A4040000 --json
  bifrons host server --preset usim-card --tar B00000 00A40000022FE2 00B000000A
  bifrons host server --preset usim-card --tar B00001 --proof sms 00A40000026F46 00B0000011
  bifrons host server --preset usim-card --tar 000000 80F28000024F00 00C0000000 --json`,
    )
    .action(run);
}

function tar(text: string): string {
  const digits = hexDigits(text);
  if (digits.length === 6) return digits;
  throw new InvalidArgumentError('Expected three bytes in hexadecimal.');
}

function spi(text: string): string {
  const digits = hexDigits(text);
  if (digits.length === 4) return digits;
  throw new InvalidArgumentError('Expected two bytes in hexadecimal.');
}

function keySet(text: string): number {
  if (/^\d{1,2}$/.test(text) && Number(text) >= 1 && Number(text) <= 15) return Number(text);
  throw new InvalidArgumentError('Expected a number from 1 to 15.');
}

function counter(text: string): number {
  if (/^\d{1,13}$/.test(text) && Number(text) <= COUNTER_MAX) return Number(text);
  throw new InvalidArgumentError(`Expected a number from 0 to ${COUNTER_MAX}.`);
}

async function run(apdus: readonly string[], options: ServerOptions): Promise<void> {
  if (options.tar === undefined) return runScript(apdus, options);
  const { sendPacket } = await import('../modem/send-packet.ts');
  return sendPacket(options.tar, apdus, options);
}

async function runScript(apdus: readonly string[], options: ServerOptions): Promise<void> {
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
