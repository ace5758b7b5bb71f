/**
 * The controller's end of a single wire up to activation: from there on it takes and gives whole
 * LLC frames from their control byte on, without CRC. [TS102613 §9.4]
 */
import { type Bytes, earlier, isWireError, type Time } from '../../base/index.ts';
import {
  ACT_TRIES_MAX,
  ACT_WAIT,
  type ActFrame,
  emitActFrame,
  llcKind,
  parseActFrame,
  SWP_PAYLOAD_MAX,
} from '../../wire/index.ts';
import type { LineSide, LineSignal } from '../contract.ts';
import { SwpMac } from './mac.ts';

/** Frames that may wait on either way; more are lost, as on a wire. */
const FRAMES_MAX = 64;

export class SwpTransceiver implements LineSide {
  readonly mac = new SwpMac('master');
  /** The card is ready, and frames flow. */
  active = false;
  /** Grows with each activation that came to its end. */
  activations = 0;
  syncId: Bytes | undefined;
  failure: string | undefined;
  private phase: 'down' | 'naming' | 'powering' | 'active' = 'down';
  private readonly fullPower: boolean;
  private outbox: ActFrame | undefined;
  private deadline: Time | undefined;
  private tries = 0;
  private readonly arrived: Bytes[] = [];
  private readonly leaving: Bytes[] = [];

  constructor(options: { readonly fullPower?: boolean } = {}) {
    this.fullPower = options.fullPower ?? true;
  }

  signal(now: Time, signal: LineSignal): void {
    if (signal === 'field-on' || signal === 'field-off') return;
    this.drop();
    if (signal === 'power-off') return;
    this.mac.activate();
    this.phase = 'naming';
    this.deadline = now + ACT_WAIT;
  }

  private drop(): void {
    this.mac.deactivate();
    this.phase = 'down';
    this.active = false;
    this.syncId = undefined;
    this.failure = undefined;
    this.outbox = undefined;
    this.deadline = undefined;
    this.tries = 0;
    this.arrived.length = 0;
    this.leaving.length = 0;
  }

  /** A frame from the card. */
  takeFrame(): Bytes | undefined {
    return this.arrived.shift();
  }

  /** A frame of 1 to 30 bytes for the card; false where it cannot be sent. */
  putFrame(frame: Bytes): boolean {
    const fits = frame.length > 0 && frame.length <= SWP_PAYLOAD_MAX;
    if (!this.active || !fits || this.leaving.length >= FRAMES_MAX) return false;
    this.leaving.push(frame);
    return true;
  }

  receive(now: Time, run: Bytes): void {
    if (this.phase === 'down') return;
    this.mac.receive(now, run);
    for (let frame = this.mac.next(); frame !== undefined; frame = this.mac.next()) {
      if (llcKind(frame[0]!) === 'act') this.onAct(now, frame);
      else if (this.active && this.arrived.length < FRAMES_MAX) this.arrived.push(frame);
    }
  }

  private onAct(now: Time, frame: Bytes): void {
    const act = parseActFrame(frame);
    if (isWireError(act)) return;
    if (act.kind === 'sync-id') {
      // Out of turn it means that the card has restarted; the number of restarts is bounded.
      if (this.phase === 'powering' && ++this.tries > ACT_TRIES_MAX) return this.giveUp();
      this.active = false;
      this.arrived.length = 0;
      this.leaving.length = 0;
      this.syncId = act.syncId;
      this.phase = 'powering';
      this.ask(now, false);
    } else if (act.kind === 'ready' && this.phase === 'powering') {
      this.phase = 'active';
      this.active = true;
      this.activations++;
      this.deadline = undefined;
      this.tries = 0;
    }
  }

  private ask(now: Time, repeat: boolean): void {
    this.outbox = { kind: 'power-mode', full: this.fullPower, repeat };
    this.deadline = now + ACT_WAIT;
  }

  transmit(now: Time): Bytes | undefined {
    if (this.phase === 'down') return undefined;
    const run = this.mac.pending(now);
    if (run !== undefined) return run;
    if (this.deadline !== undefined && now >= this.deadline) this.onSilence(now);
    const act = this.outbox;
    this.outbox = undefined;
    const payload = act === undefined ? this.leaving.shift() : emitActFrame(act);
    return payload === undefined ? undefined : this.mac.send(now, payload);
  }

  /** [TS102613 §9.4.4] */
  private onSilence(now: Time): void {
    if (this.tries < ACT_TRIES_MAX) {
      this.tries++;
      return this.ask(now, true);
    }
    this.giveUp();
  }

  private giveUp(): void {
    const { phase } = this;
    this.drop();
    this.failure =
      phase === 'naming' ? 'the card did not name itself on the wire' : 'the card is not ready';
  }

  wakeAt(): Time | undefined {
    if (this.phase === 'down') return undefined;
    if (this.outbox !== undefined || this.leaving.length > 0) return 0;
    return earlier(this.mac.wakeAt(), this.deadline);
  }
}
