/** Options that several commands share. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { isHex } from '../base/index.ts';
import type { ModemModel } from '../host/index.ts';

/** Which device a command is about. */
export interface WhereOptions {
  readonly preset?: string;
  readonly device?: string;
  readonly data?: string;
  readonly keyFile?: string;
  readonly plugin?: readonly string[];
  readonly json?: boolean;
}

/** What `bifrons up` takes besides. */
export interface UpOptions extends WhereOptions {
  readonly once?: boolean;
  readonly pcsc: boolean;
  readonly readerConf?: string;
  readonly seed?: string;
  readonly crypto: 'native' | 'pure';
  readonly journal?: string | true;
  readonly journalMax: number;
  readonly raw?: readonly LinkPort[];
  readonly at?: readonly ModemPlace[];
  readonly modem?: ModemModel;
  readonly timeScale: number;
  readonly showTestKeys?: boolean;
}

/** A link whose wire is left to a host at a TCP port. */
export interface LinkPort {
  readonly link: string;
  /** 0 lets the system choose. */
  readonly port: number;
}

/** Where programs reach the modem at a link. */
export interface ModemPlace {
  readonly link: string;
  /** A TCP port, 0 to have one chosen; or a path, for a terminal. */
  readonly at: number | string;
}

/** For help alone, so that other commands need not wait for the presets to load. */
let presetNames: readonly string[] = [];

/** Loads the presets' names where they will be shown. */
export async function learnPresets(argv: readonly string[]): Promise<void> {
  if (!argv.some((one) => one === '--help' || one === '-h' || one === 'help')) return;
  const { presets } = await import('../device/presets/index.ts');
  presetNames = Object.keys(presets);
}

export function withWhere(command: Command): Command {
  return command
    .addOption(
      new Option('--preset <name>', `a device that comes with Bifrons: ${presetNames.join(', ')}`),
    )
    .addOption(
      new Option('--device <file>', 'a device description of your own, JSON').conflicts('preset'),
    )
    .option('--data <dir>', 'its data folder (default: ~/.local/share/bifrons/NAME)', dataFolder)
    .option('--key-file <file>', 'the key under which its memory is encrypted at rest')
    .addOption(withPlugins())
    .option('--json', 'one JSON object a line');
}

/** Modules with plug-in link protocols. */
export function withPlugins(): Option {
  return new Option(
    '--plugin <file>',
    'a JavaScript file with a link protocol of your own; repeatable',
  ).argParser(collect);
}

/** What a modem departs in, as programs met it. Declared here too, so that help loads no host. */
const MODEMS: Readonly<Record<ModemModel, true>> = {
  generic: true,
  'fibocom-fg132': true,
  'quectel-eg25': true,
  em9191: true,
  'huawei-ms2372h': true,
  cuttlefish: true,
  busy: true,
  slow: true,
};

export function withModemModel(): Option {
  return new Option('--modem <model>', 'behave as a modem that departs from the text').choices(
    Object.keys(MODEMS),
  );
}

/** Shows keys that everything else masks; for `up` and `topology`. */
export function withTestKeys(command: Command): Command {
  return command.option('--show-test-keys', 'show the keys of the description, masked otherwise');
}

/** One text after another, of an option that is repeatable. */
export function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

export function eidDigits(text: string): string {
  if (/^\d{32}$/.test(text)) return text;
  throw new InvalidArgumentError('Expected 32 digits.');
}

/** One byte string after another, as people write them: `00 A4 04 00`, `00:A4:04:00`. */
export function collectHex(text: string, before: readonly string[] | undefined): readonly string[] {
  const digits = hexDigits(text);
  if (digits === '') throw new InvalidArgumentError('Expected hexadecimal digits, two a byte.');
  return [...(before ?? []), digits];
}

/** A byte string, which may be empty. */
export function hexDigits(text: string): string {
  const compact = text.replace(/[\s:]/g, '').toUpperCase();
  if (isHex(compact)) return compact;
  throw new InvalidArgumentError('Expected hexadecimal digits, two a byte.');
}

function dataFolder(text: string): string {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('Expected a folder.');
}
