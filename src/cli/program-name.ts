/** How the command is typed where this process was started: hints are to work as printed. */
import { basename, delimiter, dirname, isAbsolute, join, relative } from 'node:path';

export interface Started {
  /** The script as node was given it: npm's link in a folder of programs, or the file itself. */
  readonly script: string;
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** `bifrons` where the shell finds it, `npx bifrons` under npm, else the way to the file. */
export function programName({ script, folder, env }: Started): string {
  const file = basename(script);
  if (file !== 'bifrons' && file !== 'bifrons.js') return 'bifrons';
  if (env['npm_command'] !== undefined) return 'npx bifrons';
  const isOnPath = (env['PATH'] ?? '').split(delimiter).includes(dirname(script));
  if (file === 'bifrons' && isOnPath) return 'bifrons';
  const near = relative(folder, script);
  const path = near.startsWith('..') || isAbsolute(near) ? script : join('.', near);
  return `node ${/^[\w./@+-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`}`;
}

const NAME = programName({
  script: process.argv[1] ?? '',
  folder: process.cwd(),
  env: process.env,
});
const STYLE = String.raw`\u001B\[[\d;]*m`;
/**
 * A command in a sentence or an example; not a path, not the product's name, and not one that
 * stands as it is typed already. A style may be in front of it.
 */
const COMMAND = new RegExp(String.raw`(?<=^|${STYLE}|[^\w./-])(?<!npx )bifrons(?= [a-z[-])`, 'gm');

/** A text for people, in which commands stand as they are typed here. */
export function asTyped(text: string, name = NAME): string {
  return name === 'bifrons' ? text : text.replace(COMMAND, () => name);
}
