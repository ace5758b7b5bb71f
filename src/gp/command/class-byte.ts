/** Bits of a class byte without its channel. [GPCS §11.1.4] */

export const CLASS_PROPRIETARY = 0x80;
/** Bit 3 of a class in its first form: GlobalPlatform's secure messaging. [GPCS §11.1.4.1] */
export const CLASS_SECURE = 0x04;
/** Bit 4: ISO 7816-4's, which security domains here do not offer. */
export const CLASS_ISO_SECURE = 0x08;
