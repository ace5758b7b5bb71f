/**
 * The simplified HDLC of a single wire, alike at both ends: set-up by RSET and UA, a window of 2 to
 * 4 numbered frames, acknowledgement on the back of data, REJ, SREJ, RNR, and three timers.
 * [TS102613 §10]
 */
import { type Bytes, earlier, EMPTY, isWireError, type Time } from '../../base/index.ts';
import {
  emitReset,
  llcKind,
  parseReset,
  type Reset,
  SHDLC,
  SHDLC_PAYLOAD_MAX,
  SHDLC_WINDOW_MAX,
} from '../../wire/index.ts';
import { BusyPeer } from './busy-peer.ts';
import {
  inCommon,
  type PacketSource,
  same,
  type ShdlcOptions,
  type ShdlcTimes,
  shdlcTimes,
} from './shdlc-options.ts';
import { distance, ReceiveWindow, SendWindow } from './window.ts';

/** RSET sent without an answer before the link is taken as down. */
const RESET_TRIES_MAX = 5;
/** Repetitions without progress before the link is reset. */
const REPEAT_TRIES_MAX = 10;
const SUPERVISION = [SHDLC.RR, SHDLC.REJ, SHDLC.RNR, SHDLC.SREJ];

/** `failed`: RSET was not answered; a RSET of the peer's own still sets the link up. */
export type ShdlcState = 'closed' | 'resetting' | 'half' | 'open' | 'failed';

export class Shdlc {
  /** `half`: the UA is out, and nothing shows yet that it arrived. */
  state: ShdlcState = 'closed';
  /** Counts the times at which frames under way were lost on purpose. */
  epoch = 0;
  private readonly source: PacketSource;
  private readonly options: ShdlcOptions;
  private readonly ours: Reset;
  /** What its own RSET says: at first `ours`, then no more than the peer has requested. */
  private offer: Reset;
  private agreed: Reset;
  private times: ShdlcTimes;
  private readonly sending = new SendWindow();
  private readonly receiving = new ReceiveWindow();
  private acknowledgeNow = false;
  private acknowledgeAt: Time | undefined;
  private repeatAt: Time | undefined;
  private repeats = 0;
  /**
   * N(R) of a REJ that has been answered. Some peers send one for each frame that comes out of
   * order; answering all would multiply both with every turn. T2 repeats what is lost again.
   */
  private rejected: number | undefined;
  private selective = false;
  private resetAt: Time | undefined;
  private resets = 0;
  private confirmReset = false;
  private supervision: number | undefined;
  private readonly peer: BusyPeer;
  private busyNow = false;
  /** After the end of our busy time RR is repeated until an I-frame comes. [TS102613 §10.7.7] */
  private readyAt: Time | undefined;
  private readies = 0;

  constructor(source: PacketSource, options: ShdlcOptions = {}) {
    const window = options.window ?? SHDLC_WINDOW_MAX;
    this.source = source;
    this.options = options;
    this.ours = { window, srej: options.srej ?? false };
    this.offer = this.ours;
    this.agreed = this.ours;
    this.times = shdlcTimes(window, options);
    this.peer = new BusyPeer(options.gapFactor);
  }

  get up(): boolean {
    return this.state === 'half' || this.state === 'open';
  }

  get window(): number {
    return this.agreed.window;
  }

  get srej(): boolean {
    return this.agreed.srej;
  }

  /** Whether this end holds its peer back by RNR. */
  get busy(): boolean {
    return this.busyNow;
  }

  set busy(value: boolean) {
    if (value === this.busyNow) return;
    this.busyNow = value;
    this.supervision = value ? SHDLC.RNR : undefined;
    this.readyAt = value ? undefined : 0;
    this.readies = 0;
  }

  /** Waits for the peer's RSET; `since` on it sends its own, if the peer never does. */
  listen(since?: Time): void {
    this.clear();
    this.offer = this.ours;
    this.state = 'closed';
    this.resets = 0;
    this.resetAt = since;
  }

  /** Sets the link up by a RSET of its own. */
  open(offer: Reset = this.ours): void {
    this.clear();
    this.offer = offer;
    this.state = 'resetting';
    this.resets = 0;
    this.resetAt = 0;
  }

  close(): void {
    this.clear();
    this.state = 'closed';
    this.resetAt = undefined;
    this.receiving.forget();
  }

  /** The payload of the next I-frame in order. */
  next(): Bytes | undefined {
    return this.receiving.next();
  }

