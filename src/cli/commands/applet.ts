/** Applets, as those who write them use a card: installed, listed, and shown as text. */
import type { Command } from 'commander';
import { type ChannelOptions, withChannel } from '../gp/options.ts';
import { hexDigits } from '../options.ts';
import { defineAppletText } from './applet-text.ts';
import { defineAppletVerify } from './applet-verify.ts';

export function defineApplet(root: Command): void {
  const applet = root
    .command('applet')
    .description('Java Card applets: install them on a card, list them, read and write their code')
    .addHelpText(
      'after',
      `
Examples:
  bifrons applet install applet.cap
  bifrons applet list
  bifrons applet verify applet.cap
  bifrons applet disasm applet.cap --output applet.txt
  bifrons applet assemble applet.txt --output applet.cap`,
    );
  withChannel(applet.command('install'))
    .description('load CAP files, and install each applet in them under its own AID')
    .argument('<files...>', 'CAP files, libraries before what needs them')
    .option('--params <hex>', 'what each applet gets as its own parameters', hexDigits)
    .addHelpText(
      'after',
      `
What is on the card already is not loaded or installed again. bifrons gp install has more options:
another AID, privileges, quotas, a security domain.

Examples:
  bifrons applet install applet.cap
  bifrons applet install applet.cap --params 0102 --link spi`,
    )
    .action(install);
  withChannel(applet.command('list'))
    .description('list the applets of a card, and the packages that they are of')
    .addHelpText('after', '\nExample:\n  bifrons applet list')
    .action(list);
  defineAppletVerify(applet);
  defineAppletText(applet);
}

async function install(
  files: readonly string[],
  options: ChannelOptions & { readonly params?: string },
): Promise<void> {
  const { withChannelTask } = await import('../gp/card-task.ts');
  const { readLoadFile } = await import('../gp/load-file.ts');
  const { installModule, loadBlock } = await import('../gp/content-tasks.ts');
  const { equal, hex } = await import('../../base/index.ts');
  const { listRegistry, summarizeLoadFile } = await import('../../host/off-card/index.ts');
  const blocks = files.map(readLoadFile);
  await withChannelTask(options, 'install', async (task) => {
    const rows = await task.hold(listRegistry);
    const isThere = (aid: Uint8Array): boolean => rows.some((one) => equal(one.aid, aid));
    for (const block of blocks) {
      const { aid: file, modules } = summarizeLoadFile(block);
      if (!isThere(file)) await loadBlock(task, { block, options });
      for (const module of modules) {
        if (isThere(module)) {
          task.output.object({ event: 'present', aid: hex(module) });
          task.output.line(`${hex(module)} is there already`);
        } else {
          const wish = { ...options, parameters: options.params ?? '', selectable: true };
          await installModule(task, { place: { file, module }, options: wish });
        }
      }
    }
  });
}

async function list(options: ChannelOptions): Promise<void> {
  const { withChannelTask } = await import('../gp/card-task.ts');
  const { listRegistry } = await import('../../host/off-card/index.ts');
  const { showRegistry } = await import('../gp/show-registry.ts');
  await withChannelTask(options, 'list', async ({ hold, output }) => {
    const rows = await hold(listRegistry);
    const shown = rows.filter(({ kind }) => kind === 'application' || kind === 'load-file');
    showRegistry(output, shown);
    if (shown.length === 0) output.line('no applets: bifrons applet install FILE');
  });
}
