/**
 * What both ends of T=1 and T=1' share: one block out at a time, sequence numbers, the chain
 * being sent, the chain being gathered, and repetition. Role and dialect are added by the card
 * and the terminal side. [ISO7816-3 §11.6]
 */
import { assert, type Bytes, concat, EMPTY, type Time } from '../../base/index.ts';
import { blockKind, PCB } from '../../wire/index.ts';
import type { Framing } from './framing.ts';
import { BlockReceiver } from './receiver.ts';

export interface BlockTimes {
  /** Longest pause between two characters of a block. [ISO7816-3 §11.4.3] */
  readonly cwt: Time;
  /** Longest pause between a block and its answer. [ISO7816-3 §11.4.3] */
  readonly bwt: Time;
  /** Pause within a block after which it counts as broken off; the character waiting time. */
  readonly gap?: Time | undefined;
}

/** Information field size of either side until another is agreed. [ISO7816-3 §11.4.2] */
export const IFS_DEFAULT = 32;
/** Longest information field that a one-byte S(IFS) can name. [ISO7816-3 §11.4.2] */
const IFS_SHORT_MAX = 0xfe;
/** An extended command with all its length fields. [ISO7816-3 §12.1.3] */
export const COMMAND_LENGTH_MAX = 4 + 3 + 65_535 + 2;
/** A full extended response with its status. [ISO7816-3 §12.1.3] */
export const RESPONSE_LENGTH_MAX = 65_536 + 2;

export type BlockFlaw = 'edc' | 'other';

export abstract class BlockEngine {
  protected readonly framing: Framing;
  protected readonly receiver: BlockReceiver;
  protected nadOut: number;
  protected nadIn: number;
  protected times: BlockTimes;
  /** INF that this end may send, and may be sent. */
  protected peerIfs = IFS_DEFAULT;
  protected ownIfs = IFS_DEFAULT;
  /** N(S) of the I-block outstanding or next; N(S) awaited from the peer. */
  protected sendNumber = 0;
  protected receiveNumber = 0;
  /** The APDU being sent; the I-block outstanding is `sentLength` bytes of it from `sentFrom`. */
  protected message: Bytes | undefined;
  protected sentFrom = 0;
  protected sentLength = 0;
  /** The S-request outstanding, or 0. */
  protected requested = 0;
  /** Blocks in a row that were no use. */
  protected flaws = 0;
  /** The block sent last, for repetition. */
  protected last: Bytes | undefined;
  private outbox: Bytes | undefined;
  /** After damage: wait for silence before answering. */
  private quietUntil: Time | undefined;
  private gapAt: Time | undefined;
  private gathered: Bytes[] | undefined;
  private gatheredLength = 0;

  constructor(framing: Framing, role: 'card' | 'terminal', times: BlockTimes) {
    this.framing = framing;
    this.nadOut = role === 'card' ? framing.toTerminal : framing.toCard;
    this.nadIn = role === 'card' ? framing.toCard : framing.toTerminal;
    this.receiver = new BlockReceiver(framing, this.nadIn);
    this.times = times;
  }

  /** One information block accepted by `gather` may be followed by these. */
  protected abstract onI(now: Time, block: ReceivedI): void;
  /** `number` is the N(S) the peer awaits. */
  protected abstract onR(now: Time, number: number): void;
  protected abstract onS(now: Time, pcb: number, inf: Bytes): void;
  /** A block that cannot be used, or silence where one was due. */
  protected abstract onFlaw(now: Time, flaw: BlockFlaw): void;
  /** Time passed: put into the outbox what is due. */
  protected abstract act(now: Time): void;
  protected abstract onSent(now: Time): void;
  /** When `act` has something to do. */
  protected abstract actAt(): Time | undefined;

