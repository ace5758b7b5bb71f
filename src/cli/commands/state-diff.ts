import type { Command } from 'commander';
import type { StateChange } from '../../keep/state-diff/index.ts';
import { type WhereOptions, withWhere } from '../options.ts';
import { columns, type Output } from '../output.ts';

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
  const { whichDevice } = await import('../which-device.ts');
  const { withDevice } = await import('../reach.ts');
  const output = new Output(options);
  await withDevice(
    await whichDevice(options),
    { doing: 'bifrons state diff', look: true },
    async (api) => {
      const to = after === undefined ? {} : { to: after };
      const { changes } = await api.ask('state.diff', { from: before, ...to });
      showChanges(output, changes);
    },
  );
}

/** One line a change, under the owner's name. */
export function showChanges(output: Output, changes: readonly StateChange[]): void {
  let owner = '';
  for (const change of changes) {
    output.object(change);
    if (change.owner !== owner) output.line(output.style('bold', change.owner));
    owner = change.owner;
    const place = placeOf(change);
    const from = change.before ?? 'nothing';
    for (const line of changeLines(place.trimEnd(), from, change.after ?? 'nothing'))
      output.line(line);
  }
  if (changes.length === 0) output.line('no difference');
}

/** The part, the key in it, what it belongs to, and where in the record. */
function placeOf({ form, part, key, title, path }: StateChange): string {
  if (form === 'description') return path;
  const of = title === '' ? '' : ` of ${title}`;
  return `${part === '' ? '' : `${part}/`}${key}${of} ${path}`;
}

/** A change as one line; where that is too long, each value begins one of its own. */
function changeLines(place: string, from: string, to: string): readonly string[] {
  const whole = `  ${place}: ${from} -> ${to}`;
  if (whole.length <= columns()) return [whole];
  return [...broken(`  ${place}: ${from}`), ...broken(`    -> ${to}`)];
}

const INDENT = '       ';

/** Values are long strings of digits: they are broken where the line ends. */
function broken(line: string): readonly string[] {
  const lines: string[] = [];
  let rest = line;
  while (rest.length > columns()) {
    lines.push(rest.slice(0, columns()));
    rest = INDENT + rest.slice(columns());
  }
  return [...lines, rest];
}
