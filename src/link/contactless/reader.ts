/**
 * An NFC reader outside: it makes a field, finds the card of its type, brings it into the block
 * protocol and exchanges APDUs. [ISO14443-3 §6, §7] [ISO14443-4 §5, §7] [M-72]
 */
import { assert, type Bytes, MS, SECOND, type Time } from '../../base/index.ts';
import { withIso14443Crc, withoutIso14443Crc } from '../../wire/index.ts';
import type { LineSignal, TerminalEnd, TerminalResult } from '../contract.ts';
import type { CardType } from './codes.ts';
import { Pcd } from './pcd.ts';
import { type Found, pollTypeA, pollTypeB, type Poll } from './poll.ts';

export interface NfcReader extends TerminalEnd {
  /** Whether the reader makes a field now. */
  readonly field: boolean;
  /** The parameters of the card. */
  readonly found: Found | undefined;
}

/** From field on to the first request. [ISO14443-3 §5] */
const GUARD: Time = 5 * MS;
/** How long an answer may take before activation. */
const ANSWER_WAIT: Time = 5 * MS;
/** Pause between two attempts to find a card. */
const POLL_PAUSE: Time = 50 * MS;
/** A field that is off at least so long resets a card. [ISO14443-3 §5] */
const FIELD_OFF: Time = 10 * MS;
/** Longest time without a card. */
const BRING_UP_WAIT: Time = 20 * SECOND;

export function createNfcReader(type: CardType): NfcReader {
  return new Reader(type);
}

type Phase = 'off' | 'resting' | 'polling' | 'active' | 'failed';

class Reader implements NfcReader {
  found: Found | undefined;
  failure: string | undefined;
  field = false;
  private readonly type: CardType;
  private phase: Phase = 'off';
  private poll: Poll | undefined;
  private pcd: Pcd | undefined;
  private outbox: Bytes | undefined;
  private until: Time | undefined;
  /** When the field comes, the poll begins, or the first block may leave. */
  private notBefore: Time = 0;
  private giveUpAt: Time = 0;
  private busy = false;
  private outcome: TerminalResult | undefined;

  constructor(type: CardType) {
    this.type = type;
  }

  get ready(): boolean {
    return this.phase === 'active' && !this.busy && this.outcome === undefined;
  }

  get atr(): Bytes | undefined {
    return this.phase === 'active' ? this.found?.atr : undefined;
  }

  signal(now: Time, signal: LineSignal): void {
    if (signal === 'field-on' || signal === 'field-off') return;
    const { field } = this;
    this.drop();
    if (signal === 'power-off') return;
    this.phase = 'resting';
    this.giveUpAt = now + BRING_UP_WAIT;
    this.notBefore = field ? now + FIELD_OFF : now;
  }

  private drop(): void {
    this.phase = 'off';
    this.field = false;
    this.found = undefined;
    this.failure = undefined;
    this.poll = undefined;
    this.pcd = undefined;
    this.outbox = undefined;
    this.until = undefined;
    this.busy = false;
    this.outcome = undefined;
  }

  send(apdu: Bytes): void {
    assert(this.ready, 'one command at a time, and only to a card that is active');
    this.busy = true;
    this.pcd!.begin(apdu);
  }

  result(): TerminalResult | undefined {
    const { outcome } = this;
    this.outcome = undefined;
    return outcome;
  }

  receive(now: Time, frame: Bytes): void {
    if (this.phase === 'polling' && this.until !== undefined) return this.onAnswer(now, frame);
    if (this.phase !== 'active') return;
    this.pcd!.receive(now, withoutIso14443Crc(this.type, frame));
    this.look();
  }

  private look(): void {
    const { answer, failure } = this.pcd!;
    if (!this.busy || (answer === undefined && failure === undefined)) return;
    this.busy = false;
    if (answer !== undefined) {
      this.outcome = { kind: 'answer', bytes: answer };
      return;
    }
    this.outcome = { kind: 'failed', why: failure! };
    // To continue, the client must activate the card again.
    this.phase = 'failed';
    this.failure = failure;
  }

  private onAnswer(now: Time, frame: Bytes | undefined): void {
    this.until = undefined;
    const step = this.poll!.next(frame);
    if (step.done !== true) {
      this.outbox = step.value;
      return;
    }
    this.poll = undefined;
    if (step.value === undefined) {
      this.notBefore = now + POLL_PAUSE;
      return;
    }
    this.found = step.value;
    this.pcd = new Pcd(step.value);
    this.phase = 'active';
    this.notBefore = now + step.value.guard;
  }

  transmit(now: Time): Bytes | undefined {
    if (now < this.notBefore || this.phase === 'off' || this.phase === 'failed') return undefined;
    if (this.phase === 'resting') {
      this.field = true;
      this.phase = 'polling';
      this.notBefore = now + GUARD;
      return undefined;
    }
    if (this.phase === 'active') {
      const block = this.pcd!.transmit(now);
      this.look();
      return block === undefined ? undefined : withIso14443Crc(this.type, block);
    }
    return this.transmitPoll(now);
  }

  private transmitPoll(now: Time): Bytes | undefined {
    if (this.until !== undefined && now >= this.until) this.onAnswer(now, undefined);
    if (this.poll === undefined && this.phase === 'polling' && now >= this.notBefore) {
      if (now >= this.giveUpAt) {
        this.phase = 'failed';
        this.failure = 'no card of this type in the field';
        return undefined;
      }
      this.poll = this.type === 'A' ? pollTypeA() : pollTypeB();
      this.outbox = this.poll.next(undefined).value as Bytes;
    }
    const frame = this.outbox;
    this.outbox = undefined;
    if (frame !== undefined) this.until = now + ANSWER_WAIT;
    return frame;
  }

  wakeAt(): Time | undefined {
    switch (this.phase) {
      case 'off':
      case 'failed':
        return undefined;
      case 'resting':
        return this.notBefore;
      case 'active': {
        const wake = this.pcd!.wakeAt();
        return wake === undefined ? undefined : Math.max(wake, this.notBefore);
      }
      case 'polling':
        return this.outbox === undefined ? (this.until ?? this.notBefore) : this.notBefore;
    }
  }
}
