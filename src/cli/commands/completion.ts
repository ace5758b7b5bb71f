import { Argument, type Command } from 'commander';

/** By which the shell's script requests what fits; no command for people. */
const REQUEST = 'complete';
const NAME = 'completion';

/** Whether the arguments request a script, or a shell requests what fits. */
export function isCompletion(argv: readonly string[]): boolean {
  const isHelp = argv[0] === NAME && argv.some((one) => one === '--help' || one === '-h');
  return (argv[0] === NAME || argv[0] === REQUEST) && !isHelp;
}

/** For help alone: the command itself comes with the package that completes. */
export function defineCompletion(root: Command): void {
  root
    .command(NAME)
    .description('print a script by which a shell completes commands, options, presets and links')
    .addArgument(
      new Argument('<shell>', 'which shell').choices(['bash', 'zsh', 'fish', 'powershell']),
    )
    .addHelpText(
      'after',
      `
Examples:
  bifrons completion bash >> ~/.bashrc
  bifrons completion zsh >> ~/.zshrc
  bifrons completion fish > ~/.config/fish/completions/bifrons.fish`,
    );
}

/** Puts completion of all that the command line has under it. */
export async function addCompletion(root: Command): Promise<void> {
  const { default: complete } = await import('@bomb.sh/tab/commander');
  const { presets } = await import('../../device/index.ts');
  const { commands } = complete(root, { completionCommandName: NAME });
  const links = await linkNames();
  const offer = (values: readonly string[]) => (say: (value: string, words: string) => void) => {
    for (const value of values) say(value, '');
  };
  for (const { options } of commands.values()) {
    const preset = options.get('preset');
    const link = options.get('link');
    if (preset !== undefined) preset.handler = offer(Object.keys(presets));
    if (link !== undefined) link.handler = offer(links);
  }
}

/** The links of the device that a command without a name is about, as far as they are known. */
async function linkNames(): Promise<readonly string[]> {
  const { describedDevice } = await import('../described-device.ts');
  const { whereIs } = await import('../where.ts');
  try {
    const { interfaces } = describedDevice(await whereIs({}));
    return interfaces.flatMap((one) => one.links.map(({ id }) => id));
  } catch {
    // A prompt is no place for an error about a stored description.
    return [];
  }
}
