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
    .option(
      '--journal [file]',
      'write down all that reaches the device, PINs and keys included, for bifrons replay',
    )
    .option('--raw <link=port...>', "leave a link's wire to a host at a TCP port on loopback")
    .option('--time-scale <n>', 'how many times longer such a host may pause between bytes', '10')
    .addHelpText(
      'after',
      `
While it is up, every other command talks to it. Ctrl-C ends it; its memory stays.

Examples:
  bifrons up
  bifrons up --preset field --no-pcsc
  bifrons up --device my-device.json --data ./state
  bifrons up --journal
  bifrons up --raw t1=7001 --raw spi=7002
  bifrons up --once --json`,
    )
    .action(async (options: UpOptions) => {
      const { runUp } = await import('../run-up.ts');
      await runUp(options);
    });
}
