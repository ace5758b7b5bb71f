/**
 * The host's side of a single wire: the NFC controller with its HCI, the client of the APDU gate in
 * the terminal's host, and the readers outside whose field reaches the controller.
 */
import { type Bytes, earlier, type Time } from '../base/index.ts';
import { ApduClient, type ApduClientOptions } from './apdu-gate/index.ts';
import type { LineSide, LineSignal, TerminalEnd, TerminalResult } from './contract.ts';
import { HciController, HciHost, type HciMemory } from './hci/index.ts';
import type { SwpMasterOptions } from './swp/index.ts';

export interface SwpTerminalOptions {
  readonly swp?: SwpMasterOptions | undefined;
  readonly apduGate?: ApduClientOptions | undefined;
  /** What the host controller keeps over the life of this object; otherwise it lives in it. */
  readonly memory?: HciMemory | undefined;
}

export function createSwpTerminal(options: SwpTerminalOptions = {}): SwpTerminal {
  return new SwpTerminal(options);
}

export class SwpTerminal implements LineSide {
  readonly controller: HciController;
  /** The rich OS at the APDU gate. */
  readonly apduGate: TerminalEnd;
  private readonly host: HciHost;
  private readonly client: ApduClient;
  private on = false;
  private changes = 0;

  constructor(options: SwpTerminalOptions) {
    this.client = new ApduClient(options.apduGate);
    this.host = new HciHost({ gates: [this.client] });
    this.controller = new HciController({
      terminal: this.host,
      gates: [],
      memory: options.memory,
      swp: options.swp,
      chip: options.apduGate?.chip,
    });
    this.apduGate = new ClientEnd(this, this.client);
  }

  /** Whether the wire has power. The card end must have it too, before any seat is used. */
  get powered(): boolean {
    return this.on;
  }

  /** Power of the wire itself; the ends of its links have signals of their own. */
  signal(now: Time, signal: LineSignal): void {
    if (signal === 'field-on' || signal === 'field-off') return;
    this.on = signal !== 'power-off';
    this.controller.signal(now, signal);
    this.host.stop();
    if (this.client.powered) {
      if (this.on) this.client.begin(now);
      else this.client.end();
    }
  }

  /** A seat is used: the wire needs power, and the network is to be looked at again. */
  need(now: Time): void {
    this.changes = -1;
    if (!this.on) this.signal(now, 'power-on');
  }

  /** A seat is left: without any the wire loses its power. */
  release(now: Time): void {
    if (this.on && !this.client.powered) this.signal(now, 'power-off');
  }

  receive(now: Time, run: Bytes): void {
    if (!this.on) return;
    this.controller.receive(now, run);
    this.settle(now);
  }

  private settle(now: Time): void {
    for (;;) {
      const moved = this.controller.poll(now);
      if (this.host.changes !== this.changes) {
        this.changes = this.host.changes;
        this.client.onChange(this.host, now);
      } else if (!moved) {
        return;
      }
    }
  }

  transmit(now: Time): Bytes | undefined {
    if (!this.on) return undefined;
    this.settle(now);
    return this.controller.transmit(now);
  }

  wakeAt(): Time | undefined {
    return this.on ? this.controller.wakeAt() : undefined;
  }
}

/** One link's end: its own session, and the line of all. */
class ClientEnd implements TerminalEnd {
  private readonly line: SwpTerminal;
  private readonly client: ApduClient;

  constructor(line: SwpTerminal, client: ApduClient) {
    this.line = line;
    this.client = client;
  }

  get ready(): boolean {
    return this.client.ready;
  }

  get atr(): Bytes | undefined {
    return this.client.atr;
  }

  get failure(): string | undefined {
    return this.line.controller.failure ?? this.client.failure;
  }

  /** `reset` is EVT_ABORT: it touches this link alone. */
  signal(now: Time, signal: LineSignal): void {
    if (signal === 'field-on' || signal === 'field-off') return;
    if (signal === 'power-off') {
      this.client.end();
      return this.line.release(now);
    }
    if (this.line.powered && signal === 'reset') this.client.reset(now);
    else this.client.begin(now);
    this.line.need(now);
  }

  send(apdu: Bytes): void {
    this.client.send(apdu);
  }

  result(): TerminalResult | undefined {
    return this.client.result();
  }

  receive(now: Time, run: Bytes): void {
    this.line.receive(now, run);
  }

  transmit(now: Time): Bytes | undefined {
    return this.line.transmit(now);
  }

  wakeAt(): Time | undefined {
    return this.line.wakeAt();
  }
}
