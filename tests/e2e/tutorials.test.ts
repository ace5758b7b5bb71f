/**
 * Every tutorial, run as it is written: the commands of its blocks `console` in one folder, in
 * order, and what each prints. `…` stands for any text, on a line of its own for any lines.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PROJECT_ROOT } from '../architecture/project.ts';
import { bifronsArgv, scratchFolder } from './support/bifrons.ts';

const FOLDER = join(PROJECT_ROOT, 'docs/tutorials');

interface Step {
  readonly line: number;
  readonly command: string;
  readonly expected: readonly string[];
}

/** The commands of a page, each with the lines that follow it. */
function stepsOf(page: string): readonly Step[] {
  const steps: { line: number; command: string; expected: string[] }[] = [];
  let inside = false;
  page.split('\n').forEach((text, at) => {
    if (text.startsWith('```')) inside = text === '```console';
    else if (inside && text.startsWith('$ ')) {
      steps.push({ line: at + 1, command: text.slice(2), expected: [] });
    } else if (inside) steps.at(-1)?.expected.push(text);
  });
  return steps;
}

/** What the printed lines must look like. */
function patternOf(expected: readonly string[]): RegExp {
  const lines = expected.map((line) =>
    line === '…'
      ? '(?:.*\\n)*?'
      : `${line
          .split('…')
          .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
          .join('.*')} *\\n`,
  );
  return new RegExp(`^${lines.join('')}$`);
}

for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.md'))) {
  test(`the tutorial ${file} runs as it is written`, (t) => {
    const scratch = scratchFolder();
    t.after(() => scratch.remove());
    const bin = join(scratch.path, 'bin');
    const work = join(scratch.path, 'work');
    for (const folder of [bin, work]) mkdirSync(folder);
    const { command: node, args } = bifronsArgv([]);
    const script = `#!/bin/sh\nexec '${node}' ${args.map((one) => `'${one}'`).join(' ')} "$@"\n`;
    writeFileSync(join(bin, 'bifrons'), script, { mode: 0o755 });
    const env = {
      ...process.env,
      PATH: `${bin}:${process.env['PATH']}`,
      XDG_DATA_HOME: join(scratch.path, 'home'),
      COLUMNS: '100',
    };
    const steps = stepsOf(readFileSync(join(FOLDER, file), 'utf8'));
    assert.ok(steps.length > 0, 'no command');
    for (const { line, command, expected } of steps) {
      const ran = spawnSync('/bin/sh', ['-c', `${command} 2>&1`], { cwd: work, env });
      const printed = ran.stdout.toString('utf8');
      const where = `${file}:${line} ${command}`;
      assert.match(printed, patternOf(expected), where);
    }
  });
}
