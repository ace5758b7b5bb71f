/**
 * Inputs to begin from, in `corpus/`: one file a target, one input a line, the runs of an input
 * apart by spaces, in hexadecimal. What a run finds to be new is added only where
 * BIFRONS_FUZZ_GROW=1 requests it.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bytes, hex, unhex } from '../../src/base/index.ts';
import { PROJECT_ROOT, readProjectFile } from '../architecture/project.ts';

const FOLDER = 'tests/fuzz/corpus';
const { BIFRONS_FUZZ_GROW } = process.env;
/** New inputs that one run adds to a file at most. */
const GROWTH_MAX = 40;

/** What is given to a target in one go: runs of bytes on a line, or one message. */
export type Input = readonly Bytes[];

export function renderInput(input: Input): string {
  return input.map((run) => hex(run)).join(' ');
}

export function parseInput(line: string): Input {
  return line.split(' ').map((run) => unhex(run));
}

function pathOf(target: string): string {
  return `${FOLDER}/${target}.hex`;
}

/** The inputs of a target, in the order of its file. */
export function readCorpus(target: string): readonly Input[] {
  const lines = readProjectFile(pathOf(target)).split('\n');
  return lines.filter((line) => line !== '' && !line.startsWith('#')).map(parseInput);
}

/** Keeps what was new, where that is requested. */
export function growCorpus(target: string, found: readonly Input[]): void {
  if (BIFRONS_FUZZ_GROW !== '1' || found.length === 0) return;
  const kept = found.filter((input) => input.some((run) => run.length > 0)).slice(0, GROWTH_MAX);
  const lines = kept.map((input) => `${renderInput(input)}\n`).join('');
  appendFileSync(join(PROJECT_ROOT, pathOf(target)), lines);
}
