/** An interface of the chip from its host's side, and what a wire offers to each of its links. */
import type { Bytes, LinkProtocol, Time } from '../base/index.ts';
import type { TerminalResult } from '../link/index.ts';

export interface HostWire {
  /** The interface's id. */
  readonly id: string;
  /** Moves bytes both ways. True if anything was moved. */
  move(now: Time): boolean;
  wakeAt(): Time | undefined;
  /** Takes all power and field away at once. */
  dark(now: Time): void;
  place(link: string, protocol: LinkProtocol): WirePlace;
}

/** One link's part of a wire. */
export interface WirePlace {
  readonly powered: boolean;
  readonly ready: boolean;
  readonly atr: Bytes | undefined;
  readonly failure: string | undefined;
  powerOn(now: Time): void;
  powerOff(now: Time): void;
  reset(now: Time): void;
  send(apdu: Bytes): void;
  result(): TerminalResult | undefined;
}
