import type { Command } from 'commander';
import type { StateChange } from '../../attach/state-diff/index.ts';
import { type WhereOptions, withWhere } from '../options.ts';
import type { Output } from '../output.ts';

export function defineStateDiff(state: Command): void {
  withWhere(state.command('diff'))
    .description('show what is different between two snapshots, cell by cell, decoded')
    .argument('<before>', 'a snapshot')
    .argument('[after]', 'another one; without it, the present memory')
    .addHelpText(
      'after',
      `
Keys and PINs are masked; that they differ is shown.

Examples:
  bifrons state diff before-test
  bifrons state diff before-test after-test --json`,
    )
    .action(run);
}

async function run(
  before: string,
  after: string | undefined,
  options: WhereOptions,
): Promise<void> {
  const { Output } = await import('../output.ts');
  const { whereIs } = await import('../where.ts');
  const { withDevice } = await import('../reach.ts');
  const output = new Output(options);
  await withDevice(whereIs(options), { doing: 'bifrons state diff' }, async (api) => {
    const to = after === undefined ? {} : { to: after };
    const { changes } = await api.ask('state.diff', { from: before, ...to });
    showChanges(output, changes);
  });
}

/** One line a change, under the owner's name. */
export function showChanges(output: Output, changes: readonly StateChange[]): void {
  let owner = '';
  for (const change of changes) {
    output.object(change);
    if (change.owner !== owner) output.line(output.style('bold', change.owner));
    owner = change.owner;
    const place = change.form === 'description' ? change.path : `${change.key} ${change.path}`;
    const from = change.before ?? 'nothing';
    output.line(`  ${place.trimEnd()}: ${from} -> ${change.after ?? 'nothing'}`);
  }
  if (changes.length === 0) output.line('no difference');
}
