/**
 * Secure channel protocol 11: its option, and the variants that its key identifiers name. The text
 * of the amendment is not public; values after independent implementations of the host side.
 * [GPAmdF §5.1]
 */

/** Protocol identifier. [GPAmdF §5.1] */
export const SCP11 = 0x11;

/** Bits of the first byte of the option, which announces a second one with bit 8. */
export const SCP11_OPTION = {
  SCP11A: 0x01,
  SCP11B: 0x02,
  CHAINS: 0x08,
  SCP11C: 0x10,
  S16: 0x40,
} as const;

export interface Scp11Variant {
  readonly name: 'SCP11a' | 'SCP11b' | 'SCP11c';
  /** Identifier of the card's key. [GPAmdF §5.2] */
  readonly keyId: number;
  /** Second byte of tag 90. [GPAmdF §7.1.1] */
  readonly parameter: number;
  /** The bit of the option that offers it. */
  readonly option: number;
  /** Whether the host has a certificate. */
  readonly mutual: boolean;
  /** Whether the card has an ephemeral key: without it scripts can be prepared before. */
  readonly ephemeral: boolean;
}

export const SCP11_VARIANTS: readonly Scp11Variant[] = [
  {
    name: 'SCP11a',
    keyId: 0x11,
    parameter: 0x01,
    option: SCP11_OPTION.SCP11A,
    mutual: true,
    ephemeral: true,
  },
  {
    name: 'SCP11b',
    keyId: 0x13,
    parameter: 0x00,
    option: SCP11_OPTION.SCP11B,
    mutual: false,
    ephemeral: true,
  },
  {
    name: 'SCP11c',
    keyId: 0x15,
    parameter: 0x03,
    option: SCP11_OPTION.SCP11C,
    mutual: true,
    ephemeral: false,
  },
];

/** The first byte of an option of one byte or two. */
export function firstByte(option: number): number {
  return option > 0xff ? option >> 8 : option;
}

/** Key usage of a session, and the security level that it means. [GPAmdF §7.1.1] */
export const KEY_USAGE_LEVELS: ReadonlyMap<number, number> = new Map([
  [0x34, 0x11],
  [0x3c, 0x33],
]);
