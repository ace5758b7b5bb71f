/** One valid command and the status words of its mutations. */

/** The status word of a value that is wrong; `undefined` where the command may succeed with it. */
export type Expected = (value: number) => string | undefined;

export interface CommandExample {
  /** Commands before it, in DF 7F10 with ADM1 and PIN 1 verified. */
  readonly before?: readonly string[];
  /** P1 and P2. */
  readonly parameters: string;
  readonly data?: string;
  /** In the other class it is a part of a command, for the operating system. [ISO7816-4 §5.3.4] */
  readonly joined?: boolean;
  /** What answers it. */
  readonly answer?: RegExp;
  readonly p1: Expected;
  readonly p2: Expected;
  /** Of data that end after so many bytes. */
  readonly truncated?: Expected;
  /**
   * Of data with more bytes behind them, of any data where the example has none; left out where
   * they may have any length.
   */
  readonly oversized?: string;
  /** In a fresh card session, the USIM selected: no EF is current, and no PIN verified. */
  readonly early: RegExp;
  /** The same bytes once more. */
  readonly again: RegExp;
  /** After TERMINATE CARD USAGE, where it is not refused with 6985. */
  readonly ended?: RegExp;
  /** APDUs of this command alone, and their status words. */
  readonly more?: readonly (readonly [apdu: string, sw: string])[];
}
