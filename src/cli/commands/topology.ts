import type { Command } from 'commander';
import { type WhereOptions, withWhere } from '../options.ts';

export function defineTopology(root: Command): void {
  withWhere(root.command('topology'))
    .description('show links, containers, pairing and aliases')
    .addHelpText(
      'after',
      `
Examples:
  bifrons topology
  bifrons topology --preset field
  bifrons topology --preset patent --json > device.json   with the description under "description"`,
    )
    .action(async (options: WhereOptions) => {
      const { Output } = await import('../output.ts');
      const { whereIs } = await import('../where.ts');
      const { withDevice } = await import('../reach.ts');
      const { showArrangement, showHeader } = await import('../show-topology.ts');
      const { plannedReaderWords } = await import('../readers.ts');
      const output = new Output(options);
      await withDevice(whereIs(options), { doing: 'bifrons topology', look: true }, async (api) => {
        const topology = await api.ask('topology', {});
        const isUp = topology.pid !== process.pid;
        output.object(topology);
        showHeader(output, topology, isUp ? `up, process ${topology.pid}` : 'at rest');
        const links = topology.links.map((row) => row.id);
        const words = plannedReaderWords(links, isUp);
        showArrangement(output, topology, words);
      });
    });
}
