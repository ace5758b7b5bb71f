/** Lengths of GlobalPlatform's messages, which are short ones. [GPCS §11.1.5] */

/** Longest command data field, secure messaging included. */
export const COMMAND_DATA_SHORT_MAX = 255;
/** Longest response data field, secure messaging included. */
export const RESPONSE_DATA_SHORT_MAX = 256;
/** Host and card challenge and their cryptograms, in mode S8. [GPAmdD §6.2.2] */
export const CHALLENGE_LENGTH = 8;
