/** Secure channels: class bytes, levels, options. [GPCS §10] [GPCS §E.1.1] [GPAmdD §5.1] */

/** Bits of a class byte without its channel. [GPCS §11.1.4] */
export const CLASS_PROPRIETARY = 0x80;
/** Bit 3 of a class in its first form: GlobalPlatform's secure messaging. [GPCS §11.1.4.1] */
export const CLASS_SECURE = 0x04;
/** Bit 4: ISO 7816-4's, which security domains here do not offer. */
export const CLASS_ISO_SECURE = 0x08;

/** Bits of the security level of a session, alike in all protocols. [GPCS §10.6 table 10-1] */
export const SECURITY_LEVEL = {
  COMMAND_MAC: 0x01,
  COMMAND_DECRYPTION: 0x02,
  RESPONSE_MAC: 0x10,
  RESPONSE_ENCRYPTION: 0x20,
} as const;

/** Bits of the option `i` of SCP02. [GPCS §E.1.1 table E-1] */
export const SCP02_OPTION = {
  THREE_KEYS: 0x01,
  UNMODIFIED_APDU: 0x02,
  EXPLICIT: 0x04,
  ICV_OVER_AID: 0x08,
  ICV_ENCRYPTION: 0x10,
  RESPONSE_MAC: 0x20,
  PSEUDO_RANDOM: 0x40,
} as const;

/** Bits of `i` of SCP03; S16 after implementations of the host side. [GPAmdD §5.1 table 5-1] */
export const SCP03_OPTION = {
  S16: 0x01,
  PSEUDO_RANDOM: 0x10,
  RESPONSE_MAC: 0x20,
  RESPONSE_ENCRYPTION: 0x40,
} as const;

/** Bytes of challenges, cryptograms and MACs of SCP03 that travel. [GPAmdD §5.1] */
export function modeLength(option: number): 8 | 16 {
  return (option & SCP03_OPTION.S16) === 0 ? 8 : 16;
}
