/** PINs and administrative keys, as stored. [TS102221 §9.4] [TS102221 §9.5] */
import { type Bytes, bytes, concat, Fault, Secret } from '../../base/index.ts';
import type { Codec } from '../../os/abi/index.ts';

export const PIN_LENGTH = 8;

/** Key references. [TS102221 §9.5.1 table 9.3] */
export const KEY = {
  APPLICATION_MIN: 0x01,
  APPLICATION_MAX: 0x08,
  UNIVERSAL: 0x11,
  ADM1: 0x0a,
  LOCAL_MIN: 0x81,
  LOCAL_MAX: 0x88,
  ADM6: 0x8a,
} as const;

/** The code that unblocks a PIN. */
export interface UnblockCode {
  readonly value: Secret;
  readonly attemptsMax: number;
}

export interface Pin {
  /** Key reference. */
  readonly reference: number;
  /** Eight bytes. */
  readonly value: Secret;
  readonly enabled: boolean;
  /** Whether DISABLE and ENABLE PIN are allowed. */
  readonly canBeDisabled: boolean;
  /** Whether the universal PIN stands in for it while it is disabled. [TS102221 §9.5.1] */
  readonly replaced: boolean;
  readonly attemptsMax: number;
  readonly unblock: UnblockCode | undefined;
}

/** Attempts that one digit of 63CX can show. */
export const ATTEMPTS_MAX = 15;

/**
 * A local reference belongs to the ADF in whose memory it stands; the others to the whole UICC.
 * [TS102221 §9.5.1]
 */
export function isLocal(reference: number): boolean {
  return (reference & 0x80) !== 0;
}

/** A PIN of an application: of the first or second level, or the universal PIN. */
export function isUserPin(reference: number): boolean {
  const number = reference & 0x7f;
  const isApplication = number >= KEY.APPLICATION_MIN && number <= KEY.APPLICATION_MAX;
  return isApplication || reference === KEY.UNIVERSAL;
}

const ENABLED = 0x01;
const CAN_BE_DISABLED = 0x02;
const REPLACED = 0x04;
const HAS_UNBLOCK = 0x08;
/** Reference, flags, attempts of the PIN and of its unblock code, and two values. */
const ROW_LENGTH = 4 + 2 * PIN_LENGTH;
const NO_VALUE = new Uint8Array(PIN_LENGTH);

export const pinsCodec: Codec<readonly Pin[]> = {
  emit: (pins) =>
    concat(
      ...pins.map((one) => {
        const flags =
          (one.enabled ? ENABLED : 0) |
          (one.canBeDisabled ? CAN_BE_DISABLED : 0) |
          (one.replaced ? REPLACED : 0) |
          (one.unblock === undefined ? 0 : HAS_UNBLOCK);
        const attempts = one.unblock?.attemptsMax ?? 0;
        return concat(
          bytes(one.reference, flags, one.attemptsMax, attempts),
          one.value.reveal(),
          one.unblock?.value.reveal() ?? NO_VALUE,
        );
      }),
    ),
  parse(stored) {
    if (stored.length % ROW_LENGTH !== 0) throw new Fault('stored PINs are cut');
    const pins: Pin[] = [];
    for (let at = 0; at < stored.length; at += ROW_LENGTH) {
      pins.push(parsePin(stored.subarray(at, at + ROW_LENGTH)));
    }
    return pins;
  },
};

function parsePin(row: Bytes): Pin {
  const [reference, flags, attemptsMax, unblockMax] = [row[0]!, row[1]!, row[2]!, row[3]!];
  const value = (at: number): Secret =>
    new Secret(Uint8Array.from(row.subarray(at, at + PIN_LENGTH)));
  return {
    reference,
    value: value(4),
    enabled: (flags & ENABLED) !== 0,
    canBeDisabled: (flags & CAN_BE_DISABLED) !== 0,
    replaced: (flags & REPLACED) !== 0,
    attemptsMax,
    unblock:
      (flags & HAS_UNBLOCK) === 0
        ? undefined
        : { value: value(4 + PIN_LENGTH), attemptsMax: unblockMax },
  };
}
