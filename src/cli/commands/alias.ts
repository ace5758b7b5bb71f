import { type Command, InvalidArgumentError } from 'commander';
import type { AliasRow } from '../../device/index.ts';
import { type WhereOptions, withWhere } from '../options.ts';

export function defineAlias(root: Command): void {
  const alias = root
    .command('alias')
    .description('show or change the registry of names that two containers share')
    .addHelpText(
      'after',
      `
Examples:
  bifrons alias list
  bifrons alias remove A000000151000000 C20
  bifrons alias add A000000151000000 C20 A000000152000000`,
    );
  withWhere(alias.command('list', { isDefault: true }))
    .description('show each common AID and its real AID in each container')
    .addHelpText('after', '\nExample:\n  bifrons alias list --json')
    .action((options: WhereOptions) => run(options, undefined));
  withWhere(alias.command('add'))
    .description('add an entry: a common AID selects an entity of a container')
    .argument('<common>', 'the common AID', aid)
    .argument('<container>', 'the container')
    .argument('<real>', "the entity's own AID", aid)
    .addHelpText('after', '\nExample:\n  bifrons alias add A000000151000001 C20 A000000152000000')
    .action((common: string, container: string, real: string, options: WhereOptions) =>
      run(options, { op: 'alias.add', common, container, real }),
    );
  withWhere(alias.command('remove'))
    .description('remove an entry')
    .argument('<common>', 'the common AID', aid)
    .argument('<container>', 'the container')
    .addHelpText('after', '\nExample:\n  bifrons alias remove A000000151000000 C20')
    .action((common: string, container: string, options: WhereOptions) =>
      run(options, { op: 'alias.remove', common, container }),
    );
}

type Change =
  | {
      readonly op: 'alias.add';
      readonly common: string;
      readonly container: string;
      readonly real: string;
    }
  | { readonly op: 'alias.remove'; readonly common: string; readonly container: string };

function aid(text: string): string {
  const compact = text.replace(/[\s:]/g, '').toUpperCase();
  if (/^([0-9A-F]{2}){5,16}$/.test(compact)) return compact;
  throw new InvalidArgumentError('Expected an AID: 5 to 16 bytes in hexadecimal.');
}

async function run(options: WhereOptions, change: Change | undefined): Promise<void> {
  const { whichDevice } = await import('../which-device.ts');
  const { readTopology, withDevice } = await import('../reach.ts');
  const { Output } = await import('../output.ts');
  const output = new Output(options);
  await withDevice(
    await whichDevice(options),
    { doing: 'bifrons alias', look: change === undefined },
    async (api) => {
      if (change?.op === 'alias.add') {
        const { op, ...params } = change;
        show(output, (await api.ask(op, params)).aliases);
      } else if (change?.op === 'alias.remove') {
        const { op, ...params } = change;
        show(output, (await api.ask(op, params)).aliases);
      } else show(output, (await readTopology(api)).aliases);
    },
  );
}

function show(
  output: { object(value: unknown): void; line(text?: string): void },
  aliases: readonly AliasRow[],
): void {
  for (const row of aliases) output.object(row);
  if (aliases.length === 0) output.line('no AID is common to two containers');
  for (const { common, container, real, clash } of aliases) {
    output.line(
      clash
        ? `${common} is held by ${container} itself (a clash)`
        : `${common} means ${real} in ${container}`,
    );
  }
}
