export { type Entry, emitEntry, type JournalHeader } from './entry.ts';
export {
  type Journal,
  type JournalSeat,
  JournalWriter,
  type LineCipher,
  parseJournal,
  readJournal,
} from './file.ts';
export { rebuildAt } from './rebuild.ts';
export { bootRecorded } from './recorder.ts';
export {
  type Difference,
  type Recording,
  replay,
  type ReplayOptions,
  type ReplayResult,
} from './replay.ts';
