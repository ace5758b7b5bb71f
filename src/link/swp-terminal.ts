/**
 * The host's side of a single wire: the NFC controller with its HCI, the client of the APDU gate in
 * the terminal's host, and the readers outside whose field reaches the controller.
 */
import { type Bytes, earlier, type Rng, type Time } from '../base/index.ts';
import { ApduClient, type ApduClientOptions } from './apdu-gate/index.ts';
import {
  type CardType,
  createNfcReader,
  createRfGate,
  type NfcReader,
  type RfGate,
} from './contactless/index.ts';
import type { LineSide, LineSignal, TerminalEnd, TerminalResult } from './contract.ts';
import {
  type ConnectivityEvent,
  ConnectivityGate,
  HciController,
  HciHost,
  type HciMemory,
  HOST,
  startTerminal,
} from './hci/index.ts';
import { transfer } from './line/index.ts';
import type { SwpMasterOptions } from './swp/index.ts';

export interface SwpTerminalOptions {
  /** For names that the controller makes up in each field. */
  readonly rng: Rng;
  readonly swp?: SwpMasterOptions | undefined;
  readonly apduGate?: ApduClientOptions | undefined;
  /** What the host controller keeps over the life of this object; otherwise it lives in it. */
  readonly memory?: HciMemory | undefined;
}

export function createSwpTerminal(options: SwpTerminalOptions): SwpTerminal {
  return new SwpTerminal(options);
}

/** Moves across a field at one moment after which reader and controller must be going round. */
const FIELD_MOVES_MAX = 10_000;

/** A reader outside and the controller's antenna of its type. */
class Field {
  readonly reader: NfcReader;
  readonly gate: RfGate;
  private shown = false;
  /** Whether a client uses the reader. */
  used = false;

  constructor(type: CardType, rng: Rng) {
    this.reader = createNfcReader(type);
    this.gate = createRfGate(type, rng);
  }

  /** Carries field and frames. True if anything moved. */
  move(now: Time): boolean {
    if (!this.used && !this.shown) return false;
    let moved = transfer(this.reader, this.gate.antenna, now);
    if (this.reader.field !== this.shown) {
      this.shown = this.reader.field;
      this.gate.antenna.signal(now, this.shown ? 'field-on' : 'field-off');
      moved = true;
    }
    return moved;
  }

  wakeAt(): Time | undefined {
    return this.used ? earlier(this.reader.wakeAt(), this.gate.antenna.wakeAt()) : undefined;
  }
}

export class SwpTerminal implements LineSide {
  readonly controller: HciController;
  /** The terminal's host in the network, behind whose gates the rich OS sits. */
  readonly host: HciHost;
  /** The rich OS at the APDU gate. */
  readonly apduGate: TerminalEnd;
  /** NFC readers outside, one for each type of card. */
  readonly readerA: TerminalEnd;
  readonly readerB: TerminalEnd;
  private readonly fields: readonly [Field, Field];
  private readonly client: ApduClient;
  private readonly connectivity = new ConnectivityGate();
  private readonly chip: number;
  private on = false;
  private changes = 0;

  constructor(options: SwpTerminalOptions) {
    this.client = new ApduClient(options.apduGate);
    this.host = new HciHost({ gates: [this.client, this.connectivity] });
    this.chip = options.apduGate?.chip ?? HOST.ESE;
    const a = new Field('A', options.rng);
    const b = new Field('B', options.rng);
    this.fields = [a, b];
    this.controller = new HciController({
      terminal: this.host,
      gates: [a.gate, b.gate],
      memory: options.memory,
      swp: options.swp,
      chip: this.chip,
    });
    this.apduGate = new ClientEnd(this, this.client);
    this.readerA = new ReaderEnd(this, a);
    this.readerB = new ReaderEnd(this, b);
  }

  /** Whether the wire has power. The card end must have it too, before any link is used. */
  get powered(): boolean {
    return this.on;
  }

  /** Power of the wire itself; the ends of its links have signals of their own. */
  signal(now: Time, signal: LineSignal): void {
    if (signal === 'field-on' || signal === 'field-off') return;
    this.on = signal !== 'power-off';
    this.controller.signal(now, signal);
    this.host.stop();
    if (this.on) this.host.run(startTerminal(this.host, this.chip), now);
    if (this.client.powered) {
      if (this.on) this.client.begin(now);
      else this.client.end();
    }
  }

  /** Events of the chip for the terminal: EVT_TRANSACTION and EVT_CONNECTIVITY. */
  nextEvent(): ConnectivityEvent | undefined {
    return this.connectivity.next();
  }

  /** A link is used: the wire needs power, and the network is to be looked at again. */
  need(now: Time): void {
    this.changes = -1;
    if (!this.on) this.signal(now, 'power-on');
  }

  /** A link is released: without any the wire loses its power. */
  release(now: Time): void {
    this.settle(now);
    const used = this.client.powered || this.fields.some((field) => field.used);
    if (this.on && !used) this.signal(now, 'power-off');
  }

  receive(now: Time, run: Bytes): void {
    if (!this.on) return;
    this.controller.receive(now, run);
    this.settle(now);
  }

  private settle(now: Time): void {
    for (let moves = 0; moves < FIELD_MOVES_MAX; moves++) {
      let moved = this.controller.poll(now);
      for (const field of this.fields) if (field.move(now)) moved = true;
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
    if (!this.on) return undefined;
    if (this.host.changes !== this.changes) return 0;
    const [a, b] = this.fields;
    return earlier(this.controller.wakeAt(), earlier(a.wakeAt(), b.wakeAt()));
  }
}

/** One link's end: a session of its own, and the line of all. */
abstract class LinkEnd implements TerminalEnd {
  protected readonly line: SwpTerminal;

  constructor(line: SwpTerminal) {
    this.line = line;
  }

  abstract get ready(): boolean;
  abstract get atr(): Bytes | undefined;
  abstract get failure(): string | undefined;
  abstract signal(now: Time, signal: LineSignal): void;
  abstract send(apdu: Bytes): void;
  abstract result(): TerminalResult | undefined;

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

class ClientEnd extends LinkEnd {
  private readonly client: ApduClient;

  constructor(line: SwpTerminal, client: ApduClient) {
    super(line);
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
      this.client.leave();
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
}

class ReaderEnd extends LinkEnd {
  private readonly field: Field;

  constructor(line: SwpTerminal, field: Field) {
    super(line);
    this.field = field;
  }

  get ready(): boolean {
    return this.field.reader.ready;
  }

  get atr(): Bytes | undefined {
    return this.field.reader.atr;
  }

  get failure(): string | undefined {
    return this.line.controller.failure ?? this.field.reader.failure;
  }

  /** Power brings the device into the reader's field, and takes it away; `reset` does both. */
  signal(now: Time, signal: LineSignal): void {
    if (signal === 'field-on' || signal === 'field-off') return;
    this.field.used = signal !== 'power-off';
    this.field.reader.signal(now, signal);
    if (this.field.used) this.line.need(now);
    this.field.move(now);
    if (!this.field.used) this.line.release(now);
  }

  send(apdu: Bytes): void {
    this.field.reader.send(apdu);
  }

  result(): TerminalResult | undefined {
    return this.field.reader.result();
  }
}
