/**
 * Bifrons in a program:
 *
 *     import { createDevice, presets } from 'bifrons';
 *     const device = await createDevice(presets.patent);
 *     const answer = await device.link('spi').transmit('00A4040008A000000151000000');
 */
export { hex, HOST_ERROR_CODES, HostError, unhex } from './base/index.ts';
export { descriptionJsonSchema, parseDescription, presets } from './device/index.ts';
export { Answer } from './run/clients/index.ts';
export { createDevice, type DeviceOptions } from './attach/in-process/index.ts';
export type { CryptoChoice } from './attach/node-crypto/index.ts';
export type { DeviceOptions as RunOptions } from './run/device/index.ts';
export {
  type Difference as ReplayDifference,
  type Entry as JournalEntry,
  type JournalHeader,
  type LineCipher,
  type ManagementOperation,
  type Recording,
  type ReplayOptions,
  type Signal as JournalSignal,
  type Journal,
  type JournalEnding,
  readJournal,
  rebuildAt,
  replay,
  type ReplayResult,
} from './keep/journal/index.ts';
export {
  lineCipher,
  openSealed,
  readKeyFile,
  type SealedParts,
  type SealingKey,
  Witness,
} from './keep/sealing/index.ts';
export { compareStates, type DeviceState, type StateChange } from './keep/state-diff/index.ts';
export { lmdbStore, openSharedStore, type SharedStore } from './keep/store/index.ts';
export { memoryStore } from './run/store/index.ts';
export { describeMismatch, parseTranscript, runTranscript } from './run/transcript/index.ts';
export type * from './public-types.ts';
