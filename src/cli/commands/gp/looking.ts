/** What a card says of itself, and what is on it. */
import { hexNumber } from '../../../base/index.ts';
import { type Command, InvalidArgumentError } from 'commander';
import { withCard, withChannel, type CardOptions, type ChannelOptions } from '../../gp/options.ts';
import { hexDigits } from '../../options.ts';

export function defineLooking(gp: Command): void {
  withCard(gp.command('info'))
    .description('show what the card says of itself, without a key')
    .addHelpText(
      'after',
      `
Examples:
  bifrons gp info
  bifrons gp info --reader spi
  bifrons gp info --sd A000000151414D534401 --json`,
    )
    .action(showInfo);
  withChannel(gp.command('list'))
    .description('list security domains, applications, load files and their modules')
    .addHelpText(
      'after',
      `
Examples:
  bifrons gp list
  bifrons gp list --link spi --key-version 30 --level enc+renc
  bifrons gp list --reader spi --key @card.key`,
    )
    .action(showList);
  withCard(gp.command('get-data'))
    .description('get a data object by its tag')
    .argument('<tag>', 'one to three bytes in hexadecimal', tag)
    .argument('[data]', 'the data field, where the object needs one', hexDigits)
    .addHelpText(
      'after',
      `
Examples:
  bifrons gp get-data 9F7F
  bifrons gp get-data BF21 A60483021301 --preset security-key`,
    )
    .action(showData);
  gp.command('readers')
    .description('list the PC/SC readers of this computer')
    .option('--json', 'one JSON object a line')
    .addHelpText('after', '\nExample:\n  bifrons gp readers')
    .action(showReaders);
}

function tag(text: string): number {
  const digits = hexDigits(text);
  if (digits.length >= 2 && digits.length <= 4) return Number.parseInt(digits, 16);
  throw new InvalidArgumentError('Expected a tag of one or two bytes in hexadecimal.');
}

async function showInfo(options: CardOptions): Promise<void> {
  const { withCardTask } = await import('../../gp/card-task.ts');
  const { readFacts } = await import('../../../host/off-card/index.ts');
  const { showFacts } = await import('../../gp/show-facts.ts');
  await withCardTask(options, 'info', async ({ hold, output, card }) => {
    showFacts(output, card.name, await hold(readFacts));
  });
}

async function showList(options: ChannelOptions): Promise<void> {
  const { withChannelTask } = await import('../../gp/card-task.ts');
  const { listRegistry } = await import('../../../host/off-card/index.ts');
  const { showRegistry } = await import('../../gp/show-registry.ts');
  await withChannelTask(options, 'list', async ({ hold, output }) => {
    showRegistry(output, await hold(listRegistry));
  });
}

async function showData(
  tagNumber: number,
  data: string | undefined,
  options: CardOptions,
): Promise<void> {
  const { withCardTask } = await import('../../gp/card-task.ts');
  const { getData } = await import('../../../host/off-card/index.ts');
  const { hex, HostError, unhex } = await import('../../../base/index.ts');
  await withCardTask(options, 'get-data', async ({ hold, output }) => {
    const value = await hold((session) => getData(session, tagNumber, unhex(data ?? '')));
    const name = hexNumber(tagNumber);
    if (value === undefined) {
      const next = 'see what it has: bifrons gp info';
      throw new HostError('CARD_REFUSED', `the card has no object ${name}`, next);
    }
    output.object({ tag: name, value: hex(value) });
    output.line(hex(value));
  });
}

async function showReaders(options: { readonly json?: boolean }): Promise<void> {
  const { Output, table } = await import('../../output.ts');
  const { listCardReaders } = await import('../../../attach/pcsc-client/index.ts');
  const output = new Output(options);
  const readers = await listCardReaders();
  for (const [at, { name, card }] of readers.entries()) {
    output.object({ number: at + 1, reader: name, card });
  }
  const rows = readers.map(({ name, card }, at) => [`${at + 1}`, name, card ? 'card' : 'empty']);
  for (const row of table(rows)) output.line(row);
  if (readers.length === 0) output.line('no reader is connected');
}
