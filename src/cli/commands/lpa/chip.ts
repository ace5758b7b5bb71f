/** The eUICC itself: what it says of itself, and its default SM-DP+. */
import type { Command } from 'commander';
import { type LpaOptions, withEuicc } from '../../lpa/options.ts';

interface AddressOptions extends LpaOptions {
  readonly remove?: boolean;
}

export function defineChip(lpa: Command): void {
  withEuicc(lpa.command('chip'))
    .description('show EID, editions, capabilities, addresses, CI keys, memory and rules')
    .addHelpText(
      'after',
      `
Examples:
  bifrons lpa chip
  bifrons lpa chip --isd-r A000000152000000 --json`,
    )
    .action(showFacts);
  withEuicc(lpa.command('default-dp'))
    .description('show, set or remove the SM-DP+ where the eUICC looks for profiles')
    .argument('[address]', 'its domain name')
    .option('--remove', 'set none')
    .addHelpText(
      'after',
      `
Examples:
  bifrons lpa default-dp
  bifrons lpa default-dp testsmdpplus1.example.com
  bifrons lpa default-dp --remove`,
    )
    .action(defaultDp);
}

async function showFacts(options: LpaOptions): Promise<void> {
  const { withLpaTask } = await import('../../lpa/lpa-task.ts');
  const { readChip } = await import('../../../host/lpa/index.ts');
  const { showChip } = await import('../../lpa/show-chip.ts');
  await withLpaTask(options, 'chip', async ({ hold, output, card }) => {
    showChip(output, card.name, await hold(readChip));
  });
}

async function defaultDp(address: string | undefined, options: AddressOptions): Promise<void> {
  const { withLpaTask } = await import('../../lpa/lpa-task.ts');
  const { readAddresses, setDefaultDpAddress } = await import('../../../host/lpa/index.ts');
  const { UsageError } = await import('../../output.ts');
  if (address !== undefined && options.remove === true)
    throw new UsageError('an address and --remove are both given', 'give one of them');
  const wish = options.remove === true ? '' : address;
  await withLpaTask(options, 'default-dp', async ({ hold, output }) => {
    if (wish !== undefined) await hold((isdR) => setDefaultDpAddress(isdR, wish));
    const { defaultDp: set } = await hold(readAddresses);
    output.object({ defaultDp: set ?? null });
    output.line(set ?? 'none set');
  });
}
