/** Runs a transcript against anything that can carry APDUs. */
import { type Bytes, hex } from '../../base/index.ts';
import { matches, type Transcript, type TranscriptStep } from './parse.ts';

/** What carries the APDUs: a runner, a reader, a physical card. */
export interface TranscriptDriver {
  /** A whole command APDU; gives data and status word. */
  transmit(link: string, apdu: Bytes): Promise<Bytes>;
  /** Warm reset. */
  reset(link: string): Promise<unknown>;
  /** Starts a card session. */
  powerOn(link: string): Promise<unknown>;
  /** Ends it. */
  powerOff(link: string): Promise<unknown>;
}

/** How a step ended. */
export interface StepResult {
  /** The step of the transcript that was run. */
  readonly step: TranscriptStep;
  /** The answer to a command; empty for other steps. */
  readonly answer: Bytes;
  /** False when an expectation was there and not met. */
  readonly met: boolean;
}

/** Runs step by step, to the end even after a mismatch. True if every answer was as expected. */
export async function runTranscript(
  transcript: Transcript,
  driver: TranscriptDriver,
  report: (result: StepResult) => void | Promise<void> = () => {},
): Promise<boolean> {
  let all = true;
  for (const step of transcript.steps) {
    const answer = await take(step, driver);
    const met =
      step.kind !== 'command' || step.expected === undefined || matches(step.expected, answer);
    all &&= met;
    await report({ step, answer, met });
  }
  return all;
}

async function take(step: TranscriptStep, driver: TranscriptDriver): Promise<Bytes> {
  if (step.kind === 'command') return driver.transmit(step.link, step.apdu);
  if (step.kind === 'reset') await driver.reset(step.link);
  else if (step.kind === 'power-on') await driver.powerOn(step.link);
  else await driver.powerOff(step.link);
  return new Uint8Array(0);
}

/** A mismatch in words: `file:12: expected 9000, got 6A82`. */
export function describeMismatch(result: StepResult, name = 'transcript'): string {
  const { step } = result;
  const expected = step.kind === 'command' ? step.expectedText : '';
  const line = step.kind === 'command' ? step.expectedLine : step.line;
  const why = step.kind === 'command' && step.why !== '' ? `  (${step.why})` : '';
  return `${name}:${line}: expected ${expected}, got ${hex(result.answer)}${why}`;
}
