/** The card's end of a single wire: it names itself, then runs SHDLC. [TS102613 §9.4] */
import { type Bytes, EMPTY, earlier, isWireError, MS, type Time } from '../../base/index.ts';
import {
  ACT_INFORMATION_NONE,
  type ActFrame,
  emitActFrame,
  llcKind,
  parseActFrame,
} from '../../wire/index.ts';
import type { LineSignal } from '../contract.ts';
import type { SwpEnd } from './end.ts';
import { SwpMac } from './mac.ts';
import { Shdlc } from './shdlc.ts';
import type { PacketSource, ShdlcOptions } from './shdlc-options.ts';

export interface SwpSlaveOptions extends ShdlcOptions {
  /** Two bytes by which the controller recognises the card. */
  readonly syncId: Bytes;
  /** How long the card waits for the controller's RSET before it sends its own; default 20 ms. */
  readonly patience?: Time | undefined;
}

const PATIENCE: Time = 20 * MS;
/** Frames that wait for their turn before SHDLC runs. */
const OUTBOX_MAX = 4;

export class SwpSlave implements SwpEnd {
  readonly syncId: Bytes;
  readonly mac = new SwpMac('slave');
  readonly shdlc: Shdlc;
  private readonly patience: Time;
  private phase: 'down' | 'named' | 'ready' = 'down';
  private readonly outbox: ActFrame[] = [];
  private last: ActFrame | undefined;
  /** From the controller's ACT_POWER_MODE. */
  fullPower = false;

  constructor(source: PacketSource, options: SwpSlaveOptions) {
    this.syncId = options.syncId;
    this.patience = (options.patience ?? PATIENCE) * (options.gapFactor ?? 1);
    this.shdlc = new Shdlc(source, options);
  }

  get up(): boolean {
    return this.shdlc.up;
  }

  get epoch(): number {
    return this.shdlc.epoch;
  }

  get failure(): string | undefined {
    return this.shdlc.state === 'failed' ? 'the controller does not answer RSET' : undefined;
  }

  signal(_now: Time, signal: LineSignal): void {
    if (signal === 'field-on' || signal === 'field-off') return;
    this.outbox.length = 0;
    this.last = undefined;
    this.shdlc.close();
    if (signal === 'power-off') {
      this.mac.deactivate();
      this.phase = 'down';
      return;
    }
    this.mac.activate();
    this.phase = 'named';
    const { syncId } = this;
    this.say({ kind: 'sync-id', syncId, information: ACT_INFORMATION_NONE });
  }

  next(): Bytes | undefined {
    return this.shdlc.next();
  }

  receive(now: Time, run: Bytes): void {
    if (this.phase === 'down') return;
    this.mac.receive(now, run);
    for (let frame = this.mac.next(); frame !== undefined; frame = this.mac.next()) {
      const kind = llcKind(frame[0]!);
      if (kind === 'act') this.onAct(now, frame);
      else if (this.phase === 'ready' && kind !== 'clt') this.shdlc.receive(now, frame);
    }
  }

  /** [TS102613 §9.4.4] */
  private onAct(now: Time, frame: Bytes): void {
    const act = parseActFrame(frame);
    if (isWireError(act) || act.kind !== 'power-mode') return;
    if (act.repeat) {
      if (this.last !== undefined) this.say(this.last);
      return;
    }
    this.fullPower = act.full;
    this.say({ kind: 'ready', information: EMPTY });
    if (this.phase === 'ready') return;
    this.phase = 'ready';
    this.shdlc.listen(now + this.patience);
  }

  private say(frame: ActFrame): void {
    this.last = frame;
    if (this.outbox.length < OUTBOX_MAX) this.outbox.push(frame);
  }

  transmit(now: Time): Bytes | undefined {
    if (this.phase === 'down') return undefined;
    const run = this.mac.pending(now);
    if (run !== undefined) return run;
    if (!this.mac.free) return undefined;
    const act = this.outbox.shift();
    const payload = act === undefined ? this.shdlc.transmit(now) : emitActFrame(act);
    return payload === undefined ? undefined : this.mac.send(now, payload);
  }

  wakeAt(): Time | undefined {
    if (this.phase === 'down') return undefined;
    if (!this.mac.free) return this.mac.wakeAt();
    return this.outbox.length > 0 ? 0 : earlier(this.mac.wakeAt(), this.shdlc.wakeAt());
  }
}
