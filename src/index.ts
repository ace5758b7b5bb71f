/**
 * Bifrons in a program:
 *
 *     import { createDevice, presets } from 'bifrons';
 *     const device = await createDevice(presets.patent);
 *     const answer = await device.link('spi').transmit('00A4040008A000000151000000');
 */
export { hex, HOST_ERROR_CODES, HostError, type HostErrorCode, unhex } from './base/index.ts';
export {
  descriptionJsonSchema,
  type Description,
  type LinkPlugin,
  parseDescription,
  type PluginCardSeat,
  type PluginSettings,
  presets,
} from './device/index.ts';
export type { HostEvent } from './host/index.ts';
export {
  Answer,
  type DeviceHost,
  type DeviceLink,
  type HostEntity,
  type ModemEntity,
  type NfcReaderEntity,
  type RemoteServer,
  type SecureElementChannel,
  type SecureElementReader,
  type SecureElementService,
  type SecureElementSession,
} from './run/entities/index.ts';
export { createDevice, type DeviceOptions } from './attach/in-process/index.ts';
export type { DeviceSnapshot, InProcessDevice } from './run/device/index.ts';
export {
  type Journal,
  type JournalEnding,
  readJournal,
  rebuildAt,
  replay,
  type ReplayResult,
} from './keep/journal/index.ts';
export { lineCipher, openSealed, readKeyFile, Witness } from './keep/sealing/index.ts';
export { compareStates, type StateChange } from './keep/state-diff/index.ts';
export { lmdbStore, openSharedStore, type SharedStore } from './keep/store/index.ts';
export { memoryStore, type OpenStore, type Store } from './run/store/index.ts';
export {
  describeMismatch,
  parseTranscript,
  runTranscript,
  type StepResult,
  type Transcript,
  type TranscriptDriver,
} from './run/transcript/index.ts';
