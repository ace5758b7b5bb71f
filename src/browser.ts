/**
 * Bifrons in a browser: devices whose memory lasts as long as they do.
 *
 *     import { createDevice, presets } from 'bifrons/browser';
 *     const device = await createDevice(presets.patent);
 *     const answer = await device.link('spi').transmit('00A4040008A000000151000000');
 */
export { hex, HOST_ERROR_CODES, HostError, unhex } from './base/index.ts';
export { descriptionJsonSchema, parseDescription, presets } from './device/index.ts';
export { createDevice, type DeviceOptions } from './run/device/index.ts';
export { Answer } from './run/clients/index.ts';
export { memoryStore } from './run/store/index.ts';
export { describeMismatch, parseTranscript, runTranscript } from './run/transcript/index.ts';
export type * from './public-types.ts';
