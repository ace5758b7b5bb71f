/** The README's table of commands against the commands there are. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertNone, readProjectFile } from '../architecture/project.ts';
import { everyHelp } from '../../src/cli/index.ts';

interface Row {
  /** The commands of the row, each as its words: `state diff`. */
  readonly commands: readonly string[];
  readonly options: readonly string[];
}

/** Every command that does something by itself, and the options its help names. */
type Commands = ReadonlyMap<string, ReadonlySet<string>>;

function sectionOf(text: string): string {
  const found = /^## Command line\n([^]*?)^## /m.exec(text);
  assert.ok(found, 'the README has no section "Command line"');
  return found[1]!;
}

function optionsIn(text: string): readonly string[] {
  return [...text.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map(([option]) => option);
}

/** `bifrons state diff A B` is `state diff`; a name behind it takes the last word's place. */
function commandsIn(cell: string): readonly string[] {
  let words: readonly string[] = [];
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => {
    const own =
      /^(?:bifrons )?([a-z][a-z-]*(?: [a-z][a-z-]*)*(?= |$))?/.exec(code)?.[1]?.split(' ') ?? [];
    words = code.startsWith('bifrons ') ? own : [...words.slice(0, -1), ...own];
    return words.join(' ');
  });
}

function rowsIn(section: string): readonly Row[] {
  const lines = section.split('\n').filter((line) => line.startsWith('| `'));
  return lines.map((line) => ({
    commands: commandsIn(line.split(' | ')[0]!),
    options: optionsIn(line),
  }));
}

async function commandLine(): Promise<Commands> {
  const leaves = (await everyHelp()).filter(({ gathers }) => !gathers);
  return new Map(leaves.map(({ name, help }) => [name, new Set(optionsIn(help))]));
}

/** What a table says that is not so, and what it leaves out. */
function mistakes(section: string, commands: Commands): readonly string[] {
  const rows = rowsIn(section);
  const named = rows.flatMap((row) => row.commands);
  const all = new Set([...commands.values()].flatMap((options) => [...options]));
  return [
    ...named.filter((name) => !commands.has(name)).map((name) => `no command: ${name}`),
    ...[...commands.keys()]
      .filter((name) => !named.includes(name))
      .map((name) => `left out: ${name}`),
    ...rows.flatMap((row) =>
      row.options
        .filter((option) => !row.commands.some((name) => commands.get(name)?.has(option)))
        .map((option) => `no option of ${row.commands.join(', ')}: ${option}`),
    ),
    ...optionsIn(section)
      .filter((option) => !all.has(option))
      .map((one) => `no option: ${one}`),
  ];
}

test('the README names every command, and no other; the options it names exist', async () => {
  const found = await commandLine();
  assert.ok(found.size >= 20, 'found too few commands');
  assertNone(mistakes(sectionOf(readProjectFile('README.md')), found), 'wrong rows');
});

test('a command too many, one left out and a wrong option are found', () => {
  const commands = new Map([
    ['up', new Set(['--once', '--json'])],
    ['state list', new Set(['--json'])],
    ['state diff', new Set(['--json'])],
  ]);
  const table = '| `bifrons up --once` | x |\n| `bifrons state list`, `diff A` | y |\n';
  assert.deepEqual(mistakes(table, commands), []);
  assert.deepEqual(mistakes('| `bifrons up` | x |\n', commands), [
    'left out: state list',
    'left out: state diff',
  ]);
  assert.deepEqual(mistakes(`${table}| \`bifrons fly\` | z |\n`, commands), ['no command: fly']);
  assert.deepEqual(mistakes(table.replace('y', '`--once`'), commands), [
    'no option of state list, state diff: --once',
  ]);
  assert.deepEqual(mistakes(`${table}\nWith \`--loud\`.\n`, commands), ['no option: --loud']);
});
