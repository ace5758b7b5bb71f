import type { Command } from 'commander';
import { type UpOptions, withWhere } from '../options.ts';

export function defineUp(root: Command): void {
  withWhere(root.command('up'))
    .description('boot a device, show what it does, and keep it up')
    .option('--once', 'end after the demonstration')
    .option('--no-pcsc', 'without PC/SC readers')
    .option('--reader-conf <dir>', "pcscd's folder of readers (default: /etc/reader.conf.d)")
    .option(
      '--seed <hex>',
      "entropy of this boot instead of the computer's, for runs that must be the same",
    )
    .addHelpText(
      'after',
      `
While it is up, every other command talks to it. Ctrl-C ends it; its memory stays.

Examples:
  bifrons up
  bifrons up --preset field --no-pcsc
  bifrons up --device my-device.json --data ./state
  bifrons up --once --json`,
    )
    .action(async (options: UpOptions) => {
      const { runUp } = await import('../run-up.ts');
      await runUp(options);
    });
}
