/**
 * Bifrons in a browser: devices whose memory lasts as long as they do.
 *
 *     import { createDevice, presets } from 'bifrons/browser';
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
  createDevice,
  type DeviceOptions,
  type DeviceSnapshot,
  type InProcessDevice,
  type Recorder,
} from './run/device/index.ts';
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
export { memoryStore, type OpenStore, type Store } from './run/store/index.ts';
export {
  describeMismatch,
  parseTranscript,
  runTranscript,
  type StepResult,
  type Transcript,
  type TranscriptDriver,
} from './run/transcript/index.ts';
