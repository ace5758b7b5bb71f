/**
 * One shape for every link protocol, both ends. Ends are sans-IO state machines: the line side
 * takes bytes and time, the upper side is polled. An end never calls up and never sleeps; when it
 * needs to act later it returns the time from `wakeAt()`, and its driver calls `transmit` then.
 */
import type { Bytes, Time } from '../base/index.ts';

/** A change of power, reset or field. */
export type LineSignal = 'power-on' | 'power-off' | 'reset' | 'field-on' | 'field-off';

/** One end of a line. Times are virtual microseconds. */
export interface LineSide {
  /**
   * Bytes arrived. On contact lines `parity` holds one flag per byte, nonzero where the byte came
   * damaged; absent means that all are sound.
   */
  receive(now: Time, bytes: Bytes, parity?: Uint8Array): void;
  /** What this end puts on the line now: a run of bytes, a block or a frame; or nothing. */
  transmit(now: Time): Bytes | undefined;
  /** Power, reset or field changed. */
  signal(now: Time, signal: LineSignal): void;
  /** When `transmit` must be called next if nothing arrives. */
  wakeAt(): Time | undefined;
}

/**
 * What a card end hands up. `port` is the right to pass commands of one link, which the composition
 * root minted and gave to the card end alone: so the protocol is observed, never claimed. [M-54]
 */
export type CardEvent<Port> =
  /** Power came, or the interface was reset: its sessions are gone; with `port`, one link's. */
  | { readonly kind: 'reset'; readonly port?: Port }
  /** Power or field went. */
  | { readonly kind: 'down' }
  /** T=0 only: five header bytes; answer with `proceed`. */
  | { readonly kind: 'header'; readonly port: Port; readonly header: Bytes; readonly lsi: number }
  | { readonly kind: 'command'; readonly port: Port; readonly apdu: Bytes; readonly lsi: number }
  /** The terminal gave up the command under way. */
  | { readonly kind: 'abort'; readonly port: Port };

/** The end of a link protocol that is in the chip. */
export interface CardEnd<Port> extends LineSide {
  /** After nothing, it is polled again once something has reached the end on its line. */
  next(): CardEvent<Port> | undefined;
  /**
   * After a `header`: whether P3 announces command data (`in`) or expected bytes (`out`), or the
   * status word that answers the command at once.
   */
  proceed(known: 'in' | 'out' | number): void;
  /**
   * The answer (data, SW1 SW2) to the last command. It leaves at `readyAt`; until then the end
   * keeps the terminal waiting as its protocol says: NULL, S(WTX), EVT_WTX. `port` is the one
   * that came with the command; an end with one link alone need not look at it.
   */
  respond(answer: Bytes, readyAt: Time, port: Port): void;
}

/** How a command ended at the terminal end. */
export type TerminalResult =
  | { readonly kind: 'answer'; readonly bytes: Bytes }
  /** The protocol's own recovery did not help; `why` is for people. */
  | { readonly kind: 'failed'; readonly why: string };

/** The end of a link protocol that is in the host. */
export interface TerminalEnd extends LineSide {
  /** Whether the card is up (ATR, CIP or ATS parsed) and no command is under way. */
  readonly ready: boolean;
  /** Starts one command APDU; a `Fault` while another is under way. */
  send(apdu: Bytes): void;
  /** The outcome of the last `send`, once. */
  result(): TerminalResult | undefined;
  /** The answer to reset, once known. SPI: the one a PC/SC reader builds from the CIP record. */
  readonly atr: Bytes | undefined;
  /** Why the card could not be brought up, once known. */
  readonly failure: string | undefined;
}
