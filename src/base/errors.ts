/**
 * The kinds of error that more than one room meets. A container's `Refusal` lives in `os/abi`,
 * Java exceptions inside the VM.
 */

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

/** Every code a `HostError` can carry, with its meaning; `docs/errors.md` is checked against it. */
export const HOST_ERROR_CODES = {
  ALIAS_NEEDED: 'the alias entry resolves an AID of two containers and cannot be removed',
  ALIAS_INVALID: 'the alias entry names what the device does not have, or contradicts another',
  APPLICATION_UNKNOWN: 'the secure element has no such application to select',
  CARD_REFUSED: 'the card answered a command with an error, or not as its specification has it',
  CARD_UNTRUSTED: 'what the card proved does not fit the keys: they, or the card, are others',
  CHANNEL_CLOSED: 'the service, session or channel was closed',
  CHANNEL_UNAVAILABLE: 'the secure element has no free channel of that kind',
  CHIP_FIXED: 'the chip is part of its host and cannot be taken out',
  COMMAND_FORBIDDEN: 'an application may not send that command: the service manages the channels',
  DESCRIPTION_INVALID: 'the device description breaks its schema',
  DEVICE_MUTE: 'the device had a fault or a tamper event and is mute until its next boot',
  DEVICE_NOT_UP: 'the command needs a running device',
  INPUT_INVALID: 'the input has not the form that the command reads',
  JOURNAL_INVALID: 'the journal does not read, or belongs to another device or format version',
  KEY_NEEDED: 'the store, snapshot or journal is encrypted, and no key was given',
  KEY_WRONG: 'the store, snapshot or journal is not encrypted under the key that was given',
  LINK_DOWN: 'the link is not powered or the card does not answer',
  LINK_RAW: 'the link is used by an external host, at a raw port',
  LINK_UNKNOWN: 'the device has no such link',
  MEMORY_DAMAGED: "records of the device's memory do not read or contradict each other: it is mute",
  PAIRING_AMBIGUOUS: 'a link and LSI are assigned twice',
  PAIRING_INVALID: 'a pairing rule names a link or container that the device does not have',
  PAIRING_UNASSIGNED: 'a link and LSI are assigned to no container',
  PCSC_UNAVAILABLE: 'no PC/SC service with the vpcd driver was found',
  PERMISSION: 'the operation needs rights that this user does not have',
  PRESET_MISMATCH: 'the data folder holds another device than the requested one',
  PRESET_UNKNOWN: 'no preset has that name',
  QUOTA_TOO_SMALL: 'a container exceeds its quota of non-volatile memory',
  RULING_INVALID: 'a rule of the ruling data names what the device does not have',
  SNAPSHOT_UNKNOWN: 'no snapshot has that name',
  STATE_IN_USE: 'another process owns the data folder',
  STORE_DAMAGED: 'the store is gone, or holds a record that does not match its checksum',
  STORE_ROLLED_BACK: 'the store is older than the generation recorded in the data folder',
  STORE_VERSION: 'the store was written by another format version',
  STORE_WRITE: 'a write failed: no room on the disk, a limit, or a fault of the disk',
  SYSTEM_LIMIT: 'the system allows no more open files or processes',
  UNSUPPORTED: 'this build does not support that',
} as const;

export type HostErrorCode = keyof typeof HOST_ERROR_CODES;

/** An error for the person or program that drives the device from outside. */
export class HostError extends Error {
  override readonly name = 'HostError';
  readonly code: HostErrorCode;
  /** What to do next, as a sentence. */
  readonly next: string;

  constructor(code: HostErrorCode, message: string, next: string) {
    super(message);
    this.code = code;
    this.next = next;
  }
}
