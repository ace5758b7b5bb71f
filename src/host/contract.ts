/** The host device around one chip: a terminal end on each interface's wire. */
import type { Bytes, HostError, Time } from '../base/index.ts';
import type { DeviceCore, ClientKind, HostDescription } from '../device/index.ts';
import type { ConnectivityEvent, TerminalResult } from '../link/index.ts';

export interface HostDevice {
  readonly device: DeviceCore;
  /** How the chip is fixed; one whose description names no host lies in a slot. [M-101] */
  readonly mount: HostDescription['mount'];
  /** Whether the chip is in its host; only a removable one can be elsewhere. */
  readonly present: boolean;
  /** The terminal of every link, in wiring order. */
  readonly terminals: readonly LinkTerminal[];
  terminal(linkId: string): LinkTerminal;
  /** The events of the chip since the last call, in order. */
  takeEvents(): readonly HostEvent[];
  /**
   * Pulls the chip out: every wire goes dark at once, in the middle of whatever was under way.
   * Throws `HostError` CHIP_FIXED.
   */
  remove(now: Time): void;
  /** Puts it back; its sessions are reset. */
  insert(now: Time): void;
  /**
   * Moves bytes between terminal ends and device, and runs the device, until nothing more can be
   * done at `now` without durability or time. True if anything was done.
   */
  poll(now: Time): boolean;
  wakeAt(): Time | undefined;
}

/** An event that the chip sends without a command, over a single wire. [TS102622 §11.4] */
export type HostEvent = ConnectivityEvent & {
  /** The interface that carried it. */
  readonly interface: string;
};

/** The real terminal end of the protocol of one link, which a client uses. */
export interface LinkTerminal {
  readonly link: string;
  /** The client on the link; `raw` is a host outside this process. */
  readonly client: ClientKind | 'raw';
  /** Powers the interface and starts a card session. */
  powerOn(now: Time): void;
  powerOff(now: Time): void;
  /** Warm reset. */
  reset(now: Time): void;
  /** Whether a session is up and no command is under way. */
  readonly ready: boolean;
  readonly powered: boolean;
  readonly atr: Bytes | undefined;
  readonly failure: string | undefined;
  /** Why this process may not use the link, if so. */
  readonly refusal?: HostError | undefined;
  send(apdu: Bytes): void;
  result(): TerminalResult | undefined;
}

/** `tpdu`: 61xx and 6Cxx reach the client. `apdu`: the terminal resolves them. T=0 only. */
export type TerminalManner = 'tpdu' | 'apdu';
