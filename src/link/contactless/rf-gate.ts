/**
 * A card RF gate of the controller: what the chip wrote into its registry is the card that a reader
 * finds in the field. Blocks end here; the chip gets C-APDUs. [TS102622 §11] [M-72]
 */
import { type Bytes, EMPTY, type Rng, type Time } from '../../base/index.ts';
import { withIso14443Crc, withoutIso14443Crc } from '../../wire/index.ts';
import type { LineSide, LineSignal } from '../contract.ts';
import type { Gate, GateEvent, Registry } from '../hci/index.ts';
import type { Activation } from './activation.ts';
import { CARD_A, type CardType, cardRegistry, RF_EVENT, RF_GATE, RF_MODE } from './codes.ts';
import { TypeA } from './type-a.ts';
import { TypeB } from './type-b.ts';

const RF_OK = 0x00;

export interface RfGate extends Gate {
  /** The antenna: takes and gives whole frames of the field; `field-on` and `field-off` signal. */
  readonly antenna: LineSide;
  /** Whether the chip is in the block protocol with a reader. */
  readonly activated: boolean;
}

export function createRfGate(type: CardType, rng: Rng): RfGate {
  return new CardRfGate(type, rng);
}

class CardRfGate implements RfGate {
  readonly id: number;
  readonly registry: Registry;
  readonly antenna: LineSide;
  private readonly type: CardType;
  private readonly activation: Activation;
  private open = false;
  private present = false;
  private field = false;
  private readonly events: GateEvent[] = [];
  private readonly outbox: Bytes[] = [];
  /** What was reported already, so that no session is reported twice. */
  private reported = { field: false, active: false };

  constructor(type: CardType, rng: Rng) {
    this.type = type;
    this.id = RF_GATE[type];
    this.registry = cardRegistry(type);
    this.activation = type === 'A' ? new TypeA(this.registry, rng) : new TypeB(this.registry, rng);
    this.antenna = {
      receive: (now, frame) => this.onFrame(now, frame),
      transmit: (now) => this.sendFrame(now),
      signal: (_now, signal) => this.onSignal(signal),
      wakeAt: () => (this.outbox.length > 0 ? 0 : this.activation.picc?.wakeAt()),
    };
  }

  get activated(): boolean {
    return this.activation.picc !== undefined;
  }

  /** Whether the chip is to be seen in the field. */
  private get shown(): boolean {
    const on = this.registry.value(CARD_A.MODE)[0] === RF_MODE.ON;
    return on && this.open && this.present && this.field;
  }

  onPipe(open: boolean): void {
    this.open = open;
    this.renew();
  }

  onChip(present: boolean): void {
    this.present = present;
    this.renew();
  }

  /** The card leaves the field and comes back to it, if it does. */
  private renew(): void {
    this.events.length = 0;
    this.outbox.length = 0;
    this.activation.fieldOff();
    this.reported = { field: false, active: false };
    if (this.field) this.activation.fieldOn();
  }

  private onSignal(signal: LineSignal): void {
    if (signal !== 'field-on' && signal !== 'field-off') return;
    this.field = signal === 'field-on';
    this.outbox.length = 0;
    if (this.field) {
      this.activation.fieldOn();
    } else {
      this.activation.fieldOff();
      if (this.reported.field) this.report(RF_EVENT.FIELD_OFF);
      this.reported = { field: false, active: false };
    }
  }

  private report(instruction: number, data: Bytes = EMPTY): void {
    this.events.push({ instruction, data });
  }

  private onFrame(now: Time, frame: Bytes): void {
    if (!this.shown) return;
    if (!this.reported.field) {
      this.reported.field = true;
      this.report(RF_EVENT.FIELD_ON);
    }
    const { picc } = this.activation;
    if (picc === undefined) {
      const answer = this.activation.onFrame(frame);
      if (answer !== undefined) this.outbox.push(answer);
      if (this.activated) this.onActivated();
      return;
    }
    const body = withoutIso14443Crc(this.type, frame);
    if (body === undefined) return;
    const chosen = this.activation.onParameters(body);
    if (chosen !== undefined) {
      this.outbox.push(withIso14443Crc(this.type, chosen));
      return;
    }
    picc.receive(now, body);
    if (picc.command === undefined) return;
    const data = new Uint8Array(picc.command.length + 1);
    data.set(picc.command);
    data[picc.command.length] = RF_OK;
    picc.command = undefined;
    this.report(RF_EVENT.SEND_DATA, data);
  }

  private onActivated(): void {
    this.reported.active = true;
    this.report(RF_EVENT.CARD_ACTIVATED);
  }

  private sendFrame(now: Time): Bytes | undefined {
    const ready = this.outbox.shift();
    if (ready !== undefined) return ready;
    const { picc } = this.activation;
    const block = picc?.transmit(now);
    if (picc?.deselected === true) {
      this.activation.halt();
      if (this.reported.active) this.report(RF_EVENT.CARD_DEACTIVATED);
      this.reported.active = false;
    }
    return block === undefined ? undefined : withIso14443Crc(this.type, block);
  }

  onEvent(_now: Time, { instruction, data }: GateEvent): void {
    if (instruction === RF_EVENT.SEND_DATA) this.activation.picc?.respond(data.slice());
  }

  takeEvent(): GateEvent | undefined {
    return this.events.shift();
  }

  wakeAt(): Time | undefined {
    return this.events.length > 0 ? 0 : undefined;
  }
}
