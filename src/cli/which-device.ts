/** The device that a command is about where no option names one: the one that is up. */
import { createInterface } from 'node:readline/promises';
import { devicesFolder, findDevices, forPeople } from '../keep/data-folder/index.ts';
import { dirname } from 'node:path';
import type { WhereOptions } from './options.ts';
import { UsageError } from './output.ts';
import { printable } from './printable.ts';
import { type Where, whereIs, word } from './where.ts';

/**
 * As `whereIs`, and without a name the device that is up. Where several are up, a terminal is
 * prompted and other callers get a `UsageError` that names them.
 */
export async function whichDevice(options: WhereOptions): Promise<Where> {
  const where = whereIs(options);
  if (where.named) return where;
  const up = findDevices()
    .filter((device) => device.isUp)
    .map((device) => device.root);
  if (up.length === 0) return where;
  const root = up.length === 1 ? up[0]! : await choose(up, options.json === true);
  return { ...whereIs({ ...options, data: root }), named: false, again: againOf(root, where) };
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
