/** `bifrons applet`: a CAP file, its text, and a CAP file of the text. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, mock, test } from 'node:test';
import { CAP_FILES } from '../../tests/support/cap/read-cap.ts';
import { PROJECT_ROOT } from '../../tests/architecture/project.ts';
import { hex, HostError } from '../base/index.ts';
import { readEveryComponent } from './gp/load-file.ts';
import { program } from './program.ts';

const scratch = mkdtempSync(join(tmpdir(), 'bifrons-applet-'));
const place = (name: string) => join(scratch, name);
after(() => rmSync(scratch, { recursive: true, force: true }));

let written = '';
beforeEach(() => void (written = ''));

/** Runs a command in this process; gives what it printed. */
async function run(...words: readonly string[]): Promise<string> {
  const print = mock.method(process.stdout, 'write', (text: unknown) => {
    written += String(text);
    return true;
  });
  try {
    await program({ json: true }).parseAsync(['applet', ...words], { from: 'user' });
  } finally {
    print.mock.restore();
  }
  return written;
}

test('a CAP file of each edition becomes a text, and the text the same components', async () => {
  for (const name of CAP_FILES) {
    const source = join(PROJECT_ROOT, 'tests', 'fixtures', 'applets', `${name}.cap`);
    await run('disasm', source, '--output', place('text'));
    await run('assemble', place('text'), '--output', place('made.cap'));
    assert.equal(hex(readEveryComponent(place('made.cap'))), hex(readEveryComponent(source)), name);
  }
});

test('a Debug component and static resources stay in the archive', async () => {
  const text = 'cap 2.3\npackage F04A434C4142 1.0\nresource 1 CAFE\nraw 12 000000000000\n';
  writeFileSync(place('text'), text);
  const shown = await run('assemble', place('text'), '--output', place('made.cap'), '--json');
  const { aid, modules } = JSON.parse(shown) as { aid: string; modules: string[] };
  assert.deepEqual([aid, modules], ['F04A434C4142', []]);
  const archive = readFileSync(place('made.cap'), 'latin1');
  assert.match(archive, /javacard\/StaticResources\.capx/);
  assert.match(archive, /javacard\/Debug\.cap/);
  written = '';
  const { text: again } = JSON.parse(await run('disasm', place('made.cap'), '--json')) as {
    text: string;
  };
  assert.match(again, /^resource 1 CAFE$/m);
  assert.match(again, /^raw 12 000000000000$/m);
});

test('what is wrong is an error with the line and what to do', async () => {
  writeFileSync(place('text'), 'cap 2.1\npackage F04A434C4142 1.0\nclas C\n');
  for (const [words, message, next] of [
    [['assemble', place('text'), '--output', place('x')], /text, line 3: "clas"/, /begin with/],
    [['assemble', place('none'), '--output', place('x')], /none: ENOENT/, /give a file/],
    [['disasm', place('text')], /text: CAP file: at byte 0/, /2\.1, 2\.2 or 2\.3/],
  ] as const) {
    await assert.rejects(run(...words), (error) => {
      assert.ok(error instanceof HostError);
      assert.match(error.message, message);
      assert.match(error.next, next);
      return true;
    });
  }
});
