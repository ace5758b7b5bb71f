/** Virtual time: microseconds since the device's clock began. Always injected. */
export type Time = number;

export const MS: Time = 1_000;
export const SECOND: Time = 1_000_000;

/** The earlier of two alarms, where `undefined` means none. */
export function earlier(a: Time | undefined, b: Time | undefined): Time | undefined {
  if (a === undefined) return b;
  if (b === undefined) return a;
  return Math.min(a, b);
}
