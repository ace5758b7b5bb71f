/** The examples of every help, as the reference page prints them, and a computer to run them on. */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT, readProjectFile } from '../../architecture/project.ts';
import { scratchFolder } from './bifrons.ts';
import { type Argv, type Finished, run, Running } from './processes.ts';
import { RECORDED_LPAC } from './recorded-lpac.ts';

export interface Examples {
  /** `state diff`; empty for the whole. */
  readonly command: string;
  readonly lines: readonly string[];
}

/** By command, from docs/reference/cli.md; another test keeps it equal to what `--help` prints. */
export function helpExamples(): readonly Examples[] {
  const sections = readProjectFile('docs/reference/cli.md')
    .split(/^## bifrons ?/m)
    .slice(1);
  return sections.map((section) => {
    const [, block = ''] = /^Examples?:\n((?: {2}\S.*\n)+)/m.exec(section) ?? [];
    const lines = block.trimEnd().split('\n');
    return { command: section.split('\n', 1)[0]!, lines: lines.map(withoutMeaning) };
  });
}

/** Examples that need a PC/SC service, or another program of Debian's. */
export const NEEDS_DEBIAN = /^sudo |^bifrons pcsc|socat|pcsc-spy|^bifrons gp readers|--reader /;

/** The whole program's examples have a second column that says what they do. */
function withoutMeaning(line: string): string {
  return line.trim().replace(/ {2,}.*$/, '');
}

/** Wraps a command, so that it runs in namespaces of a test. */
export type Wrap = (argv: Argv) => Argv;

const LINE_MS = 60_000;

/** A home, a folder to work in, and `bifrons` on the PATH as a global installation has it. */
export class UserComputer {
  readonly #scratch = scratchFolder();
  readonly #wrap: Wrap;
  readonly work = join(this.#scratch.path, 'work');
  readonly devices = join(this.#scratch.path, '.local/share/bifrons');

  constructor(wrap: Wrap = (argv) => argv) {
    this.#wrap = wrap;
    const bin = join(this.#scratch.path, 'bin');
    for (const folder of [bin, this.work]) mkdirSync(folder);
    symlinkSync(join(PROJECT_ROOT, 'bin/bifrons.js'), join(bin, 'bifrons'));
    const program = join(this.#scratch.path, 'lpac.mjs');
    writeFileSync(program, RECORDED_LPAC);
    const recorded = join(PROJECT_ROOT, 'tests/transcripts/lpac/chip-info-t0.ndjson');
    const node = `"${process.execPath}" --input-type=module -e "$(cat ${program})"`;
    // Tests that need root run as root: then sudo changes nothing.
    const scripts = { lpac: `exec ${node} ${recorded}`, sudo: 'exec "$@"' };
    for (const [name, text] of Object.entries(scripts)) {
      writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
      chmodSync(join(bin, name), 0o755);
    }
  }

  /** Runs a line as typed, in the folder to work in. */
  types(line: string): Promise<Finished> {
    return run(this.#shell(line), { timeoutMs: LINE_MS });
  }

  /** Runs a line that must end well. */
  async well(line: string): Promise<Finished> {
    const done = await this.types(line);
    assert.equal(done.code, 0, `${line}\n${done.stdout}\n${done.stderr}`);
    return done;
  }

  /** Starts a line that stays until Ctrl-C. */
  starts(line: string): Running {
    return new Running(this.#shell(`exec ${line}`));
  }

  remove(): void {
    this.#scratch.remove();
  }

  #shell(line: string): Argv {
    const home = this.#scratch.path;
    const alone = 'unset npm_command NODE_TEST_CONTEXT XDG_DATA_HOME';
    const place = `export HOME=${home} PATH=${home}/bin:$PATH; cd ${this.work}`;
    return this.#wrap({ command: 'bash', args: ['-c', `${alone}; ${place}\n${line}`] });
  }
}
