/**
 * Values of SWP and HCI that no second implementation at hand confirms, each in this one place.
 * `docs/specs.md` lists them.
 */
import { MS, type Time } from '../base/index.ts';

/** Low nibble of the information byte in ACT_SYNC_ID: no extended features. [TS102613 §9.4.2] */
export const ACT_INFORMATION_NONE = 0x00;
/** Duration of one bit; only suspend and resume are timed by it. [TS102613 §7.1.3] */
export const SWP_BIT: Time = 5;
/** Idle bits after which the line counts as suspended. [TS102613 §8.1] */
export const SWP_IDLE_BITS = 7;
/** How long the controller waits for an ACT frame before it requests again. [TS102613 §9.4.4] */
export const ACT_WAIT: Time = 5 * MS;
/** Requests before it deactivates the line. [TS102613 §9.4.4] */
export const ACT_TRIES_MAX = 3;
/** Unit of the registry entry MAX_WAIT_TIME of the APDU gate. [TS102622 §12.3] */
export const APDU_WAIT_UNIT: Time = MS;
/** Bits of a CLT control byte: 010 and five that this device never uses. [TS102613 §11.2] */
export const CLT_HEAD = 0x40;
