/**
 * Bifrons in tests, for any runner:
 *
 *     import { openCard, testDevice } from 'bifrons/testing';
 *
 * `bifrons/testing/vitest` has the matchers and the fixture in place for vitest.
 */
export {
  type AnswerLike,
  type ApduMatchers,
  apduMatchers,
  assertApdu,
  assertSw,
  type Comparison,
  type StatusPattern,
} from './answers.ts';
export { ByteCard, type CommandBytes, openCard } from './card.ts';
export {
  deviceFixture,
  type DeviceSource,
  TEST_SEED,
  type TestContext,
  testDevice,
  type TestedDevice,
} from './device.ts';
export {
  runTranscript,
  TranscriptMismatch,
  type TranscriptOptions,
  type TranscriptTarget,
} from './transcript.ts';
export { presets } from '../device/index.ts';
export { Answer } from '../run/clients/index.ts';
export type { DeviceOptions } from '../attach/in-process/index.ts';
export type { CryptoChoice } from '../attach/node-crypto/index.ts';
export type { DeviceOptions as RunOptions } from '../run/device/index.ts';
export type * from '../public-types.ts';
