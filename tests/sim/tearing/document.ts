/** docs/tearing.md: what came of every cut, for people to read. */
import { assertNone, readProjectFile } from '../../architecture/project.ts';
import { SCENARIOS } from './all.ts';
import type { Cuts } from './exchange.ts';
import { EXCHANGES } from './exchanges.ts';
import { type Row, tear, type Torn } from './tear.ts';

export const TEARING_PATH = 'docs/tearing.md';

const HEAD = `# Where the power may fail

Written by \`npm run tearing\` from \`tests/sim/tearing\`; do not edit. A command's writes leave the
device as an ordered list of batches, and each batch becomes durable as a whole or not at all.
Below, the power fails at every batch of every scenario: once with the batch under way *lost*, once
with it *kept* but not yet acknowledged, since a store may die between the two. In neither case has
the command's answer left the device. The last section cuts elsewhere: at every byte that a wire
carries.

After each cut the device boots from what the store holds, and must

- hold exactly the batches before the cut, in order, and answer on every link: T=0, T=1, SPI, SWP
  type A, SWP type B, APDU gate, and one of a plug-in;
- store what it stored before the operation or after it, nothing between; a counter may be ahead of
  an answer never given, and never goes back but by a restore;
- have at most one profile enabled, and a card life cycle state that exists; never show a sequence
  counter twice.

A single wire writes by itself: \`hci\` is the session that chip and NFC controller agree on, with
its pipes. It is of no container, and is rebuilt where the two do not agree; *pipes on their way*
states that it stands between before and after.

What comes first after such a boot (SELECT on every link, GetProfilesInfo, INITIALIZE UPDATE,
SetNickname over the APDU gate) is cut in the same way at each of its batches, and the device
looked at again: "cuts of the recovery" counts these, where no cut above has left the same memory.
`;

const EXCHANGES_HEAD = `
## In the middle of an exchange

SetNickname over each link, cut at every place of its exchange. *The whole chip*: all power fails,
and the chip boots from its store. *The interface*: its power alone, or all sessions of the single
wire, and the chip goes on. *The field* and *EVT_ABORT*: one link's session between two frames of
the single wire; the others keep theirs. Afterwards the nickname is the old one or the new one, and
the new one whenever the answer had arrived.

"Comes up": nothing is sent yet, and the chip writes its session and pipes. The NFC controller goes
on with what it keeps; all links of the wire come up again at the next boot.

| exchange | what is cut | at every | cuts | as before it | as after it |
|---|---|---|--:|--:|--:|
`;

export function renderScenarios(all: readonly Torn[]): string {
  const rows = all.flatMap((one) => one.rows);
  const again = rows.reduce((sum, one) => sum + one.recoveryCuts, 0);
  const cuts = rows.length;
  const counts = [`${all.length} scenarios`, `${cuts} batches`, `${2 * cuts} cuts`];
  const total = `\n${counts.join(', ')}, ${again} cuts of the recovery.\n`;
  return HEAD + total + all.map(section).join('');
}

export function renderExchanges(all: readonly Cuts[]): string {
  const rows = all.map(
    ({ name, what, unit, cuts, before, after }) =>
      `| ${name} | ${what} | ${unit} | ${cuts} | ${before} | ${after} |\n`,
  );
  return EXCHANGES_HEAD + rows.join('');
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

/** The whole document; it takes a while. */
export function renderTearing(): string {
  return renderScenarios(SCENARIOS.map(tear)) + renderExchanges(EXCHANGES.map(({ cut }) => cut()));
}

/** Holds a part against the beginning, or the end, of the document. */
export function assertFresh(where: 'beginning' | 'end', part: string): void {
  const whole = readProjectFile(TEARING_PATH);
  const border = whole.indexOf(EXCHANGES_HEAD);
  const old = where === 'beginning' ? whole.slice(0, border) : whole.slice(border);
  const [was, now] = [old.split('\n'), part.split('\n')];
  const gone = was.filter((one) => !now.includes(one)).map((one) => `- ${one}`);
  const changed = now.filter((one) => !was.includes(one)).map((one) => `+ ${one}`);
  const moved = old === part || gone.length + changed.length > 0 ? [] : ['lines stand elsewhere'];
  assertNone([...changed, ...gone, ...moved], 'stale lines: npm run tearing');
}
