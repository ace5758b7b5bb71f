/** Activation of a card of type A: commands, bits of answers. [ISO14443-3 §6] [ISO14443-4 §5] */
export const REQA = 0x26;
export const WUPA = 0x52;
export const HLTA = 0x50;
export const RATS = 0xe0;
export const PPS = 0xd0;
export const SELECT_CODES = [0x93, 0x95, 0x97];
export const NVB_WHOLE = 0x70;
export const NVB_NONE = 0x20;
/** Stands before the UID bytes of a level that is not the last. */
export const CASCADE_TAG = 0x88;
export const SAK_CASCADE = 0x04;
export const SAK_PROTOCOL = 0x20;
