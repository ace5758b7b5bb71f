/** A device for one test, closed at its end. */
import { createDevice, type DeviceOptions } from '../attach/in-process/index.ts';
import { type DescriptionInput, presets } from '../device/index.ts';
import type { DeviceSnapshot, Device } from '../run/device/index.ts';

/** A device of a test, closed at its end. */
export type TestedDevice = Device;

/** From what a test's device is made: a preset, a description, or a snapshot. */
export type DeviceSource = DescriptionInput | DeviceSnapshot;

/** What a runner gives a test to register work at its end: node:test `after`, vitest the other. */
export type TestContext =
  | { after(close: () => Promise<void>): void }
  | { onTestFinished(close: () => Promise<void>): void };

/** The seed of a test's device unless the test gives one: tests are to be the same each time. */
export const TEST_SEED = '1';

/**
 * A device for one test, closed when the test ends:
 *
 *     test('…', async (t) => {
 *       const device = await testDevice(t, presets.phone);
 */
export async function testDevice(
  context: TestContext,
  source: DeviceSource = presets.patent,
  options: DeviceOptions = {},
): Promise<TestedDevice> {
  const device = await createDevice(source, { seed: TEST_SEED, ...options });
  const close = (): Promise<void> => device.close();
  if ('after' in context) context.after(close);
  else context.onTestFinished(close);
  return device;
}

/**
 * A fixture for `test.extend(…)` of vitest, and of any runner with the same form of fixtures:
 * each test that names `device` has one of its own.
 */
export function deviceFixture(
  source: DeviceSource = presets.patent,
  options: DeviceOptions = {},
): {
  // The runner reads the names of the fixtures it depends on out of the braces: there are none.
  readonly device: (
    fixtures: object,
    use: (device: TestedDevice) => Promise<void>,
  ) => Promise<void>;
} {
  return {
    // oxlint-disable-next-line no-empty-pattern
    device: async ({}, use) => {
      const device = await createDevice(source, { seed: TEST_SEED, ...options });
      try {
        await use(device);
      } finally {
        await device.close();
      }
    },
  };
}
