import type { Command } from 'commander';
import type { Topology } from '../../attach/service/index.ts';
import { type WhereOptions, withWhere } from '../options.ts';
import { defineHostAccess } from './host-access.ts';
import { defineHostAt } from './host-at.ts';
import { defineHostNfc } from './host-nfc.ts';
import { defineHostServer } from './host-server.ts';

export function defineHost(root: Command): void {
  const host = root
    .command('host')
    .description('the machine around the chip: who sits where, and speak as one of them')
    .addHelpText(
      'after',
      `
Each entity speaks what it speaks in life: a modem AT commands, applications of the rich OS and of
the TEE by readers and channels, a reader outside by its field, a server by scripts. The host itself
and any computer speak APDUs: bifrons apdu.

Examples:
  bifrons host show --preset phone
  bifrons host at 'AT+CCHO="A000000151000000"'
  bifrons host omapi --aid A000000151000000 80CA006600
  bifrons host nfc tap --type B 00A4040008A000000151000000
  bifrons host remove`,
    );
  defineHostAt(host);
  defineHostAccess(host);
  defineHostNfc(host);
  defineHostServer(host);
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
  const rows = links
    .filter(({ lsi }) => lsi === 0)
    .map((row) => [row.entity, row.id, output.style('dim', speaksBy(row))]);
  for (const line of table(rows, '   ')) output.line(`  ${line}`);
}

/** The command that speaks as the entity at a link. */
function speaksBy({ entity, id, protocol }: Topology['links'][number]): string {
  switch (entity) {
    case 'modem':
      return `bifrons host at --link ${id}`;
    case 'rich-os':
      return 'bifrons host omapi';
    case 'tee':
      return 'bifrons host tee';
    case 'nfc-reader':
      return `bifrons host nfc tap --type ${protocol === 'swp-b' ? 'B' : 'A'}`;
    case 'raw':
      return 'a host outside: its wire is at a raw port';
    default:
      return `bifrons apdu --link ${id}`;
  }
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
  const { withRunning } = await import('../reach.ts');
  return withRunning(whereIs(options), (api) => api.ask(change, {}));
}
