import type { Command } from 'commander';
import type { StateReport } from '../../attach/service/index.ts';
import { type WhereOptions, withWhere } from '../options.ts';
import { defineStateAt } from './state-at.ts';
import { defineStateDiff } from './state-diff.ts';

export function defineState(root: Command): void {
  const state = root
    .command('state')
    .description("keep, restore and copy a device's non-volatile memory")
    .addHelpText(
      'after',
      `
Examples:
  bifrons state snapshot before-test
  bifrons state restore before-test
  bifrons state fork second-device
  bifrons state list
  bifrons state diff before-test
  bifrons state at 12 journal.jsonl
  bifrons state reset`,
    );
  withWhere(state.command('list'))
    .description('show the store and its snapshots')
    .addHelpText('after', '\nExample:\n  bifrons state list --json')
    .action(list);
  withWhere(state.command('snapshot'))
    .description('save the memory under a name')
    .argument('<name>', 'letters, digits, dots, dashes, underscores')
    .addHelpText('after', '\nExample:\n  bifrons state snapshot before-test')
    .action(snapshot);
  withWhere(state.command('restore'))
    .description('restore a snapshot; the device boots cold')
    .argument('<name>', 'a snapshot')
    .addHelpText('after', '\nExample:\n  bifrons state restore before-test')
    .action((name: string, options: WhereOptions) => goBack(options, name));
  withWhere(state.command('fork'))
    .description('create another device with the same memory')
    .argument('<name>', "name of the new device's folder")
    .option('--from <snapshot>', 'a snapshot instead of the present memory')
    .addHelpText(
      'after',
      `
Examples:
  bifrons state fork second-device
  bifrons state fork old --from before-test`,
    )
    .action(fork);
  defineStateDiff(state);
  defineStateAt(state);
  withWhere(state.command('reset'))
    .description('go back to the state before the first boot; snapshots stay')
    .addHelpText('after', '\nExample:\n  bifrons state reset')
    .action((options: WhereOptions) => goBack(options, undefined));
}

const tools = async () => ({
  ...(await import('../output.ts')),
  ...(await import('../which-device.ts')),
  ...(await import('../reach.ts')),
});

async function list(options: WhereOptions): Promise<void> {
  const { Output, whichDevice, withDevice } = await tools();
  const where = await whichDevice(options);
  const output = new Output(options);
  try {
    await withDevice(where, { doing: 'bifrons state list', look: true }, async (api) =>
      show(output, await api.ask('state.report', {})),
    );
  } catch (error) {
    // The snapshots are needed when the store is damaged.
    if (!(await isUnreadable(error))) throw error;
    const { listSnapshots } = await import('../../keep/data-folder/index.ts');
    const { folderPaths } = await import('../../keep/data-folder/places/index.ts');
    for (const row of listSnapshots(folderPaths(where.root).snapshots)) {
      output.object({ snapshot: row });
      output.line(`snapshot  ${row.name}  ${row.made}`);
    }
    throw error;
  }
}

async function snapshot(name: string, options: WhereOptions): Promise<void> {
  const { Output, whichDevice, withDevice } = await tools();
  await withDevice(await whichDevice(options), { doing: 'bifrons state snapshot' }, async (api) => {
    const report = await api.ask('state.snapshot', { name });
    const output = new Output(options);
    output.object(report);
    output.line(`kept as ${name}: ${recordsOf(report)}`);
  });
}

async function fork(
  name: string,
  options: WhereOptions & { readonly from?: string },
): Promise<void> {
  const { Output, whichDevice, withDevice } = await tools();
  const { forPeople } = await import('../../keep/data-folder/places/index.ts');
  await withDevice(await whichDevice(options), { doing: 'bifrons state fork' }, async (api) => {
    const from = options.from === undefined ? {} : { from: options.from };
    const made = await api.ask('state.fork', { name, ...from });
    const output = new Output(options);
    output.object(made);
    const folder = forPeople(made.folder);
    output.line(`made ${folder}`);
    const sealed = made.key === undefined ? '' : ` --key-file FILE, with the key ${made.key}`;
    output.line(`start it: bifrons up --data ${folder}${sealed}`);
  });
}

async function goBack(options: WhereOptions, name: string | undefined): Promise<void> {
  const { Output, whichDevice, withDevice } = await tools();
  const output = new Output(options);
  const where = await whichDevice(options);
  const done = name === undefined ? 'as before its first boot' : `as in ${name}`;
  try {
    await withDevice(where, { doing: 'bifrons state', existing: true }, async (api) => {
      const report =
        name === undefined
          ? await api.ask('state.reset', {})
          : await api.ask('state.restore', { name });
      output.object(report);
      output.line(`${report.device} is ${done}: ${recordsOf(report)}`);
      if (report.aside !== undefined)
        output.line(`the memory that did not read is kept as the snapshot ${report.aside}`);
    });
  } catch (error) {
    if (!(await isUnreadable(error))) throw error;
    const { repairState } = await import('../../attach/service/index.ts');
    const { forPeople } = await import('../../keep/data-folder/places/index.ts');
    const { loadPlugins } = await import('../../attach/plugins/index.ts');
    const plugins = await loadPlugins(where.pluginFiles);
    const aside = await repairState(where.root, name, { key: where.key, plugins });
    output.object({ folder: where.root, ...(aside === undefined ? {} : { aside }) });
    output.line(`the device is ${done}`);
    if (aside !== undefined) output.line(`the damaged store is kept as ${forPeople(aside)}`);
  }
}

async function isUnreadable(error: unknown): Promise<boolean> {
  const { HostError } = await import('../../base/index.ts');
  return (
    error instanceof HostError &&
    ['STORE_DAMAGED', 'STORE_VERSION', 'STORE_ROLLED_BACK'].includes(error.code)
  );
}

function show(
  output: { object(value: unknown): void; line(text?: string): void },
  report: StateReport,
): void {
  output.object(report);
  output.line(`folder     ${report.folder}`);
  output.line(`device     ${report.device}`);
  output.line(`store      ${recordsOf(report)}, ${Math.ceil(report.store.bytes / 1_024)} KiB`);
  if (report.snapshots.length === 0) output.line('snapshots  none');
  report.snapshots.forEach((row, at) => {
    output.line(
      `${(at === 0 ? 'snapshots' : '').padEnd(11)}${row.name}  ${row.made}  ${row.bytes} bytes`,
    );
  });
}

function recordsOf({ store: { records } }: StateReport): string {
  return records === 1 ? '1 record' : `${records} records`;
}
