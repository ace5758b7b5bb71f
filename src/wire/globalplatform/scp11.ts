/**
 * Secure channel protocol 11: options, variants and key agreement. The text of the amendment is not
 * public; values after independent implementations of the host side. [GPAmdF §5.1] [GPAmdF §7.1.1]
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

export const SCP11_VARIANTS = {
  a: {
    name: 'SCP11a',
    keyId: 0x11,
    parameter: 0x01,
    option: SCP11_OPTION.SCP11A,
    mutual: true,
    ephemeral: true,
  },
  b: {
    name: 'SCP11b',
    keyId: 0x13,
    parameter: 0x00,
    option: SCP11_OPTION.SCP11B,
    mutual: false,
    ephemeral: true,
  },
  c: {
    name: 'SCP11c',
    keyId: 0x15,
    parameter: 0x03,
    option: SCP11_OPTION.SCP11C,
    mutual: true,
    ephemeral: false,
  },
} as const satisfies Readonly<Record<'a' | 'b' | 'c', Scp11Variant>>;

/** The first byte of an option of one byte or two. */
export function firstByte(option: number): number {
  return option > 0xff ? option >> 8 : option;
}

/** In the messages of the key agreement. [GPAmdF §7.1.1] */
export const AGREEMENT_TAG = {
  CONTROL: 0xa6,
  PARAMETERS: 0x90,
  KEY_USAGE: 0x95,
  KEY_TYPE: 0x80,
  KEY_LENGTH: 0x81,
  POINT: 0x5f49,
  RECEIPT: 0x86,
} as const;

/** Key usage of a session, and the security level that it means. [GPAmdF §7.1.1] */
export const KEY_USAGE_LEVELS: ReadonlyMap<number, number> = new Map([
  [0x34, 0x11],
  [0x3c, 0x33],
]);

/** A certificate in GlobalPlatform's format. [GPAmdF §6.2 table 6-12] */
export const CERTIFICATE_TAG = {
  CERTIFICATE: 0x7f21,
  SERIAL: 0x93,
  AUTHORITY: 0x42,
  KEY_USAGE: 0x95,
  KEY: 0x7f49,
  POINT: 0xb0,
  SIGNATURE: 0x5f37,
} as const;
