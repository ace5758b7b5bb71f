/** The controller's end of a single wire: activation, then SHDLC by its RSET. [TS102613 §9, §10] */
import { type Bytes, earlier, type Time } from '../../base/index.ts';
import type { LineSignal } from '../contract.ts';
import type { SwpEnd } from './end.ts';
import { Shdlc } from './shdlc.ts';
import type { PacketSource, ShdlcOptions } from './shdlc-options.ts';
import { SwpTransceiver } from './transceiver.ts';

export interface SwpMasterOptions extends ShdlcOptions {
  /** Power mode requested at activation; default full. */
  readonly fullPower?: boolean | undefined;
}

export class SwpMaster implements SwpEnd {
  readonly transceiver: SwpTransceiver;
  readonly shdlc: Shdlc;
  private activation = 0;

  constructor(source: PacketSource, options: SwpMasterOptions = {}) {
    this.transceiver = new SwpTransceiver({ fullPower: options.fullPower ?? true });
    this.shdlc = new Shdlc(source, options);
  }

  get up(): boolean {
    return this.shdlc.up;
  }

  get epoch(): number {
    return this.shdlc.epoch;
  }

  get syncId(): Bytes | undefined {
    return this.transceiver.syncId;
  }

  get failure(): string | undefined {
    if (this.shdlc.state === 'failed') return 'the card does not answer RSET';
    return this.transceiver.failure;
  }

  signal(now: Time, signal: LineSignal): void {
    if (signal === 'field-on' || signal === 'field-off') return;
    this.shdlc.close();
    this.transceiver.signal(now, signal);
    this.activation = this.transceiver.activations;
  }

  next(): Bytes | undefined {
    return this.shdlc.next();
  }

  receive(now: Time, run: Bytes): void {
    const { transceiver, shdlc } = this;
    transceiver.receive(now, run);
    if (!transceiver.active && shdlc.state !== 'closed') shdlc.close();
    if (transceiver.activations !== this.activation) {
      this.activation = transceiver.activations;
      shdlc.open();
    }
    for (let frame = transceiver.takeFrame(); frame; frame = transceiver.takeFrame()) {
      shdlc.receive(now, frame);
    }
  }

  transmit(now: Time): Bytes | undefined {
    const { transceiver } = this;
    const run = transceiver.transmit(now);
    if (run !== undefined || !transceiver.active) return run;
    const frame = this.shdlc.transmit(now);
    if (frame === undefined) return undefined;
    transceiver.putFrame(frame);
    return transceiver.transmit(now);
  }

  wakeAt(): Time | undefined {
    const own = this.transceiver.wakeAt();
    return this.transceiver.active ? earlier(own, this.shdlc.wakeAt()) : own;
  }
}
