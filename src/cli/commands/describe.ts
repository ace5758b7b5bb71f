/** Descriptions as files: a new one from a preset, or that of a device. */
import { type Command, Option } from 'commander';
import type { Description } from '../../device/index.ts';
import { type WhereOptions, withWhere } from '../options.ts';

interface DescribeOptions extends WhereOptions {
  readonly output?: string;
}

interface InitOptions {
  readonly preset: string;
  readonly output?: string;
  readonly json?: boolean;
}

export function defineInit(root: Command): void {
  root
    .command('init')
    .description('write a description of your own to change and boot: NAME.json')
    .argument('<name>', "the device's name")
    .addOption(new Option('--preset <preset>', 'what to begin from').default('patent'))
    .option('-o, --output <file>', 'the file to write (default: NAME.json)')
    .option('--json', 'one JSON object a line')
    .addHelpText(
      'after',
      `
The file holds the whole description with its test keys; every field can be changed. Its schema is
schemas/device.schema.json. A file that is there is not replaced.

Examples:
  bifrons init my-device
  bifrons init my-phone --preset phone --output phone.json
  bifrons up --device my-device.json --once --no-pcsc`,
    )
    .action(init);
}

export function defineDescribe(root: Command): void {
  withWhere(root.command('describe'))
    .description('print the description of a device, keys included, as up --device takes it')
    .option('-o, --output <file>', 'write it to a file, which is not there yet')
    .addHelpText(
      'after',
      `
Keys are printed as they are: bifrons topology shows the same device with its keys masked.

Examples:
  bifrons describe --preset field
  bifrons describe --output device.json`,
    )
    .action(describe);
}

async function init(name: string, options: InitOptions): Promise<void> {
  const { Output } = await import('../output.ts');
  const { presetNamed, word } = await import('../where.ts');
  const { parseDescription } = await import('../../device/index.ts');
  const { description } = presetNamed(options.preset);
  const renamed = parseDescription({ ...description, name });
  const file = options.output ?? `${name}.json`;
  await write(file, textOf(renamed));
  const output = new Output(options);
  output.object({ file, device: name });
  output.line(`wrote ${file}: ${options.preset} under the name ${name}, with its test keys`);
  output.line(`boot it: bifrons up --device ${word(file)}`);
}

async function describe(options: DescribeOptions): Promise<void> {
  const { Output } = await import('../output.ts');
  const { whichDevice } = await import('../which-device.ts');
  const { describedDevice } = await import('../described-device.ts');
  const output = new Output(options);
  const description = describedDevice(await whichDevice(options));
  const { output: file } = options;
  if (file === undefined) {
    output.object(description);
    for (const line of textOf(description).trimEnd().split('\n')) output.line(line);
    return;
  }
  await write(file, textOf(description));
  output.object({ file, device: description.name });
  output.line(`wrote ${file}, keys included`);
}

/** As `describe` does; a file that is there is not replaced. */
export async function writeDescription(file: string, description: Description): Promise<void> {
  await write(file, textOf(description));
}

function textOf(description: Description): string {
  return `${JSON.stringify(description, undefined, 2)}\n`;
}

/** Only its owner reads it: a description holds keys. */
async function write(file: string, text: string): Promise<void> {
  const { writeFileSync } = await import('node:fs');
  try {
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const { HostError } = await import('../../base/index.ts');
    const { code, message } = error as NodeJS.ErrnoException;
    throw new HostError(
      'INPUT_INVALID',
      code === 'EEXIST' ? `${file} is there already` : `cannot write ${file}: ${message}`,
      'give another file: --output FILE',
    );
  }
}
