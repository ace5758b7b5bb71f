/**
 * The APDU gate of the chip: commands and answers as events, EVT_WTX while a command takes long,
 * EVT_ABORT as the reset of this link alone. [TS102622 §12] [M-73]
 */
import { bigEndian, type Bytes, EMPTY, type Time } from '../../base/index.ts';
import { APDU_WAIT_UNIT, SW } from '../../wire/index.ts';
import type { CardEvent } from '../contract.ts';
import { GATE, type GateEvent, type HciApplication, Registry } from '../hci/index.ts';
import { APDU_REGISTRY, FROM_GATE, SIZE_DEFAULT, TO_GATE, WAIT_MS_DEFAULT } from './codes.ts';

export interface ApduGateOptions<Port> {
  readonly port: Port;
  /** Answer to EVT_ABORT. */
  readonly atr: Bytes;
  /** Number of the gate; default 30, F0 in older products. */
  readonly gate?: number | undefined;
  /** Longest C-APDU taken, 261 to 65,535. */
  readonly sizeMax?: number | undefined;
  /** Waiting time announced, in milliseconds, 1 to 65,535. */
  readonly waitMs?: number | undefined;
}

const WRONG_LENGTH: Bytes = bigEndian(SW.WRONG_LENGTH, 2);

export function createApduGate<Port>(options: ApduGateOptions<Port>): HciApplication<Port> {
  return new ApduGate(options);
}

class ApduGate<Port> implements HciApplication<Port> {
  readonly id: number;
  readonly port: Port;
  readonly requested = undefined;
  readonly registry: Registry;
  private readonly atr: Bytes;
  private readonly sizeMax: number;
  /** Half the announced time: EVT_WTX leaves well before the client times out. */
  private readonly patience: Time;
  private readonly events: CardEvent<Port>[] = [];
  private running = false;
  private atrDue = false;
  /** A command came that was longer than the gate says it takes. */
  private refusalDue = false;
  private answer: Bytes | undefined;
  private readyAt: Time = 0;
  private extendAt: Time = 0;

  constructor(options: ApduGateOptions<Port>) {
    const waitMs = options.waitMs ?? WAIT_MS_DEFAULT;
    this.id = options.gate ?? GATE.APDU;
    this.port = options.port;
    this.atr = options.atr;
    this.sizeMax = options.sizeMax ?? SIZE_DEFAULT;
    this.patience = Math.ceil((waitMs * APDU_WAIT_UNIT) / 2);
    const { MAX_C_APDU_SIZE, MAX_WAIT_TIME } = APDU_REGISTRY;
    this.registry = new Registry([
      { index: MAX_C_APDU_SIZE, initial: bigEndian(this.sizeMax, 2), access: 'ro' },
      { index: MAX_WAIT_TIME, initial: bigEndian(waitMs, 2), access: 'ro' },
    ]);
  }

  clear(): void {
    this.events.length = 0;
    this.stop();
  }

  private stop(): void {
    this.running = false;
    this.answer = undefined;
    this.atrDue = false;
    this.refusalDue = false;
  }

  /** A pipe that closes takes the session with it. */
  onPipe(open: boolean): void {
    if (open || (!this.running && this.answer === undefined)) return;
    this.stop();
    this.begin();
  }

  /** The sessions of this link are reset; a command that the device has not taken is dropped. */
  private begin(): void {
    this.events.length = 0;
    this.events.push({ kind: 'reset', port: this.port });
  }

  onEvent(now: Time, { instruction, data }: GateEvent): void {
    switch (instruction) {
      case TO_GATE.ABORT:
        this.stop();
        this.begin();
        this.atrDue = true;
        return;
      case TO_GATE.C_APDU:
        if (this.running) return;
        if (data.length > this.sizeMax) {
          this.refusalDue = true;
          return;
        }
        this.running = true;
        this.extendAt = now + this.patience;
        this.events.push({ kind: 'command', port: this.port, apdu: data.slice(), lsi: 0 });
        return;
      default:
      // The end of a transaction would let a real chip save power.
    }
  }

  next(): CardEvent<Port> | undefined {
    return this.events.shift();
  }

  respond(answer: Bytes, readyAt: Time): void {
    if (!this.running) return;
    this.answer = answer;
    this.readyAt = readyAt;
  }

  takeEvent(now: Time): GateEvent | undefined {
    if (this.atrDue) {
      this.atrDue = false;
      return { instruction: FROM_GATE.ATR, data: this.atr };
    }
    if (this.refusalDue) {
      this.refusalDue = false;
      return { instruction: FROM_GATE.R_APDU, data: WRONG_LENGTH };
    }
    if (!this.running) return undefined;
    if (this.answer !== undefined && now >= this.readyAt) {
      const data = this.answer;
      this.stop();
      return { instruction: FROM_GATE.R_APDU, data };
    }
    if (now < this.extendAt) return undefined;
    this.extendAt = now + this.patience;
    return { instruction: FROM_GATE.WTX, data: EMPTY };
  }

  wakeAt(): Time | undefined {
    if (this.atrDue || this.refusalDue) return 0;
    if (!this.running) return undefined;
    return this.answer === undefined ? this.extendAt : Math.min(this.readyAt, this.extendAt);
  }
}