  private clear(): void {
    this.sending.clear();
    this.receiving.clear();
    this.acknowledgeNow = false;
    this.acknowledgeAt = undefined;
    this.repeatAt = undefined;
    this.repeats = 0;
    this.rejected = undefined;
    this.selective = false;
    this.confirmReset = false;
    this.supervision = undefined;
    this.peer.ready();
    this.busyNow = false;
    this.readyAt = undefined;
    this.epoch++;
  }

  /** One whole frame from its control byte on; its check has held. */
  receive(now: Time, frame: Bytes): void {
    if (frame.length === 0) return;
    const control = frame[0]!;
    switch (llcKind(control)) {
      case 'U':
        if (control === SHDLC.RSET) this.onReset(frame);
        else if (control === SHDLC.UA && frame.length === 1) this.onUa();
        return;
      case 'I':
        if (!this.up || frame.length > 1 + SHDLC_PAYLOAD_MAX) return;
        this.state = 'open';
        this.onConfirmation(now, control & 7);
        return this.onInformation(now, (control >> 3) & 7, frame);
      case 'S':
        if (!this.up || frame.length !== 1) return;
        this.state = 'open';
        return this.onSupervision(now, SUPERVISION[(control >> 3) & 3]!, control & 7);
      default:
    }
  }

  /** [TS102613 §10.5] */
  private onReset(frame: Bytes): void {
    const requested = parseReset(frame);
    if (isWireError(requested)) return;
    const common = inCommon(this.ours, requested);
    if (!same(common, requested)) {
      // Its own RSET says what it accepts; one that is out already may say so too.
      if (this.state !== 'resetting' || !same(common, this.offer)) this.open(common);
      return;
    }
    // Sent again because our UA was lost: what we sent since then is kept. With other values it is
    // no repetition.
    if (this.state !== 'half' || !same(requested, this.agreed)) {
      this.clear();
      this.agree(requested);
      this.state = 'half';
      this.resetAt = undefined;
      this.resets = 0;
    }
    this.confirmReset = true;
  }

  private onUa(): void {
    if (this.state !== 'resetting' || this.resets === 0) return;
    this.agree(this.offer);
    this.state = 'open';
    this.resetAt = undefined;
    this.resets = 0;
  }

  private agree(on: Reset): void {
    this.agreed = on;
    this.times = shdlcTimes(on.window, this.options);
  }

  /** `number`: the peer has everything before it. */
  private onConfirmation(now: Time, number: number): boolean {
    const { unconfirmed } = this.sending;
    if (!this.sending.confirm(number)) return false;
    if (this.sending.unconfirmed < unconfirmed) {
      this.repeats = 0;
      this.rejected = undefined;
      this.repeatAt = this.sending.unconfirmed === 0 ? undefined : now + this.times.t2;
    }
    return true;
  }

  /** [TS102613 §10.8.2] */
  private onInformation(now: Time, number: number, frame: Bytes): void {
    this.readyAt = undefined;
    // What comes in a busy time is sent again after it. [TS102613 §10.7.7]
    if (this.busyNow) {
      this.supervision = SHDLC.RNR;
      return;
    }
    const { receiving, agreed } = this;
    const ahead = distance(receiving.awaited, number);
    if (ahead === 0) {
      receiving.take(frame.slice(1));
      if (receiving.gap) this.reject(SHDLC.SREJ);
      this.acknowledgeAt ??= now + this.times.t1;
      // A full window would stand still until T1.
      if (receiving.unacknowledged >= agreed.window - 1) this.acknowledgeNow = true;
    } else if (ahead < agreed.window) {
      // Request all from the missing frame on, or for it alone. [TS102613 §10.7.4, §10.7.5]
      if (agreed.srej) receiving.keep(number, frame.slice(1));
      if (!receiving.rejected) this.reject(agreed.srej ? SHDLC.SREJ : SHDLC.REJ);
    } else {
      this.acknowledgeNow = true;
    }
  }

  private reject(how: number): void {
    this.receiving.rejected = true;
    this.supervision = how;
  }

  private onSupervision(now: Time, kind: number, number: number): void {
    if (!this.onConfirmation(now, number)) return;
    switch (kind) {
      case SHDLC.RR:
        return this.onReady();
      case SHDLC.REJ:
        // A peer that requests frames is not busy any more.
        this.peer.ready();
        if (this.sending.unconfirmed === 0 || this.rejected === number) return;
        this.rejected = number;
        this.sending.goBack();
        return;
      case SHDLC.SREJ:
        this.peer.ready();
        this.selective = this.sending.unconfirmed > 0;
        return;
      default:
        this.peer.busy = true;
        this.repeatAt = undefined;
    }
  }

