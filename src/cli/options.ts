/** Options that several commands share. */
import { type Command, Option } from 'commander';

/** Which device a command is about. */
export interface WhereOptions {
  readonly preset?: string;
  readonly device?: string;
  readonly data?: string;
  readonly keyFile?: string;
  readonly json?: boolean;
}

/** What `bifrons up` takes besides. */
export interface UpOptions extends WhereOptions {
  readonly once?: boolean;
  readonly pcsc: boolean;
  readonly readerConf?: string;
  readonly seed?: string;
  readonly journal?: string | true;
  readonly raw?: readonly string[];
  readonly timeScale: string;
}

export function withWhere(command: Command): Command {
  return command
    .addOption(new Option('--preset <name>', 'a device that comes with Bifrons: patent, field'))
    .addOption(
      new Option('--device <file>', 'a device description of your own, JSON').conflicts('preset'),
    )
    .option('--data <dir>', 'its data folder (default: ~/.local/share/bifrons/NAME)')
    .option('--key-file <file>', 'the key under which its memory is encrypted at rest')
    .option('--json', 'one JSON object a line');
}
