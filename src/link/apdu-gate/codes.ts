/** Numbers of the APDU gate. [TS102622 §12] */
import { MS, type Time } from '../../base/index.ts';

/** From the client. [TS102622 §12.4.1] */
export const TO_GATE = { C_APDU: 0x10, ABORT: 0x11, END_OF_TRANSACTION: 0x21 } as const;
/** From the chip. [TS102622 §12.4.2] */
export const FROM_GATE = { R_APDU: 0x10, WTX: 0x11, ATR: 0x12 } as const;
/** [TS102622 §12.3] */
export const APDU_REGISTRY = { MAX_C_APDU_SIZE: 0x01, MAX_WAIT_TIME: 0x02 } as const;

/** Waiting time announced unless another is given. */
export const WAIT_MS_DEFAULT = 1_000;
/** Longest C-APDU taken unless another size is given. */
export const SIZE_DEFAULT = 0xffff;
/** Gate number of the client in the terminal's host. */
export const CLIENT_GATE = 0x31;
/** How long the client waits for EVT_ATR. [TS102622 §12.4.1.2] */
export const ATR_WAIT: Time = 100 * MS;
