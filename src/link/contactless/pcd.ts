/**
 * The reader's side of the contactless block protocol: it sends first, requests again where an
 * answer is missing or damaged, and grants waiting time. [ISO14443-4 §7.5]
 */
import { type Bytes, concat, EMPTY, isWireError, type Time } from '../../base/index.ts';
import {
  emitIso14443Block,
  frameWaitingTime,
  type Iso14443Block,
  parseIso14443Block,
  WTXM_MAX,
} from '../../wire/index.ts';
import { WaitBound } from '../wait-bound.ts';

export interface PcdSettings {
  /** Largest frame the card takes, check included. */
  readonly fsc: number;
  readonly fwi: number;
}

const OVERHEAD = 3;
const RESPONSE_LENGTH_MAX = 65_536 + 2;
/** Repetitions in a row before the card counts as gone. */
const TRIES_MAX = 5;
/** Added to the waiting time for the way there and back. [ISO14443-4 §7.2] */
const FWT_MARGIN: Time = 1_000;
const NO_END = 'the card requests more time without end';

export class Pcd {
  /** The whole answer, once it is there. */
  answer: Bytes | undefined;
  /** Why there is none. */
  failure: string | undefined;
  private readonly settings: PcdSettings;
  private readonly fwt: Time;
  private number: 0 | 1 = 0;
  private phase: 'idle' | 'sending' | 'reading' | 'leaving' = 'idle';
  private message: Bytes = EMPTY;
  private at = 0;
  private lastInformation: Bytes = EMPTY;
  private gathered: Bytes[] = [];
  private gatheredLength = 0;
  private outbox: Bytes | undefined;
  private until: Time | undefined;
  private wait: Time;
  private tries = 0;
  private readonly bound = new WaitBound();

  constructor(settings: PcdSettings) {
    this.settings = settings;
    this.fwt = frameWaitingTime(settings.fwi) + FWT_MARGIN;
    this.wait = this.fwt;
  }

  get idle(): boolean {
    return this.phase === 'idle' && this.outbox === undefined;
  }

  begin(message: Bytes): void {
    this.answer = undefined;
    this.failure = undefined;
    this.message = message;
    this.at = 0;
    this.gathered = [];
    this.gatheredLength = 0;
    this.phase = 'sending';
    this.tries = 0;
    this.bound.renew();
    this.sendPart();
  }

  /** Ends the session. */
  deselect(): void {
    this.phase = 'leaving';
    this.tries = 0;
    this.send({ kind: 'S', what: 'deselect', cid: undefined, inf: EMPTY });
  }

  private sendPart(): void {
    const end = Math.min(this.at + this.settings.fsc - OVERHEAD, this.message.length);
    const inf = this.message.subarray(this.at, end);
    const more = end < this.message.length;
    this.send({ kind: 'I', number: this.number, more, cid: undefined, inf });
    this.lastInformation = this.outbox!;
    this.at = end;
  }

  private send(block: Iso14443Block): void {
    this.outbox = emitIso14443Block(block);
    this.wait = this.fwt;
  }

  /** One block without its check, or `undefined` for one that came damaged. */
  receive(now: Time, source: Bytes | undefined): void {
    if (this.phase === 'idle' || this.outbox !== undefined) return;
    const block = source === undefined ? undefined : parseIso14443Block(source);
    if (block === undefined || isWireError(block)) return this.ask();
    switch (block.kind) {
      case 'I':
        return this.onInformation(now, block);
      case 'R':
        return this.onReceipt(block);
      case 'S':
        return this.onSupervision(now, block);
    }
  }

  private onInformation(now: Time, block: Extract<Iso14443Block, { kind: 'I' }>): void {
    const whole = this.phase !== 'sending' || this.at >= this.message.length;
    if (this.phase === 'leaving' || block.number !== this.number || !whole) return this.ask();
    this.number = block.number === 0 ? 1 : 0;
    this.tries = 0;
    this.phase = 'reading';
    if (block.inf.length === 0 && block.more && !this.bound.grants(now)) return this.fail(NO_END);
    if (block.inf.length > 0) {
      this.bound.renew();
      this.gathered.push(block.inf.slice());
    }
    this.gatheredLength += block.inf.length;
    if (this.gatheredLength > RESPONSE_LENGTH_MAX) return this.fail('the answer is too long');
    if (block.more) return this.receipt(false);
    this.phase = 'idle';
    this.until = undefined;
    this.answer = concat(...this.gathered);
    this.gathered = [];
  }

  /** Rules 6 and 7. */
  private onReceipt(block: Extract<Iso14443Block, { kind: 'R' }>): void {
    if (block.nak || this.phase !== 'sending') return this.ask();
    if (block.number !== this.number) {
      if (++this.tries > TRIES_MAX) return this.fail('the card does not take the block');
      this.outbox = this.lastInformation;
      this.wait = this.fwt;
      return;
    }
    if (this.at >= this.message.length) return this.ask();
    this.number = block.number === 0 ? 1 : 0;
    this.tries = 0;
    this.sendPart();
  }

  private onSupervision(now: Time, block: Extract<Iso14443Block, { kind: 'S' }>): void {
    if (block.what === 'deselect') {
      if (this.phase !== 'leaving') return this.ask();
      this.phase = 'idle';
      this.until = undefined;
      return;
    }
    if (this.phase === 'leaving') return this.ask();
    const multiplier = block.inf[0]! & 0x3f;
    if (multiplier === 0 || multiplier > WTXM_MAX) return this.ask();
    if (!this.bound.grants(now)) return this.fail(NO_END);
    this.tries = 0;
    this.outbox = emitIso14443Block({
      kind: 'S',
      what: 'wtx',
      cid: undefined,
      inf: Uint8Array.of(multiplier),
    });
    this.wait = this.fwt * multiplier;
  }

  /** Rules 4, 5 and 8: no answer, or none that can be used. */
  private ask(): void {
    if (++this.tries > TRIES_MAX) return this.fail('the card does not answer');
    if (this.phase === 'leaving') {
      return this.send({ kind: 'S', what: 'deselect', cid: undefined, inf: EMPTY });
    }
    this.receipt(this.phase === 'sending');
  }

  private receipt(nak: boolean): void {
    this.send({ kind: 'R', number: this.number, nak, cid: undefined });
  }

  private fail(why: string): void {
    this.phase = 'idle';
    this.until = undefined;
    this.outbox = undefined;
    this.failure = why;
  }

  transmit(now: Time): Bytes | undefined {
    if (this.outbox === undefined && this.until !== undefined && now >= this.until) this.ask();
    const block = this.outbox;
    this.outbox = undefined;
    if (block !== undefined) this.until = now + this.wait;
    return block;
  }

  wakeAt(): Time | undefined {
    return this.outbox === undefined ? this.until : 0;
  }
}
