/** The device that a command is about where no option names one: the one that is up. */
import { createInterface } from 'node:readline/promises';
import { basename, dirname } from 'node:path';
import {
  devicesFolder,
  findDevices,
  folderPaths,
  forPeople,
} from '../keep/data-folder/places/index.ts';
import { isThere } from '../keep/files/index.ts';
import type { WhereOptions } from './options.ts';
import { UsageError, writeNote } from './output.ts';
import { printable } from './printable.ts';
import { type Where, whereIs, word } from './where.ts';

/**
 * As `whereIs`, and without a name the device that is up. Where several are up, a terminal is
 * prompted and other callers get a `UsageError` that names them.
 */
export async function whichDevice(options: WhereOptions): Promise<Where> {
  const where = await whereIs(options);
  if (where.named) return where;
  const up = findDevices()
    .filter((device) => device.isUp)
    .map((device) => device.root);
  if (up.length === 0) {
    noteOthers(where, options.json === true);
    return where;
  }
  const root = up.length === 1 ? up[0]! : await choose(up, options.json === true);
  const chosen = await whereIs({ ...options, data: root });
  return { ...chosen, named: false, again: againOf(root, where) };
}

/**
 * Without a name and with nothing up, a command is about the default device: said where that one is
 * not there yet and others are.
 */
export function noteOthers({ root, named }: Where, json: boolean): void {
  if (named || isThere(folderPaths(root).description)) return;
  const others = findDevices().map((device) => device.root);
  if (others.length === 0) return;
  const [first = ''] = others;
  const note =
    `no device is named, so this is a new ${basename(root)}; there are also ` +
    `${others.map((one) => basename(one)).join(', ')}: name one, as ${optionFor(first)}`;
  writeNote(note, json);
}

/** A device that is up needs no name; the option stays true when another one starts. */
function againOf(root: string, { root: standard }: Where): string {
  return root === standard ? '' : ` --data ${word(root)}`;
}

async function choose(roots: readonly string[], json: boolean): Promise<string> {
  const shown = roots.map((root) => optionFor(root));
  if (json || !process.stdin.isTTY || !process.stderr.isTTY)
    throw new UsageError(
      `several devices are up: ${roots.map(forPeople).join(', ')}`,
      `name one: ${shown.join(' or ')}`,
    );
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    process.stderr.write('several devices are up:\n');
    roots.forEach((root, at) => {
      process.stderr.write(`  ${at + 1}  ${printable(forPeople(root))}\n`);
    });
    const answer = await prompt.question(`which one? 1 to ${roots.length}: `);
    const chosen = roots[Number(answer) - 1];
    if (chosen !== undefined) return chosen;
    throw new UsageError(
      `"${printable(answer)}" is none of them`,
      `name one: ${shown.join(' or ')}`,
    );
  } finally {
    prompt.close();
  }
}

function optionFor(root: string): string {
  const name = dirname(root) === devicesFolder() ? forPeople(root) : root;
  return `--data ${name.startsWith('~') ? name : word(name)}`;
}
