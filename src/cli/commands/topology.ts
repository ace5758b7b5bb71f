import type { Command } from 'commander';
import { type WhereOptions, withTestKeys, withWhere } from '../options.ts';

interface TopologyOptions extends WhereOptions {
  readonly showTestKeys?: boolean;
}

export function defineTopology(root: Command): void {
  withTestKeys(withWhere(root.command('topology')))
    .description('show links, containers, pairing and aliases')
    .addHelpText(
      'after',
      `
Examples:
  bifrons topology
  bifrons topology --preset field
  bifrons topology --preset patent --json --show-test-keys`,
    )
    .action(async (options: TopologyOptions) => {
      const { Output } = await import('../output.ts');
      const { whichDevice } = await import('../which-device.ts');
      const { withDevice } = await import('../reach.ts');
      const { showArrangement, showHeader, showMute } = await import('../show-topology.ts');
      const { plannedReaderWords } = await import('../readers.ts');
      const output = new Output(options);
      await withDevice(
        await whichDevice(options),
        { doing: 'bifrons topology', look: true },
        async (api) => {
          const topology = await api.ask(
            'topology',
            options.showTestKeys === true ? { showTestKeys: true } : {},
          );
          const isUp = topology.pid !== process.pid;
          output.object(topology);
          showHeader(output, topology, isUp ? `up, process ${topology.pid}` : 'at rest');
          showMute(output, topology);
          const links = topology.links.map((row) => row.id);
          const planned = await plannedReaderWords({ device: topology.device, links }, isUp);
          const words = (link: string) => topology.readers?.[link] ?? planned(link);
          showArrangement(output, topology, words);
          if (options.showTestKeys !== true) return;
          const { showTestKeys } = await import('../test-keys.ts');
          showTestKeys(output, topology.description);
        },
      );
    });
}
