/**
 * The controller's end of a single wire for a stack outside that brings the LLCs: this end does
 * flags, bit stuffing, check, suspend and resume, and takes and gives whole frames from their
 * control byte on. [TS102613 §8] [M-72]
 *
 * Activation goes by the first frame from outside: an ACT frame says that the stack activates the
 * card itself, any other that it is SHDLC only; then this end does it for the stack. Such a
 * stack may choke on ACT_SYNC_ID, so that is sent only to one that does not send at once.
 */
import { type Bytes, earlier, isWireError, MS, type Time } from '../../base/index.ts';
import {
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

/** How long a stack may be silent before it must be one that waits for the card's name. */
const PATIENCE: Time = 50 * MS;

const FULL_POWER: ActFrame = { kind: 'power-mode', full: true, repeat: false };

export class SwpPassage implements LineSide {
  private readonly mac = new SwpMac('master');
  /** `undecided`: nothing has come from outside yet. `activating`: this end waits for ACT_READY. */
  private phase: 'down' | 'undecided' | 'activating' | 'open' = 'down';
  private ask = false;
  /** When output of the card without a request is shown. */
  private showAt: Time | undefined;
  private readonly arrived: Bytes[] = [];
  private readonly leaving: Bytes[] = [];

  signal(now: Time, signal: LineSignal): void {
    if (signal === 'field-on' || signal === 'field-off') return;
    this.ask = false;
    this.showAt = undefined;
    this.arrived.length = 0;
    this.leaving.length = 0;
    if (signal === 'power-off') {
      this.mac.deactivate();
      this.phase = 'down';
      return;
    }
    this.mac.activate();
    this.phase = 'undecided';
    this.showAt = now + PATIENCE;
  }

  /** A frame from the card. */
  takeFrame(now: Time): Bytes | undefined {
    if (this.showAt !== undefined && now < this.showAt) return undefined;
    this.showAt = undefined;
    return this.arrived.shift();
  }

  /** A frame of 1 to 30 bytes for the card; false where it cannot be sent. */
  putFrame(frame: Bytes): boolean {
    const fits = frame.length > 0 && frame.length <= SWP_PAYLOAD_MAX;
    if (this.phase === 'down' || !fits || this.leaving.length >= FRAMES_MAX) return false;
    if (this.phase === 'undecided') this.decide(llcKind(frame[0]!) === 'act');
    this.leaving.push(frame);
    return true;
  }

  private decide(activatesItself: boolean): void {
    this.showAt = undefined;
    this.ask = !activatesItself;
    this.phase = activatesItself ? 'open' : 'activating';
    if (!activatesItself) this.arrived.length = 0;
  }

  receive(now: Time, run: Bytes): void {
    if (this.phase === 'down') return;
    this.mac.receive(now, run);
    for (let frame = this.mac.next(); frame !== undefined; frame = this.mac.next()) {
      if (this.phase === 'activating' && llcKind(frame[0]!) === 'act') this.onAct(frame);
      else if (this.arrived.length < FRAMES_MAX) this.arrived.push(frame);
    }
  }

  /** What answers this end's own ACT frame is not for the stack outside. */
  private onAct(frame: Bytes): void {
    const act = parseActFrame(frame);
    if (!isWireError(act) && act.kind === 'ready') this.phase = 'open';
  }

  transmit(now: Time): Bytes | undefined {
    if (this.phase === 'down') return undefined;
    const run = this.mac.pending(now);
    if (run !== undefined) return run;
    if (this.ask) {
      this.ask = false;
      return this.mac.send(now, emitActFrame(FULL_POWER));
    }
    const payload = this.phase === 'open' ? this.leaving.shift() : undefined;
    return payload === undefined ? undefined : this.mac.send(now, payload);
  }

  wakeAt(): Time | undefined {
    if (this.phase === 'down') return undefined;
    if (this.ask || (this.phase === 'open' && this.leaving.length > 0)) return 0;
    return earlier(this.mac.wakeAt(), this.showAt);
  }
}
