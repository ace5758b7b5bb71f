/** The pages for contributors name files that exist, and their diffs fit the code. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { assertNone, listFiles, PROJECT_ROOT, readProjectFile } from '../architecture/project.ts';

const HOW_TO = listFiles('docs/how-to').filter((path) => path.endsWith('.md'));
const PAGES = ['CONTRIBUTING.md', ...HOW_TO];
const NAMED = /`((?:src|tests|docs|scripts|examples)\/[\w./-]+)`/g;
const DIFF = /```diff\n([^]*?)```/g;

interface Diff {
  /** `/dev/null` for a new file. */
  readonly from: string;
  readonly to: string;
  /** Lines that are in the file today, in order. */
  readonly kept: readonly string[];
}

function readDiff(text: string): Diff {
  const lines = text.split('\n');
  const path = (mark: string) =>
    (lines.find((line) => line.startsWith(mark)) ?? '').slice(4).replace(/^[ab]\//, '');
  const kept = lines.filter((line) => /^[ -]/.test(line) && !line.startsWith('---'));
  return { from: path('---'), to: path('+++'), kept: kept.map((line) => line.slice(1)) };
}

/** The first line that the file does not have behind the lines before it. */
function unmet({ from, kept }: Diff): string | undefined {
  const lines = readProjectFile(from).split('\n');
  let at = -1;
  for (const line of kept) {
    at = lines.indexOf(line, at + 1);
    if (at < 0) return `${from} has no line "${line}" there`;
  }
  return undefined;
}

const exists = (path: string) => existsSync(join(PROJECT_ROOT, path));

test('every how-to is in the list of how-tos', () => {
  const list = readProjectFile('docs/how-to/README.md');
  const pages = HOW_TO.map((path) => path.slice('docs/how-to/'.length));
  assert.ok(pages.length >= 6, pages.join(', '));
  assertNone(
    pages.filter((page) => page !== 'README.md' && !list.includes(`(${page})`)),
    'how-tos without a line in docs/how-to/README.md',
  );
});

for (const page of PAGES) {
  test(`${page}: files exist, diffs fit`, () => {
    const text = readProjectFile(page);
    const named = [...text.matchAll(NAMED)].map(([, path]) => path!);
    assertNone(
      named.filter((path) => !path.endsWith('/NAME') && !exists(path)),
      `files of ${page} that do not exist`,
    );
    const diffs = [...text.matchAll(DIFF)].map(([, diff]) => readDiff(diff!));
    const faults = diffs.flatMap((diff) => {
      if (diff.from !== '/dev/null') return unmet(diff) ?? [];
      return exists(dirname(diff.to)) && !exists(diff.to) ? [] : `${diff.to} is not a new file`;
    });
    assertNone(faults, `diffs of ${page} that do not fit the code`);
  });
}
