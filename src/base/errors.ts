/**
 * The kinds of error that more than one room meets. A container's `Refusal` lives in `os/abi`,
 * Java exceptions inside the VM.
 */
import type { HostErrorCode } from './host-error-codes.ts';

/** A codec's answer to bytes that are not what they should be: a value, never thrown. */
export interface WireError {
  readonly wireError: true;
  /** The codec that reports it, by the name of the thing in its specification. */
  readonly codec: string;
  /** Where, counted in bytes from the start of what the codec was given. */
  readonly offset: number;
  readonly expected: string;
  readonly got: string;
}

export function fail(
  codec: string,
  offset: number,
  saying: { readonly expected: string; readonly got: string | number },
): WireError {
  return { wireError: true, codec, offset, expected: saying.expected, got: String(saying.got) };
}

export function isWireError(value: unknown): value is WireError {
  return typeof value === 'object' && (value as Partial<WireError> | null)?.wireError === true;
}

export function describeWireError(error: WireError): string {
  return `${error.codec}: at byte ${error.offset} expected ${error.expected}, got ${error.got}`;
}

/** Our own bug. The device that meets one goes mute and keeps its trace. */
export class Fault extends Error {
  override readonly name = 'Fault';
}

/** States what must hold here; a breach is a `Fault`. */
export function assert(condition: unknown, why: string): asserts condition {
  if (!condition) throw new Fault(why);
}

/** What to do next where memory or its store does not read. */
export const OTHER_MEMORY =
  'go back to a snapshot: bifrons state restore NAME; or start with empty memory: ' +
  'bifrons state reset';

/** An error for the person or program that drives the device from outside. */
export class HostError extends Error {
  /** The name of this class, as of every error. */
  override readonly name = 'HostError';
  /** Keeps its meaning for good; programs compare this. */
  readonly code: HostErrorCode;
  /** What to do next, as a sentence. */
  readonly next: string;

  constructor(code: HostErrorCode, message: string, next: string) {
    super(message);
    this.code = code;
    this.next = next;
  }
}
