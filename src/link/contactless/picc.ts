/**
 * The card's side of the contactless block protocol, as the NFC controller runs it for the chip:
 * it answers, never begins, and requests time by S(WTX). [ISO14443-4 §7.5]
 */
import { type Bytes, concat, isWireError, type Time } from '../../base/index.ts';
import {
  emitIso14443Block,
  frameWaitingTime,
  type Iso14443Block,
  parseIso14443Block,
} from '../../wire/index.ts';
import { WaitBound } from '../wait-bound.ts';

export interface PiccSettings {
  /** Largest frame the reader takes, check included. */
  readonly fsd: number;
  readonly fwi: number;
  /** The number the reader gave the card. */
  readonly cid: number;
}

/** Bytes of a block around INF: control byte, CID and check. */
const OVERHEAD = 4;
const COMMAND_LENGTH_MAX = 4 + 3 + 65_535 + 2;

export class Picc {
  /** A whole command that arrived. */
  command: Bytes | undefined;
  /** The session is over: the reader has ended it, or the chip never answered. */
  deselected = false;
  private readonly settings: PiccSettings;
  private readonly fwt: Time;
  /** The card begins with 1, so that the first block of the reader, 0, differs. */
  private number: 0 | 1 = 1;
  private cid: number | undefined;
  private last: Bytes | undefined;
  private outbox: Bytes | undefined;
  private gathered: Bytes[] = [];
  private gatheredLength = 0;
  private executing = false;
  private extending = false;
  private extendAt: Time = 0;
  private readonly bound = new WaitBound();
  private answer: Bytes | undefined;
  private at = 0;

  constructor(settings: PiccSettings) {
    this.settings = settings;
    this.fwt = frameWaitingTime(settings.fwi);
  }

  /** One block without its check. What is no block of ours stays unanswered. */
  receive(now: Time, source: Bytes): void {
    const block = parseIso14443Block(source);
    if (isWireError(block)) return;
    if (block.cid !== undefined ? block.cid !== this.settings.cid : this.settings.cid !== 0) return;
    this.cid = block.cid;
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
    // A repeated block must not run a command twice.
    if (block.number === this.number) return this.repeat();
    if (this.executing) return;
    this.number = block.number;
    this.answer = undefined;
    if (block.inf.length > 0) this.gathered.push(block.inf.slice());
    this.gatheredLength += block.inf.length;
    if (this.gatheredLength > COMMAND_LENGTH_MAX) return this.forget();
    if (block.more) return this.receipt();
    this.command = concat(...this.gathered);
    this.forget();
    this.executing = true;
    this.extending = false;
    this.extendAt = now + this.fwt / 2;
    this.bound.renew();
    this.last = undefined;
  }

  private forget(): void {
    this.gathered = [];
    this.gatheredLength = 0;
  }

  /** Rules 11 to 13. */
  private onReceipt(block: Extract<Iso14443Block, { kind: 'R' }>): void {
    if (block.number === this.number) return this.repeat();
    if (block.nak) return this.receipt();
    if (this.answer === undefined || this.executing) return;
    this.number = block.number;
    this.sendPart();
  }

  private onSupervision(now: Time, block: Extract<Iso14443Block, { kind: 'S' }>): void {
    if (block.what === 'deselect') {
      this.send({ kind: 'S', what: 'deselect', cid: this.cid, inf: block.inf });
      this.deselected = true;
      this.executing = false;
      return;
    }
    if (!this.extending) return;
    this.extending = false;
    this.extendAt = now + this.fwt / 2;
  }

  private repeat(): void {
    if (this.last !== undefined) this.outbox = this.last;
  }

  private receipt(): void {
    this.send({ kind: 'R', number: this.number, nak: false, cid: this.cid });
  }

  private send(block: Iso14443Block): void {
    this.last = emitIso14443Block(block);
    this.outbox = this.last;
  }

  /** The chip's answer to the command. */
  respond(answer: Bytes): void {
    if (!this.executing) return;
    this.answer = answer;
    this.at = 0;
  }

  private sendPart(): void {
    const answer = this.answer!;
    const end = Math.min(this.at + this.settings.fsd - OVERHEAD, answer.length);
    const inf = answer.subarray(this.at, end);
    const more = end < answer.length;
    this.send({ kind: 'I', number: this.number, more, cid: this.cid, inf });
    this.at = end;
    if (!more) this.answer = undefined;
  }

  transmit(now: Time): Bytes | undefined {
    if (this.executing && !this.extending && this.outbox === undefined) {
      if (this.answer !== undefined) {
        this.executing = false;
        this.sendPart();
      } else if (now >= this.extendAt) {
        this.extend(now);
      }
    }
    const block = this.outbox;
    this.outbox = undefined;
    return block;
  }

  private extend(now: Time): void {
    if (!this.bound.grants(now)) {
      this.executing = false;
      this.deselected = true;
      return;
    }
    this.extending = true;
    this.send({ kind: 'S', what: 'wtx', cid: this.cid, inf: ONE });
  }

  wakeAt(): Time | undefined {
    if (this.outbox !== undefined) return 0;
    if (!this.executing || this.extending) return undefined;
    return this.answer !== undefined ? 0 : this.extendAt;
  }
}

const ONE: Bytes = Uint8Array.of(1);
