/**
 * The tutorials: each page is a script. Its files are written, its commands run in order in a fresh
 * folder beside one with the tarball, and what they print is compared with the page.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { listFiles, readProjectFile } from '../architecture/project.ts';
import { scratchFolder } from './support/bifrons.ts';
import { packInto, writeFile } from './support/package.ts';
import { type Argv, run, Running } from './support/processes.ts';

const LINE_MS = 240_000;
/** What npx does for a program of an installed package. */
const AS_NPX = 'npm_command=exec node_modules/.bin/';

interface Block {
  /** `file: NAME`, `stays`, `fails`, `fails with CODE`; empty for none. */
  readonly mark: string;
  readonly language: string;
  readonly text: string;
}

function blocksOf(page: string): readonly Block[] {
  const fences = /(?:<!-- ([^>]*) -->\n)?```(\w+)\n([^]*?)^```$/gm;
  return [...page.matchAll(fences)].map(([, mark = '', language = '', text = '']) => ({
    mark,
    language,
    text,
  }));
}

const pages = listFiles('docs/tutorials').filter((path) => path.endsWith('.md'));

describe('tutorials', () => {
  const scratch = scratchFolder();
  before(async () => {
    mkdirSync(join(scratch.path, 'bifrons'));
    await packInto(join(scratch.path, 'bifrons'));
  });
  after(() => scratch.remove());

  for (const page of pages) {
    test(`${page} runs as written`, async () => {
      const reader = new Reader(scratch.path);
      try {
        for (const block of blocksOf(readProjectFile(page))) await reader.takes(block);
        assert.ok(reader.compared >= 3, `${reader.compared} outputs`);
      } finally {
        await reader.ends();
      }
    });
  }

  test('there are four', () => assert.equal(pages.length, 4));
});

/** Does what a page says, in one shell after another that go on in the same folder. */
class Reader {
  /** Outputs that were compared. */
  compared = 0;
  readonly #home: string;
  #folder: string;
  #printed = '';
  #running: Running | undefined;
  /** Whether npx itself started the package already, which takes longer than most commands. */
  #hasNpx = false;

  constructor(home: string) {
    this.#home = home;
    this.#folder = home;
  }

  async takes({ mark, language, text }: Block): Promise<void> {
    const [, name] = /^file: (\S+)$/.exec(mark) ?? [];
    if (name !== undefined) writeFile(this.#folder, name, text);
    else if (language === 'sh' && mark === 'stays') await this.#starts(text);
    else if (language === 'sh') await this.#runs(text, exitCode(mark));
    else this.#compares(text);
  }

  async ends(): Promise<void> {
    await this.#running?.stop('SIGINT');
  }

  async #runs(text: string, code: number): Promise<void> {
    const place = join(this.#home, 'place');
    const whole = this.#completes(text);
    const lines = this.#hasNpx ? whole.replace(/^npx (?=bifrons )/gm, AS_NPX) : whole;
    this.#hasNpx ||= /^npx bifrons /m.test(text);
    const done = await run(this.#shell(`${lines}\npwd > ${place}`), { timeoutMs: LINE_MS });
    assert.equal(done.code, code, `${text}\n${done.stdout}\n${done.stderr}`);
    this.#printed = done.stdout + (code === 0 ? '' : done.stderr);
    if (code === 0) this.#folder = readFileSync(place, 'utf8').trim();
  }

  async #starts(text: string): Promise<void> {
    await this.#running?.stop('SIGINT');
    // npx passes no signal on: the program itself is started, as npx starts it.
    const line = text.trim().replace(/^npx /, `exec env ${AS_NPX}`);
    this.#running = new Running(this.#shell(line));
    await this.#running.saw(/Ctrl-C ends it/);
    this.#printed = this.#running.stdout;
  }

  /** A word of a command with `…` is one that the program that stays has printed. */
  #completes(text: string): string {
    return text.replace(/[^\s']*…[^\s']*/g, (word) => {
      const printed = this.#running?.stdout ?? '';
      const [found] =
        new RegExp(literal(word).replaceAll('.*', String.raw`\S*`)).exec(printed) ?? [];
      assert.ok(found !== undefined, `${word} is not in:\n${printed}`);
      return found;
    });
  }

  #shell(line: string): Argv {
    const alone = 'unset npm_command NODE_TEST_CONTEXT FORCE_COLOR; export NO_COLOR=1';
    const npm = 'export npm_config_prefer_offline=true npm_config_update_notifier=false';
    const home = `export XDG_DATA_HOME=${this.#home}/data; cd ${this.#folder}`;
    return { command: 'bash', args: ['-ec', `${alone}; ${npm}; ${home}\n${line}`] };
  }

  /** In a page `…` is any text, and alone on a line any lines. */
  #compares(text: string): void {
    this.compared++;
    const lines = text.trimEnd().split('\n');
    const pattern = lines.map((line) => (line === '…' ? '(?:.*\n)*' : `${literal(line)}\n`));
    assert.match(`${this.#printed.trimEnd()}\n`, new RegExp(`^${pattern.join('')}$`), text);
  }
}

/** Of a block whose command is to fail; 0 for others. */
function exitCode(mark: string): number {
  const [, code = '1'] = /^fails(?: with (\d))?$/.exec(mark) ?? [undefined, '0'];
  return Number(code);
}

function literal(line: string): string {
  return line.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('…', '.*');
}
