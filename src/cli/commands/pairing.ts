import { type Command, InvalidArgumentError } from 'commander';
import type { Topology } from '../../attach/service/index.ts';
import { type WhereOptions, withWhere } from '../options.ts';

interface Rule {
  readonly link: string;
  readonly lsi?: number;
  readonly container: string;
}

export function definePairing(root: Command): void {
  const pairing = root
    .command('pairing')
    .description('show or replace the pairing of links with containers')
    .addHelpText(
      'after',
      `
Examples:
  bifrons pairing list
  bifrons pairing set 'iso7816-3=C20' '*=C30'
  bifrons pairing set t0=C20 t1=C30 '*=C30'`,
    );
  withWhere(pairing.command('list', { isDefault: true }))
    .description('show the rules, and the container of each link')
    .addHelpText('after', '\nExample:\n  bifrons pairing list --json')
    .action((options: WhereOptions) => run(options, undefined));
  withWhere(pairing.command('set'))
    .description('replace all rules')
    .argument('<rules...>', 'LINK=CONTAINER or LINK/LSI=CONTAINER, each', collectRule)
    .addHelpText(
      'after',
      `
LINK is a link's name, a protocol (t0, spi…), iso7816-3, or *; the more exact rule wins. Every link
needs exactly one container. What is selected stays until the next SELECT or reset.

Examples:
  bifrons pairing set 'iso7816-3=C20' '*=C30'
  bifrons pairing set spi/0=C20 '*=C30'`,
    )
    .action((rules: readonly Rule[], options: WhereOptions) => run(options, rules));
}

function collectRule(text: string, before: readonly Rule[] | undefined): readonly Rule[] {
  const match = /^([^=/]+)(?:\/([0-9]+))?=([^=]+)$/.exec(text);
  if (match === null) throw new InvalidArgumentError('Expected LINK=CONTAINER, such as spi=C30.');
  const [, link = '', lsi, container = ''] = match;
  const rule = lsi === undefined ? { link, container } : { link, lsi: Number(lsi), container };
  return [...(before ?? []), rule];
}

async function run(options: WhereOptions, rules: readonly Rule[] | undefined): Promise<void> {
  const { whichDevice } = await import('../which-device.ts');
  const { readTopology, withDevice } = await import('../reach.ts');
  const reach = { doing: 'bifrons pairing', look: rules === undefined };
  await withDevice(await whichDevice(options), reach, async (api) => {
    const topology =
      rules === undefined ? await readTopology(api) : await api.ask('pairing.set', { rules });
    await show(topology, options);
  });
}

async function show(topology: Topology, options: WhereOptions): Promise<void> {
  const { Output, table } = await import('../output.ts');
  const { linkName } = await import('../show-topology.ts');
  const output = new Output(options);
  output.object({ pairing: topology.pairing, links: topology.links });
  output.line(output.style('bold', 'rules'));
  const rules = topology.pairing.map(({ link, lsi, container }) => [
    `  ${lsi === undefined ? link : `${link}/${lsi}`}`,
    `-> ${container}`,
  ]);
  for (const line of table(rules)) output.line(line);
  output.line(output.style('bold', 'links'));
  const links = topology.links.map((row) => [
    `  ${linkName(row)}`,
    `-> ${row.container}`,
    `by "${row.by}"`,
  ]);
  for (const line of table(links)) output.line(line);
}