  receive(now: Time, bytes: Bytes, parity?: Uint8Array): void {
    if (this.outbox !== undefined) {
      if (this.quietUntil !== undefined) this.quietUntil = now + this.quiet;
      return;
    }
    // The pause has ended the block before: this is the beginning of another.
    if (this.gapAt !== undefined && now >= this.gapAt) {
      this.gapAt = undefined;
      this.receiver.drop();
    }
    const reception = this.receiver.push(bytes, parity);
    if (reception === 'idle') return;
    if (reception === 'partial') {
      this.gapAt = now + Math.min(this.times.gap ?? this.times.cwt, (this.times.bwt * 3) / 4);
      return;
    }
    this.gapAt = undefined;
    if (reception === 'block') {
      this.onBlock(now, this.receiver.block);
    } else {
      this.onFlaw(now, reception);
      if (this.outbox !== undefined) this.quietUntil = now + this.quiet;
    }
  }

  transmit(now: Time): Bytes | undefined {
    if (this.gapAt !== undefined && now >= this.gapAt) {
      this.gapAt = undefined;
      this.receiver.drop();
      this.onFlaw(now, 'other');
    }
    if (this.outbox === undefined && this.gapAt === undefined) this.act(now);
    if (this.outbox === undefined) return undefined;
    if (this.quietUntil !== undefined && now < this.quietUntil) return undefined;
    const block = this.outbox;
    this.outbox = undefined;
    this.quietUntil = undefined;
    this.receiver.drop();
    this.onSent(now);
    return block;
  }

  /**
   * Silence that ends a damaged block. Like the longest pause within a block it stays below the
   * block waiting time: a peer that has given up waiting begins a new block.
   */
  private get quiet(): Time {
    return Math.min(this.times.cwt, this.times.bwt / 2);
  }

  wakeAt(): Time | undefined {
    if (this.outbox !== undefined) return this.quietUntil ?? 0;
    return this.gapAt ?? this.actAt();
  }

  /** Clears the state of one session. */
  protected clear(): void {
    this.clearNumbers();
    this.outbox = undefined;
    this.quietUntil = undefined;
    this.gapAt = undefined;
    this.last = undefined;
    this.flaws = 0;
    this.receiver.drop();
  }

  /** What S(RESYNCH) sets back on both sides. [ISO7816-3 §11.6.3.2 rule 6] */
  protected clearNumbers(): void {
    this.sendNumber = 0;
    this.receiveNumber = 0;
    this.requested = 0;
    this.endMessage();
    this.dropGathered();
  }

  protected get busySending(): boolean {
    return this.outbox !== undefined;
  }

  /** Whether the I-block outstanding is the last of its chain. */
  protected get lastBlockOut(): boolean {
    return this.message !== undefined && this.sentFrom + this.sentLength === this.message.length;
  }

  protected beginMessage(message: Bytes): void {
    this.message = message;
    this.sentFrom = 0;
    this.sendI();
  }

  /** The peer has the outstanding I-block. */
  protected acknowledge(): void {
    this.sendNumber ^= 1;
    this.sentFrom += this.sentLength;
    this.sentLength = 0;
  }

  protected endMessage(): void {
    this.message = undefined;
    this.sentFrom = 0;
    this.sentLength = 0;
  }

  /** Sends the next I-block of the chain. */
  protected sendI(): void {
    assert(this.message !== undefined, 'an I-block needs a message');
    this.sentLength = Math.min(this.peerIfs, this.message.length - this.sentFrom);
    this.repeatI();
  }

  /** Sends the outstanding I-block (again). */
  protected repeatI(): void {
    assert(this.message !== undefined, 'an I-block needs a message');
    const end = this.sentFrom + this.sentLength;
    const more = end < this.message.length ? PCB.I_MORE : 0;
    const pcb = PCB.I | (this.sendNumber << 6) | more;
    const isWhole = this.sentLength === this.message.length;
    this.post(pcb, isWhole ? this.message : this.message.subarray(this.sentFrom, end));
  }

  protected sendR(reason: number): void {
    this.post(PCB.R | (this.receiveNumber << 4) | reason, EMPTY);
  }

