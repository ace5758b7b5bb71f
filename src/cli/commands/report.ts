/** `bifrons report`: what an eUICC does of SGP.22, in the groups of SGP.23. */
import { type Command, Option } from 'commander';
import { collect, withWhere } from '../options.ts';
import type { ReportOptions } from '../report/options.ts';

export function defineReport(root: Command): void {
  withWhere(root.command('report'))
    .description('test the eUICCs of a device against SGP.22, in the groups of SGP.23')
    .option('--pki <folder>', 'certificates and keys of servers that the eUICC trusts')
    .addOption(
      new Option('--test-pki', 'give the copy certificates of a test PKI of its own').conflicts(
        'pki',
      ),
    )
    .addOption(
      new Option(
        '--group <number>',
        'only the cases of one group, as 4.2.18, transport, ES9+; repeatable',
      ).argParser(collect),
    )
    .addHelpText(
      'after',
      `
Each case runs against a copy of the device as its description makes it; the device and its memory
are not touched. What a case needs of servers they have by --pki: the folder whose certificates the
eUICC was given by bifrons pki import. Exit code 1 means that a case failed.

Examples:
  bifrons report --preset field --test-pki
  bifrons report --group 4.2.20 --group 4.2.21
  bifrons report --device esim.json --pki test-pki --group 4.2.18 --json`,
    )
    .action(run);
}

async function run(options: ReportOptions): Promise<void> {
  const { runReportCommand } = await import('../report/run-report.ts');
  await runReportCommand(options);
}
