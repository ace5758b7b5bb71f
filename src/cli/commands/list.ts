import type { Command } from 'commander';
import type { FoundDevice } from '../../keep/data-folder/places/index.ts';

interface ListOptions {
  readonly json?: boolean;
}

export function defineList(root: Command): void {
  root
    .command('list')
    .description('list the devices, stopped and running, with process and PC/SC readers')
    .option('--json', 'one JSON object a line')
    .addHelpText(
      'after',
      `
Devices are the folders in ~/.local/share/bifrons, and those that are up from a folder elsewhere.
Commands that name no device are about the one that is up.

Examples:
  bifrons list
  bifrons list --json`,
    )
    .action(run);
}

/** What is listed of a device. */
interface Row {
  /** The name in its description; nothing where that does not read. */
  readonly device: string | null;
  readonly state: 'up' | 'in use' | 'at rest';
  readonly folder: string;
  readonly pid: number | null;
  /** What the process that owns the folder does. */
  readonly doing: string | null;
  /** By link: its PC/SC reader now, or why it has none; while the device is up. */
  readonly readers: Readonly<Record<string, string>> | null;
}

async function run(options: ListOptions): Promise<void> {
  const { Output, table } = await import('../output.ts');
  const { findDevices, forPeople } = await import('../../keep/data-folder/places/index.ts');
  const output = new Output(options);
  const rows = await Promise.all(findDevices().map(rowOf));
  for (const row of rows) output.object(row);
  if (rows.length === 0) {
    output.line('no device yet; boot one: bifrons up --preset patent');
    return;
  }
  const names = table(
    rows.map(({ device, state, pid, folder }) => [
      device ?? '(does not read)',
      pid === null ? state : `${state}, process ${pid}`,
      forPeople(folder),
    ]),
  );
  rows.forEach(({ readers }, at) => {
    output.line(names[at]);
    const cells = Object.entries(readers ?? {}).map(([link, words]) => [`  ${link}`, words]);
    for (const line of table(cells)) output.line(output.style('dim', line));
  });
}

async function rowOf({ root, owner, isUp }: FoundDevice): Promise<Row> {
  const { connectControl } = await import('../../attach/control/index.ts');
  const { folderPaths } = await import('../../keep/data-folder/places/index.ts');
  const at = { folder: root, pid: owner?.pid ?? null, doing: owner?.doing ?? null };
  const api = isUp ? await connectControl(folderPaths(root).socket) : undefined;
  if (api === undefined) {
    const state = owner === undefined ? 'at rest' : 'in use';
    return { device: await storedName(root), state, ...at, readers: null };
  }
  try {
    const { device, pid, readers } = await api.ask('topology', {});
    return { device, state: 'up', ...at, pid, readers: readers ?? {} };
  } finally {
    await api.close();
  }
}

async function storedName(root: string): Promise<string | null> {
  const { storedDescription } = await import('../../keep/data-folder/index.ts');
  try {
    return storedDescription(root)?.name ?? null;
  } catch {
    return null;
  }
}