  private onReady(): void {
    if (!this.peer.busy) return;
    this.peer.ready();
    this.sending.goBack();
    if (this.sending.unconfirmed === 0 && !this.source.pending) this.sending.add(EMPTY);
  }

  /** The next frame to put on the line, from its control byte on. */
  transmit(now: Time): Bytes | undefined {
    if (this.confirmReset) {
      this.confirmReset = false;
      return Uint8Array.of(SHDLC.UA);
    }
    if (this.resetAt !== undefined && now >= this.resetAt) return this.sendReset(now);
    if (!this.up) return undefined;
    if (this.peer.exhausts(now, this.sending.unconfirmed > 0 || this.source.pending)) {
      this.open();
      return this.sendReset(now);
    }
    if (this.repeatAt !== undefined && now >= this.repeatAt) {
      if (++this.repeats > REPEAT_TRIES_MAX) {
        this.open();
        return this.sendReset(now);
      }
      this.repeatAt = undefined;
      this.rejected = undefined;
      this.sending.goBack();
    }
    return this.sendSupervision(now) ?? this.sendInformation(now) ?? this.sendReady(now);
  }

  private sendReset(now: Time): Bytes | undefined {
    if (this.resets >= RESET_TRIES_MAX) {
      this.state = 'failed';
      this.resetAt = undefined;
      return undefined;
    }
    this.state = 'resetting';
    this.resets++;
    this.resetAt = now + this.times.t3;
    return emitReset(this.offer);
  }

  private sendSupervision(now: Time): Bytes | undefined {
    if (this.readyAt !== undefined && now >= this.readyAt) {
      this.readies++;
      this.readyAt = this.readies < REPEAT_TRIES_MAX ? now + this.times.t2 : undefined;
      this.supervision = SHDLC.RR;
    }
    if (this.supervision === undefined) return undefined;
    const frame = Uint8Array.of(this.supervision | this.receiving.awaited);
    this.supervision = undefined;
    this.acknowledged();
    return frame;
  }

  /** [TS102613 §10.8.1] */
  private sendInformation(now: Time): Bytes | undefined {
    if (this.peer.busy) return undefined;
    const { sending } = this;
    if (this.selective) {
      this.selective = false;
      const payload = sending.at(0);
      if (payload !== undefined) return this.information(now, sending.oldest, payload);
    }
    if (!sending.repeating) {
      if (sending.unconfirmed >= this.agreed.window) return undefined;
      const payload = this.source.takePacket();
      if (payload === undefined) return undefined;
      sending.add(payload);
    }
    const { number, payload } = sending.take();
    return this.information(now, number, payload);
  }

  private information(now: Time, number: number, payload: Bytes): Bytes {
    const frame = new Uint8Array(1 + payload.length);
    frame[0] = SHDLC.I | (number << 3) | this.receiving.awaited;
    frame.set(payload, 1);
    this.repeatAt ??= now + this.times.t2;
    this.acknowledged();
    return frame;
  }

  private sendReady(now: Time): Bytes | undefined {
    const due = this.acknowledgeAt !== undefined && now >= this.acknowledgeAt;
    if (!due && !this.acknowledgeNow) return undefined;
    this.acknowledged();
    return Uint8Array.of((this.busyNow ? SHDLC.RNR : SHDLC.RR) | this.receiving.awaited);
  }

  private acknowledged(): void {
    this.receiving.unacknowledged = 0;
    this.acknowledgeNow = false;
    this.acknowledgeAt = undefined;
  }

  wakeAt(): Time | undefined {
    if (this.confirmReset) return 0;
    if (!this.up) return this.resetAt;
    if (this.supervision !== undefined || this.acknowledgeNow || this.canSend) return 0;
    const timers = earlier(earlier(this.acknowledgeAt, this.repeatAt), this.peer.until);
    return earlier(timers, earlier(this.readyAt, this.resetAt));
  }

  private get canSend(): boolean {
    if (this.peer.busy) return false;
    if (this.selective || this.sending.repeating) return true;
    return this.source.pending && this.sending.unconfirmed < this.agreed.window;
  }
}
