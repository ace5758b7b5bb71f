/** Every chart that docs/annex-a.md names is one that runs, and no chart's file was left out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertNone, readProjectFile } from '../architecture/project.ts';

const DOCUMENT = 'docs/annex-a.md';
const FOLDER = 'src/link/block';
const ROW = /^\| [^|]+ \| `([a-z-]+\.test\.ts)` \| ([^|]+) \|$/gm;

interface Row {
  readonly file: string;
  readonly chart: string;
}

function readRows(text: string): readonly Row[] {
  return [...text.matchAll(ROW)].map(([, file, chart]) => ({ file: file!, chart: chart! }));
}

/** A test's or chart's name in the source: between quotes or behind a placeholder, tags apart. */
function names(source: string, chart: string): boolean {
  const words = chart.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll("'", "\\\\?'");
  return new RegExp(`(['"]|(card|terminal): )${words}( \\[[^\\]]+\\])*['"\`]`).test(source);
}

test('each scenario of Annex A has a chart of that name [ISO7816-3 Annex A]', () => {
  const rows = readRows(readProjectFile(DOCUMENT));
  assert.ok(rows.length >= 35, `${rows.length} rows`);
  const missing = rows.filter(
    ({ file, chart }) => !names(readProjectFile(`${FOLDER}/${file}`), chart),
  );
  assertNone(
    missing.map(({ file, chart }) => `${file}: ${chart}`),
    'charts that are not there',
  );
  const files = new Set(rows.map(({ file }) => file));
  assert.deepEqual([...files].sort(), [
    'card-recovery.test.ts',
    'error-free.test.ts',
    'terminal-recovery.test.ts',
  ]);
});

test('a chart that is not there, or only in part of a name, is found', () => {
  const source = "'a block is lost [ISO7816-3 §11.6.3.2 rule 7.1]': `\n test(`${name} card: mute`";
  assert.ok(names(source, 'a block is lost') && names(source, 'mute'));
  assert.ok(!names(source, 'a block') && !names(source, 'block is lost'));
});
