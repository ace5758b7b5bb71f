import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  type LinkPort,
  type ModemPlace,
  type UpOptions,
  withModemModel,
  withTestKeys,
  withWhere,
} from '../options.ts';

const PORT_MAX = 65_535;
const TIME_SCALE_MAX = 1_000_000;
const TIME_SCALE = 10;
const JOURNAL_MAX = 64 * 1_024 * 1_024;

export function defineUp(root: Command): void {
  withTestKeys(withWhere(root.command('up')))
    .description('boot a device, show its routing, and serve it')
    .option('--once', 'end after the demonstration')
    .option('--no-pcsc', 'without PC/SC readers')
    .option('--reader-conf <dir>', "pcscd's folder of readers (default: /etc/reader.conf.d)")
    .option(
      '--seed <word>',
      "a number or a word instead of the computer's randomness, for runs that must be the same",
      seed,
    )
    .addOption(
      new Option('--crypto <port>', 'what computes: speed differs, bytes do not')
        .choices(['native', 'pure'])
        .default('native'),
    )
    .option(
      '--journal [file]',
      'write down all that reaches the device, PINs and keys included, for bifrons replay',
    )
    .addOption(
      new Option(
        '--journal-max <size>',
        'length of its file after which the next boot starts another: FILE.1, FILE.2, and so on',
      )
        .argParser(size)
        .default(JOURNAL_MAX, '64M'),
    )
    .option(
      '--raw <link=port...>',
      "leave a link's or an interface's wire to a host at a TCP port on loopback",
      rawPort,
    )
    .option(
      '--time-scale <n>',
      'how many times longer such a host may pause between bytes, or on a single wire answer',
      timeScale,
      TIME_SCALE,
    )
    .option(
      '--at <link=place...>',
      "a port of a link's modem for AT commands: a TCP port on loopback, or a path for a terminal",
      modemPlace,
    )
    .addOption(withModemModel())
    .addHelpText(
      'after',
      `
While it is up, every other command uses it. Ctrl-C ends it; its memory stays.

Examples:
  bifrons up
  bifrons up --preset field --no-pcsc
  bifrons up --device my-device.json --data ./state
  bifrons up --journal --journal-max 16M
  bifrons up --raw t1=7001 --raw spi=7002 --raw swp=7003
  bifrons up --at t0=7005 --at t0=/tmp/modem
  bifrons up --at t0=7005 --modem quectel-eg25
  bifrons up --once --json`,
    )
    .action(async (options: UpOptions) => {
      const { runUp } = await import('../run-up.ts');
      await runUp(options);
    });
}

/** `LINK=PORT`, repeatable; a link once. */
function rawPort(text: string, before: readonly LinkPort[] | undefined): readonly LinkPort[] {
  const match = /^([^=]+)=(\d{1,5})$/.exec(text);
  if (match === null || Number(match[2]) > PORT_MAX)
    throw new InvalidArgumentError(`Expected LINK=PORT, the port from 0 to ${PORT_MAX}.`);
  const link = match[1]!;
  if (before?.some((one) => one.link === link) === true)
    throw new InvalidArgumentError('Expected each link once.');
  return [...(before ?? []), { link, port: Number(match[2]) }];
}

/** `LINK=PORT` or `LINK=PATH`, repeatable. */
function modemPlace(
  text: string,
  before: readonly ModemPlace[] | undefined,
): readonly ModemPlace[] {
  const [, link = '', place = ''] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  const isPort = /^\d+$/.test(place);
  if (place === '' || (isPort && Number(place) > PORT_MAX))
    throw new InvalidArgumentError(`Expected LINK=PATH, or LINK=PORT from 0 to ${PORT_MAX}.`);
  return [...(before ?? []), { link, at: isPort ? Number(place) : place }];
}

function timeScale(text: string): number {
  const scale = text.trim() === '' ? NaN : Number(text);
  if (scale >= 1 && scale <= TIME_SCALE_MAX) return scale;
  throw new InvalidArgumentError(`Expected a number from 1 to ${TIME_SCALE_MAX}.`);
}

/** Bytes, or with K, M or G as many times 1,024. */
function size(text: string): number {
  const [, digits, unit = ''] = /^(\d{1,9})([KMG]?)$/i.exec(text) ?? [];
  const bytes = Number(digits) * 1_024 ** ' KMG'.indexOf(unit === '' ? ' ' : unit.toUpperCase());
  if (bytes > 0) return bytes;
  throw new InvalidArgumentError('Expected a number of bytes, such as 64M.');
}

function seed(text: string): string {
  if (text !== '') return text;
  throw new InvalidArgumentError('Expected a number or a word, such as 1.');
}
