import type { Command } from 'commander';
import type { Topology } from '../../attach/service/index.ts';
import { type WhereOptions, withWhere } from '../options.ts';

export function defineHost(root: Command): void {
  const host = root
    .command('host')
    .description('show the machine around the chip; pull the chip out, put it back')
    .addHelpText(
      'after',
      `
Examples:
  bifrons host show --preset phone
  bifrons host remove
  bifrons host insert`,
    );
  withWhere(host.command('show'))
    .description('show who sits at each link, and how the chip is fixed')
    .addHelpText('after', '\nExample:\n  bifrons host show --json')
    .action((options: WhereOptions) => run(options, undefined));
  withWhere(host.command('remove'))
    .description('pull a removable chip out of its running host; PC/SC sees the cards go')
    .addHelpText('after', '\nExample:\n  bifrons host remove')
    .action((options: WhereOptions) => run(options, 'host.remove'));
  withWhere(host.command('insert'))
    .description('put the chip back; sessions begin anew, its memory is as it was')
    .addHelpText('after', '\nExample:\n  bifrons host insert')
    .action((options: WhereOptions) => run(options, 'host.insert'));
}

async function run(
  options: WhereOptions,
  change: 'host.remove' | 'host.insert' | undefined,
): Promise<void> {
  const { Output } = await import('../output.ts');
  const output = new Output(options);
  const topology = await (change === undefined ? look(options) : ask(options, change));
  const { host, links } = topology;
  const seats = links
    .filter(({ lsi }) => lsi === 0)
    .map(({ entity, id }) => ({ entity, link: id }));
  output.object({ ...host, seats });
  const { table } = await import('../output.ts');
  const { inHost } = await import('../show-topology.ts');
  const where = host.present ? '' : ', and pulled out';
  output.line(`chip: ${topology.formFactor}${inHost(topology)}${where}`);
  const rows = seats.map(({ entity, link }) => [entity, link]);
  for (const line of table(rows, '   ')) output.line(`  ${line}`);
}

async function look(options: WhereOptions): Promise<Topology> {
  const { whereIs } = await import('../where.ts');
  const { withDevice } = await import('../reach.ts');
  const reach = { doing: 'bifrons host', look: true };
  return withDevice(whereIs(options), reach, (api) => api.ask('topology', {}));
}

/** Only a running device can be pulled out: whether it is in is not kept. */
async function ask(
  options: WhereOptions,
  change: 'host.remove' | 'host.insert',
): Promise<Topology> {
  const { whereIs } = await import('../where.ts');
  const { reachRunning } = await import('../reach.ts');
  const where = whereIs(options);
  const api = await reachRunning(where);
  if (api === undefined) {
    const { HostError } = await import('../../base/index.ts');
    throw new HostError('LINK_DOWN', `no device is up on ${where.root}`, 'start it: bifrons up');
  }
  try {
    return await api.ask(change, {});
  } finally {
    await api.close();
  }
}
