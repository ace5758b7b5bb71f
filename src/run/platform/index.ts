/**
 * What this room and those above it in `run` use of the platform: a browser and Node have it alike.
 * The types of neither are in reach here.
 */
export interface Platform {
  readonly performance: { now(): number };
  readonly crypto: { getRandomValues(bytes: Uint8Array): Uint8Array };
  setTimeout(ring: () => void, delayMs: number): unknown;
  clearTimeout(timer: unknown): void;
  /** Node alone: after what has arrived meanwhile was taken. */
  setImmediate?(run: () => void): unknown;
}

export const platform = globalThis as unknown as Platform;
