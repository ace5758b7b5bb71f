/** Bounds that more than one room shares. Crossing one is a clear status word or error. */

/** Longest AID. [ISO7816-4 §8.2.1.2] */
export const AID_LENGTH_MAX = 16;
/** Shortest AID that GlobalPlatform registers: the RID. [ISO7816-4 §8.2.1.2] */
export const AID_LENGTH_MIN = 5;
/** Logical channels per link, basic channel included. [ISO7816-4 §5.4.1] */
export const CHANNELS_MAX = 20;
/** Logical secure elements on one link. [TS102221 §11.1.26] */
export const LSI_MAX = 32;
/** Longest command data field of an extended APDU. [ISO7816-3 §12.1.3] */
export const COMMAND_DATA_MAX = 65_535;
/** Longest response data field of an extended APDU. [ISO7816-3 §12.1.3] */
export const RESPONSE_DATA_MAX = 65_536;
/** Containers in one device; a description with more is refused. */
export const CONTAINERS_MAX = 16;
/** Records the trace ring keeps. */
export const TRACE_RECORDS_MAX = 2_048;
