/**
 * Bifrons in vitest: `toHaveSw` and `toMatchApdu` on `expect`, and a test with a device.
 *
 *     import { deviceTest, expect, presets } from 'bifrons/testing/vitest';
 *     const test = deviceTest(presets.phone);
 *     test('…', async ({ device }) => { … });
 */
import { expect, test, type TestAPI } from 'vitest';
import {
  type ApduMatchers,
  apduMatchers,
  deviceFixture,
  type DeviceSource,
  type TestedDevice,
} from '../index.ts';
import type { DeviceOptions } from '../../attach/in-process/index.ts';

declare module 'vitest' {
  interface Matchers<T> extends ApduMatchers<T> {}
}

expect.extend(apduMatchers);

/** vitest's `test`, in which each test that names `device` has a device of its own. */
export function deviceTest(
  source?: DeviceSource,
  options?: DeviceOptions,
): TestAPI<{ device: TestedDevice }> {
  return test.extend<{ device: TestedDevice }>(deviceFixture(source, options));
}

export { expect };
export * from '../index.ts';
