/** Which module of which load file is installed. */
import { type Bytes, equal, hex, HostError, unhex } from '../../base/index.ts';
import { listRegistry, summarizeLoadFile } from '../../host/off-card/index.ts';
import type { CardTask } from './card-task.ts';
import { aid } from './options.ts';

export interface ModulePlace {
  readonly file: Bytes;
  readonly module: Bytes;
  /** Whether the card has the load file already. */
  readonly isLoaded: boolean;
}

/** `given` is a file whose block was read, or the AID of a load file on the card. */
export async function chooseModule(
  task: CardTask,
  from: {
    readonly given: string;
    readonly block: Bytes | undefined;
    readonly module: string | undefined;
  },
): Promise<ModulePlace> {
  const rows = await task.hold(listRegistry);
  const summary = from.block === undefined ? undefined : summarizeLoadFile(from.block);
  const file = summary?.aid ?? unhex(aidGiven(from.given));
  const row = rows.find((one) => one.kind === 'load-file' && equal(one.aid, file));
  const modules = summary?.modules ?? row?.modules ?? [];
  const isLoaded = row !== undefined;
  if (summary === undefined && !isLoaded) {
    const next = 'load it first: bifrons gp load FILE; bifrons gp list shows what is there';
    throw new HostError('INPUT_INVALID', `the card has no load file ${hex(file)}`, next);
  }
  if (from.module !== undefined) return { file, module: unhex(from.module), isLoaded };
  if (modules.length === 1) return { file, module: modules[0]!, isLoaded };
  const listed = modules.map(hex).join(', ');
  const what = modules.length === 0 ? 'no module that the card names' : 'several modules';
  const next = modules.length === 0 ? 'name one: --module AID' : `name one: --module of ${listed}`;
  throw new HostError('INPUT_INVALID', `${hex(file)} has ${what}`, next);
}

function aidGiven(text: string): string {
  try {
    return aid(text);
  } catch {
    const next = 'give a CAP file, or the AID of a load file on the card';
    throw new HostError('INPUT_INVALID', `${text} is no file and no AID`, next);
  }
}
