/** docs/tearing.md: what came of every cut, for people to read. */
import { SCENARIOS } from './scenarios.ts';
import { type Row, tear, type Torn } from './tear.ts';

export const TEARING_PATH = 'docs/tearing.md';

const HEAD = `# Where the power may fail

Written by \`npm run tearing\` from \`tests/sim/tearing\`; do not edit. A command's writes leave the
device as an ordered list of batches, and each batch becomes durable as a whole or not at all.
Below, the power fails at every batch of every scenario: once with the batch under way *lost*, once
with it *kept* but not yet acknowledged, since a store may die between the two. In neither case has
the command's answer left the device.

After each cut the device boots from what the store holds, and must

- hold exactly the batches before the cut, in order, and answer on every link;
- remember what it did before the operation or after it, nothing between; a counter may be ahead of
  an answer never given, and never goes back but by a restore;
- have at most one profile enabled, and a card life cycle state that exists; never show a sequence
  counter twice.

What comes first after such a boot (SELECT on every link, GetProfilesInfo, INITIALIZE UPDATE,
SetNickname) is cut in the same way at each of its batches, and the device looked at again: "cuts of
the recovery" counts these.
`;

export function renderTearing(all: readonly Torn[]): string {
  const cuts = all.flatMap((one) => one.rows).length;
  const again = all.flatMap((one) => one.rows).reduce((sum, one) => sum + one.recoveryCuts, 0);
  const counts = [`${all.length} scenarios`, `${cuts} batches`, `${2 * cuts} cuts`];
  const total = `\n${counts.join(', ')}, ${again} cuts of the recovery.\n`;
  return HEAD + total + all.map(section).join('');
}

function section({ scenario, rows }: Torn): string {
  const title = `\n## ${capital(scenario)}\n\n`;
  if (rows.length === 0) return `${title}Writes nothing: there is nothing to tear.\n`;
  const head = '| cut | during | batch | lost | kept | cuts of the recovery |\n';
  const rule = '|--:|---|---|---|---|--:|\n';
  return title + head + rule + rows.map(line).join('');
}

function line(row: Row, index: number): string {
  const { during, writes, lost, kept, recoveryCuts } = row;
  const batch = writes.map((key) => `\`${key}\``).join(', ');
  return `| ${index + 1} | ${during} | ${batch} | ${lost} | ${kept} | ${recoveryCuts} |\n`;
}

function capital(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}

/** All scenarios, torn. */
export function tearAll(): readonly Torn[] {
  return SCENARIOS.map(tear);
}