  protected sendS(pcb: number, inf: Bytes): void {
    if ((pcb & PCB.S_RESPONSE) === 0) this.requested = pcb;
    this.post(pcb, inf);
  }

  protected repeatLast(): void {
    this.outbox = this.last;
  }

  /** Whether the block sent last is of this kind. */
  protected lastWas(kind: 'I' | 'R' | 'S'): boolean {
    return this.last !== undefined && blockKind(this.last[1]!) === kind;
  }

  protected withdraw(): void {
    this.outbox = undefined;
    this.quietUntil = undefined;
  }

  /** Adds one part to the chain being gathered; false when it would grow beyond `max`. */
  protected gather(inf: Bytes, max: number): boolean {
    if (this.gatheredLength + inf.length > max) return false;
    this.gathered ??= [];
    // A chain of empty blocks has no end, and must take no room.
    if (inf.length > 0) this.gathered.push(inf);
    this.gatheredLength += inf.length;
    return true;
  }

  protected takeGathered(): Bytes {
    const parts = this.gathered ?? [];
    const whole = parts.length === 1 ? parts[0]! : concat(...parts);
    this.dropGathered();
    return whole;
  }

  protected dropGathered(): void {
    this.gathered = undefined;
    this.gatheredLength = 0;
  }

  protected get gathering(): boolean {
    return this.gathered !== undefined;
  }

  /** Reads the size an S(IFS) names: one byte, or two above FE; `undefined` when out of range. */
  protected readIfs(inf: Bytes): number | undefined {
    const two = this.framing.infMax > IFS_SHORT_MAX && inf.length === 2;
    if (!two && inf.length !== 1) return undefined;
    const value = two ? (inf[0]! << 8) | inf[1]! : inf[0]!;
    const max = two ? this.framing.infMax : IFS_SHORT_MAX;
    return value >= 1 && value <= max ? value : undefined;
  }

  private post(pcb: number, inf: Bytes): void {
    this.last = this.framing.emit({ nad: this.nadOut, pcb, inf });
    this.outbox = this.last;
    this.quietUntil = undefined;
  }

  private onBlock(now: Time, block: Bytes): void {
    const pcb = block[1]!;
    // A copy, since the block is the sender's. Of few bytes it costs less than a view.
    const inf = block.slice(this.framing.prologue, block.length - this.framing.epilogue);
    if (!this.acceptsNad(block[0]!)) return this.onFlaw(now, 'other');
    switch (blockKind(pcb)) {
      case 'I':
        if ((pcb & 0x1f) !== 0 || inf.length > this.ownIfs) return this.onFlaw(now, 'other');
        return this.onI(now, {
          number: (pcb >> 6) & 1,
          more: (pcb & PCB.I_MORE) !== 0,
          inf,
        });
      case 'R':
        if (!isReceipt(pcb) || inf.length !== 0) return this.onFlaw(now, 'other');
        return this.onR(now, (pcb >> 4) & 1);
      case 'S':
        return this.onS(now, pcb, inf);
    }
  }

  protected acceptsNad(nad: number): boolean {
    return nad === this.nadIn;
  }
}

export interface ReceivedI {
  readonly number: number;
  readonly more: boolean;
  readonly inf: Bytes;
}

/** The bytes that name an information field size in S(IFS). */
export function ifsField(size: number): Bytes {
  return size <= IFS_SHORT_MAX ? Uint8Array.of(size) : Uint8Array.of(size >> 8, size & 0xff);
}

/** 100, N(R), 00 and the reason; all else is reserved. [ISO7816-3 §11.3.2.2] [GPSPI §6.3] */
function isReceipt(pcb: number): boolean {
  return (pcb & PCB.R_RESERVED) === 0 && (pcb & PCB.R_REASON) <= PCB.R_OTHER;
}

/** The node address of the answer: source and destination change places. [ISO7816-3 §11.3.2.1] */
export function swapNad(nad: number): number {
  return ((nad & 0x0f) << 4) | (nad >> 4);
}
