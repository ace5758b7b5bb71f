export {
  matches,
  type Pattern,
  parsePattern,
  parseTranscript,
  type Transcript,
  type TranscriptDefaults,
  type TranscriptStep,
  TRANSCRIPT_LENGTH_MAX,
} from './parse.ts';
export { describeMismatch, runTranscript, type StepResult, type TranscriptDriver } from './run.ts';
export { emitTranscript, type RecordedStep } from './emit.ts';
export { isSpyLog, readSpyLog, type SpyEvent } from './spy-log.ts';
