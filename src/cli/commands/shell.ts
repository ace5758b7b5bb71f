import type { Command } from 'commander';
import { type WhereOptions, withWhere } from '../options.ts';

interface ShellOptions extends WhereOptions {
  readonly link?: string;
}

export function defineShell(root: Command): void {
  withWhere(root.command('shell'))
    .description('a prompt that sends APDUs, decodes responses and shows the routing')
    .option('-l, --link <name>', 'the link to begin with (default: the first)')
    .addHelpText(
      'after',
      `
At the prompt an APDU in hexadecimal is sent over the link; "help" lists the other commands. Tab
completes commands, links and AIDs; the arrow keys bring lines back, which are kept as long as the
shell runs and no longer. Lines also come from a file or pipe; one that fails makes the exit code 1.

Examples:
  bifrons shell --link spi
  printf 'select A000000151000000\\n80CA006600\\n' | bifrons shell --link spi`,
    )
    .action(async (options: ShellOptions) => {
      const { whichDevice } = await import('../which-device.ts');
      const { withDevice } = await import('../reach.ts');
      const { runShell } = await import('../shell/index.ts');
      const where = await whichDevice(options);
      await withDevice(where, { doing: 'bifrons shell' }, (api) =>
        runShell(api, { link: options.link, json: options.json === true }),
      );
    });
}
