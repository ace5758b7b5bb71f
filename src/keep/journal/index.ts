export {
  type Entry,
  emitEntry,
  type JournalHeader,
  type ManagementOperation,
  type Signal,
} from './entry.ts';
export { isSealed, type LineCipher } from './cipher/index.ts';
export type { JournalEnding } from './marks.ts';
export { type Journal, parseJournal, readJournal } from './reader.ts';
export { rebuildAt } from './rebuild.ts';
export { bootRecorded } from './recorder.ts';
export {
  type Difference,
  type Recording,
  replay,
  type ReplayOptions,
  type ReplayResult,
} from './replay.ts';
export { JOURNAL_FILE_LENGTH_MAX, type JournalParts, JournalWriter } from './writer.ts';
