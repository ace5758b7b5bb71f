/** Transcripts in tests: the first difference ends the test, and the error shows all of them. */
import { hex } from '../base/index.ts';
import { createDevice } from '../attach/in-process/index.ts';
import { presets } from '../device/index.ts';
import {
  parseTranscript,
  runTranscript as run,
  type StepResult,
  type TranscriptDriver,
} from '../run/transcript/index.ts';
import type { TestedDevice } from './device.ts';

/** What a transcript runs on: a device of this package, or whatever carries APDUs. */
export type TranscriptTarget = TestedDevice | TranscriptDriver;

/** Names and defaults of a transcript in a test. */
export interface TranscriptOptions {
  /** The name that errors show, such as the file's. */
  readonly name?: string;
  /** The link before the first `@link`. */
  readonly link?: string;
}

/** Answers that were not as expected; the message is a difference by line. */
export class TranscriptMismatch extends Error {
  /** The name of this class, as of every error. */
  override readonly name = 'TranscriptMismatch';
  /** The transcript with what was expected, and with what came. */
  readonly expected: string;
  /** The transcript with the answers that came. */
  readonly actual: string;
  /** What came of each step. */
  readonly results: readonly StepResult[];

  constructor(results: readonly StepResult[], name: string) {
    const unmet = results.filter((result) => !result.met);
    const stated = results.filter(({ step }) => step.kind === 'command' && step.expected);
    const head = `${name}: ${unmet.length} of ${stated.length} expected answers did not come`;
    super([head, ...unmet.flatMap((result) => difference(result, name))].join('\n'));
    this.results = results;
    this.expected = linesOf(results, ({ step, answer }) =>
      step.kind === 'command' && step.expected ? step.expectedText : hex(answer),
    );
    this.actual = linesOf(results, ({ step, answer, met }) =>
      met && step.kind === 'command' && step.expected ? step.expectedText : hex(answer),
    );
  }
}

/**
 * Runs a transcript to its end, on the target or, without one, on a device that its `@preset` and
 * `@seed` name. Rejects with `TranscriptMismatch`, or with `HostError` INPUT_INVALID for a text
 * that is no transcript.
 */
export async function runTranscript(
  text: string,
  target?: TranscriptTarget,
  { name = 'transcript', ...defaults }: TranscriptOptions = {},
): Promise<readonly StepResult[]> {
  const transcript = parseTranscript(text, { name, ...defaults });
  const own =
    target === undefined ? await deviceFor(transcript.preset, transcript.seed) : undefined;
  const results: StepResult[] = [];
  try {
    const driver = driverOf(target ?? own!);
    const met = await run(transcript, driver, (result) => void results.push(result));
    if (!met) throw new TranscriptMismatch(results, name);
    return results;
  } finally {
    await own?.close();
  }
}

function deviceFor(preset = 'patent', seed = '1'): Promise<TestedDevice> {
  if (!Object.hasOwn(presets, preset)) {
    const known = Object.keys(presets).join(', ');
    throw new TypeError(`there is no preset "${preset}": use one of ${known}`);
  }
  return createDevice(presets[preset as keyof typeof presets], { seed });
}

function driverOf(target: TranscriptTarget): TranscriptDriver {
  if ('transmit' in target) return target;
  return {
    transmit: (link, apdu) => target.link(link).transceive(apdu),
    reset: (link) => target.link(link).reset(),
    powerOn: (link) => target.link(link).powerOn(),
    powerOff: (link) => target.link(link).powerOff(),
  };
}

function difference({ step, answer }: StepResult, name: string): string[] {
  if (step.kind !== 'command') return [];
  const why = step.why === '' ? '' : `  # ${step.why}`;
  return [
    `  ${name}:${step.expectedLine}${why}`,
    `    > ${hex(step.apdu)}`,
    `  - < ${step.expectedText}`,
    `  + < ${hex(answer)}`,
  ];
}

function linesOf(results: readonly StepResult[], text: (result: StepResult) => string): string {
  const lines = results.flatMap((result) => {
    const { step } = result;
    return step.kind === 'command'
      ? [`> ${hex(step.apdu)}`, `< ${text(result)}`]
      : [`@${step.kind === 'reset' ? 'reset' : step.kind.replace('-', ' ')}`];
  });
  return `${lines.join('\n')}\n`;
}
