import { type Command, InvalidArgumentError } from 'commander';
import type { DeviceState } from '../../keep/state-diff/index.ts';
import { type WhereOptions, withWhere } from '../options.ts';
import type { Where } from '../where.ts';

interface AtOptions extends WhereOptions {
  readonly as?: string;
  readonly fork?: string;
}

export function defineStateAt(state: Command): void {
  withWhere(state.command('at'))
    .description('rebuild the device as it was after a command of a journal')
    .argument('<command>', 'how many commands it has behind it, from 0', commandNumber)
    .argument('<journal>', 'a journal that bifrons up --journal wrote')
    .option('--as <snapshot>', "keep its memory as a snapshot in the device's data folder")
    .option('--fork <name>', 'make another device with its memory')
    .addHelpText(
      'after',
      `
Shows what its memory says otherwise than at the boot before. Sessions are rebuilt too; a snapshot
or a fork keeps the memory alone, and boots cold. bifrons replay shows how many commands there are.

Examples:
  bifrons state at 12 journal.jsonl
  bifrons state at 12 journal.jsonl --as before-the-fault
  bifrons state at 12 journal.jsonl --fork what-if`,
    )
    .action(run);
}

function commandNumber(text: string): number {
  if (/^[0-9]{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a number.');
}

async function run(commands: number, file: string, options: AtOptions): Promise<void> {
  const { readJournal, rebuildAt } = await import('../../keep/journal/index.ts');
  const { compareStates } = await import('../../keep/state-diff/index.ts');
  const { lineCipher } = await import('../../keep/sealing/index.ts');
  const { whereIs } = await import('../where.ts');
  const { Output } = await import('../output.ts');
  const { notesOn } = await import('./replay.ts');
  const { showChanges } = await import('./state-diff.ts');
  const output = new Output(options);
  const where = await whereIs(options);
  const { loadPlugins } = await import('../../attach/plugins/index.ts');
  const plugins = await loadPlugins(where.pluginFiles);
  const journal = readJournal(file, lineCipher(where.key));
  const { description } = journal;
  const { nodeCrypto: crypto } = await import('../../attach/node-crypto/index.ts');
  const rebuilt = rebuildAt({ ...journal, plugins, crypto }, commands);
  const { device, boots, entries, commands: done } = rebuilt;
  const image = device.image();
  const state = { description, image, plugins };
  const kept = await keep({ description, image }, where, options);
  output.object({ commands: done, boots, mute: device.mute, ...kept });
  output.line(`device      ${description.name} after command ${done}, boot ${boots}`);
  for (const note of notesOn(journal, where.key !== undefined)) output.line(`note        ${note}`);
  if (device.mute !== undefined) output.line(`mute        ${device.mute}`);
  const boot = journal.entries.slice(0, entries).findLast((entry) => entry.kind === 'boot');
  if (boot?.kind === 'boot')
    showChanges(output, compareStates({ ...state, image: boot.image }, state));
  if (kept.snapshot !== undefined) output.line(`kept as     ${kept.snapshot}`);
  if (kept.folder !== undefined) output.line(`start it    bifrons up --data ${kept.folder}`);
}

async function keep(
  state: DeviceState,
  { root, key }: Where,
  options: AtOptions,
): Promise<{ readonly snapshot?: string; readonly folder?: string }> {
  const { saveSnapshot } = await import('../../keep/data-folder/index.ts');
  const { folderPaths } = await import('../../keep/data-folder/places/index.ts');
  const { folderError, makeFolder } = await import('../../keep/files/index.ts');
  const { forkFolder } = await import('../../attach/service/index.ts');
  const { as: name, fork } = options;
  if (name !== undefined) {
    const { snapshots } = folderPaths(root);
    try {
      makeFolder(snapshots);
    } catch (error) {
      throw folderError(error, root);
    }
    await saveSnapshot(snapshots, { name, made: new Date().toISOString(), ...state }, key);
  }
  const folder = fork === undefined ? undefined : await forkFolder(fork, state, key);
  return {
    ...(name === undefined ? {} : { snapshot: name }),
    ...(folder === undefined ? {} : { folder }),
  };
}
