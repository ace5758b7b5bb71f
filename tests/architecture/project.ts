/** The project's files as the fences see them: every fence reads the tree through this. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Path from the project's root, with forward slashes, to the file's text. */
export type Tree = ReadonlyMap<string, string>;

/** The nearest folder above this file that holds `package.json`: tests run compiled. */
export const PROJECT_ROOT = findRoot(dirname(fileURLToPath(import.meta.url)));

function findRoot(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : findRoot(dirname(folder));
}

/** Paths of all files below the named folders, from the root, sorted. */
export function listFiles(...folders: readonly string[]): readonly string[] {
  const paths: string[] = [];
  for (const folder of folders) {
    const whole = join(PROJECT_ROOT, folder);
    if (!existsSync(whole)) continue;
    for (const entry of readdirSync(whole, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      paths.push(relative(PROJECT_ROOT, join(entry.parentPath, entry.name)).split(sep).join('/'));
    }
  }
  return paths.sort();
}

export function readProjectFile(path: string): string {
  return readFileSync(join(PROJECT_ROOT, path), 'utf8');
}

/** The texts of all files below the named folders whose path passes the filter. */
export function readTree(folders: readonly string[], keep: (path: string) => boolean): Tree {
  const paths = listFiles(...folders).filter(keep);
  return new Map(paths.map((path) => [path, readProjectFile(path)]));
}

/** Fails with one line for each entry. */
export function assertNone(found: readonly string[], what: string): void {
  if (found.length > 0) assert.fail([`${found.length} ${what}`, ...found].join('\n  '));
}

/** Fails with what only one of two lists holds. */
export function assertSameList(
  actual: readonly string[],
  expected: readonly string[],
  names: { readonly actual: string; readonly expected: string },
): void {
  const extra = actual.filter((one) => !expected.includes(one));
  const missing = expected.filter((one) => !actual.includes(one));
  assertNone(
    [
      ...extra.map((one) => `only in ${names.actual}: ${one}`),
      ...missing.map((one) => `only in ${names.expected}: ${one}`),
    ],
    'differences',
  );
}
