import { type Command, InvalidArgumentError } from 'commander';
import type { Params } from '../../attach/control/index.ts';
import type { Topology } from '../../attach/service/index.ts';
import { type WhereOptions, withWhere } from '../options.ts';
import type { Where } from '../where.ts';
import { defineHostAccess } from './host-access.ts';
import { defineHostAt } from './host-at.ts';
import { defineHostModem } from './host-modem.ts';
import { defineHostNfc } from './host-nfc.ts';
import { defineHostServer } from './host-server.ts';

export function defineHost(root: Command): void {
  const host = root
    .command('host')
    .description('the machine around the chip: the client of each link, and commands as a client')
    .addHelpText(
      'after',
      `
Each client has the interface of the real one: a modem has AT commands, applications of the rich OS
and of the TEE have readers and channels, a reader outside has its field, a server has scripts. The
host itself and any computer send APDUs: bifrons apdu.

Examples:
  bifrons host show --preset phone
  bifrons host at 'AT+CCHO="A000000151000000"'
  bifrons host modem attach --preset usim-card
  bifrons host omapi --aid A000000151000000 80CA006600
  bifrons host nfc tap --type B 00A4040008A000000151000000
  bifrons host remove
  bifrons host insert
  bifrons host tamper "light sensor"
  bifrons host power-cycle`,
    );
  defineHostAt(host);
  defineHostModem(host);
  defineHostAccess(host);
  defineHostNfc(host);
  defineHostServer(host);
  withWhere(host.command('show'))
    .description('show the client of each link, and how the chip is mounted')
    .addHelpText('after', '\nExample:\n  bifrons host show --json')
    .action((options: WhereOptions) => run(options, undefined));
  withWhere(host.command('remove'))
    .description('remove a removable chip from its running host; PC/SC reports removal')
    .addHelpText('after', '\nExample:\n  bifrons host remove')
    .action((options: WhereOptions) => run(options, 'host.remove'));
  withWhere(host.command('insert'))
    .description('put the chip back; its sessions are reset, its memory is as it was')
    .addHelpText('after', '\nExample:\n  bifrons host insert')
    .action((options: WhereOptions) => run(options, 'host.insert'));
  withWhere(host.command('tamper'))
    .description('trigger a tamper sensor: the chip is mute on every link until its next boot')
    .argument('<why>', 'which sensor, for the trace: words of one line', oneLine)
    .addHelpText(
      'after',
      `
A command under way is answered no more; what was answered before stays. A reset of one link does
not wake the chip: bifrons host power-cycle does, and so does host remove and then host insert.

Examples:
  bifrons host tamper "light sensor"
  bifrons host tamper voltage --json`,
    )
    .action((why: string, options: WhereOptions) => run(options, 'host.tamper', { why }));
  withWhere(host.command('power-cycle'))
    .description('switch all power of the chip off and on: a cold boot')
    .addHelpText(
      'after',
      `
Sessions and working memory are gone, non-volatile memory is as it was. A soldered chip can be power
cycled too. This is what wakes a chip that went mute by a tamper event or a fault.

Example:
  bifrons host power-cycle`,
    )
    .action((options: WhereOptions) => run(options, 'host.power-cycle'));
}

const WHY_LENGTH_MAX = 100;

function oneLine(text: string): string {
  if (text.length <= WHY_LENGTH_MAX && /^\P{Cc}+$/u.test(text)) return text;
  throw new InvalidArgumentError(`Expected 1 to ${WHY_LENGTH_MAX} characters of one line.`);
}

type Change = 'host.remove' | 'host.insert' | 'host.tamper' | 'host.power-cycle';

async function run(
  options: WhereOptions,
  change: Change | undefined,
  params: Params<Change> = {},
): Promise<void> {
  const { Output } = await import('../output.ts');
  const output = new Output(options);
  const { whichDevice } = await import('../which-device.ts');
  const where = await whichDevice(options);
  const topology = await (change === undefined ? look(where) : ask(where, change, params));
  const { host, links } = topology;
  const clients = links
    .filter(({ lsi }) => lsi === 0)
    .map(({ client, id }) => ({ client, link: id }));
  output.object({ ...host, mute: topology.mute, clients });
  const { table } = await import('../output.ts');
  const { inHost, showMute } = await import('../show-topology.ts');
  const pulled = host.present ? '' : ', and pulled out';
  output.line(`chip: ${topology.formFactor}${inHost(topology)}${pulled}`);
  showMute(output, topology);
  const rows = links
    .filter(({ lsi }) => lsi === 0)
    .map((row) => [row.client, row.id, output.style('dim', protocolOf(row, where.again))]);
  for (const line of table(rows, '   ')) output.line(`  ${line}`);
}

/** The command that acts as the client at a link. */
function protocolOf({ client, id, protocol }: Topology['links'][number], again: string): string {
  switch (client) {
    case 'modem':
      return `bifrons host at${again} --link ${id}`;
    case 'rich-os':
      return `bifrons host omapi${again}`;
    case 'tee':
      return `bifrons host tee${again}`;
    case 'nfc-reader':
      return `bifrons host nfc tap${again} --type ${protocol === 'swp-b' ? 'B' : 'A'}`;
    case 'raw':
      return 'a host outside: its wire is at a raw socket';
    default:
      return `bifrons apdu${again} --link ${id}`;
  }
}

async function look(where: Where): Promise<Topology> {
  const { withDevice } = await import('../reach.ts');
  const reach = { doing: 'bifrons host', look: true };
  return withDevice(where, reach, (api) => api.ask('topology', {}));
}

/** Only with a running device: whether it is in its host, or mute, is not kept. */
async function ask(where: Where, change: Change, params: Params<Change>): Promise<Topology> {
  const { withRunning } = await import('../reach.ts');
  return withRunning(where, (api) => api.ask(change, params));
}
