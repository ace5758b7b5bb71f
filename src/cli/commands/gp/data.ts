/** Data for security domains and applications. */
import { type Command, Option } from 'commander';
import { aid, type ChannelOptions, withChannel } from '../../gp/options.ts';
import { collectHex } from '../../options.ts';

interface StoreOptions extends ChannelOptions {
  readonly layout: 'dgi' | 'tlv' | 'none';
  readonly response?: boolean;
}

export function defineData(gp: Command): void {
  withStore(gp.command('store-data'), 'tlv')
    .description('store data objects in the security domain')
    .argument('<data...>', 'data in hexadecimal; each argument is sent by itself', collectHex)
    .addHelpText(
      'after',
      `
Examples:
  bifrons gp store-data 420442494E02
  bifrons gp store-data --layout dgi 007006420442494E02`,
    )
    .action((data: readonly string[], options: StoreOptions) =>
      store({ data, options, application: undefined, doing: 'store-data' }),
    );
  withStore(gp.command('personalize'), 'dgi')
    .description('send data to an application through its security domain')
    .argument('<aid>', "the application's AID", aid)
    .argument('<data...>', 'data in hexadecimal; each argument is sent by itself', collectHex)
    .addHelpText('after', '\nExample:\n  bifrons gp personalize F001020304 0101020102')
    .action((application: string, data: readonly string[], options: StoreOptions) =>
      store({ data, options, application, doing: 'personalize' }),
    );
}

function withStore(command: Command, layout: string): Command {
  return withChannel(command)
    .addOption(
      new Option('--layout <name>', 'how the data are laid out')
        .choices(['dgi', 'tlv', 'none'])
        .default(layout),
    )
    .option('--response', 'the data have a response');
}

interface Storing {
  readonly data: readonly string[];
  readonly options: StoreOptions;
  readonly application: string | undefined;
  readonly doing: string;
}

async function store({ data, options, application, doing }: Storing): Promise<void> {
  const { hex, unhex } = await import('../../../base/index.ts');
  const { installForPersonalization, storeBlocks } =
    await import('../../../host/off-card/index.ts');
  const { withChannelTask } = await import('../../gp/card-task.ts');
  await withChannelTask(options, doing, async ({ hold, output }) => {
    if (application !== undefined) {
      const command = installForPersonalization(unhex(application));
      await hold((session) => session.sendChecked(command));
    }
    const blocks = data.map((one) => unhex(one));
    const { layout, response = false } = options;
    for (const command of storeBlocks(blocks, { layout, response })) {
      const answer = await hold((session) => session.sendChecked(command));
      output.object({ event: 'stored', block: command.p2, answer: hex(answer) });
      if (answer.length > 0) output.line(hex(answer));
    }
    output.line(`stored ${blocks.length} ${blocks.length === 1 ? 'block' : 'blocks'}`);
  });
}
