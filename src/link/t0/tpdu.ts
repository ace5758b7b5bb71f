/** One T=0 exchange from the terminal's side: header out, procedure bytes in. [ISO7816-3 §10.3] */
import { type Bytes, bytes, concat, EMPTY, type Time } from '../../base/index.ts';
import { emitT0Header, parseT0Procedure, type T0Header } from '../../wire/index.ts';
import { WaitBound } from '../wait-bound.ts';

export class TpduExchange {
  readonly header: T0Header;
  /** The next run of bytes for the card, or `undefined`. */
  private outbox: Bytes | undefined;
  private toCard: Bytes;
  private sent = 0;
  private expected: number;
  private gathered: Bytes | undefined;
  private received = 0;
  private due = 0;
  private sw1 = 0;
  private readonly bound = new WaitBound();
  /** The card sends data where it was to take them: its instruction takes none. */
  private isTurned = false;
  /** Status, once the exchange is over. */
  sw: number | undefined;
  /** Why the exchange broke, if it did. */
  broken: string | undefined;

  /** `toCard` goes to the card; without it, data may come from the card. */
  constructor(header: T0Header, toCard: Bytes) {
    this.header = header;
    this.toCard = toCard;
    this.expected = toCard.length > 0 ? 0 : header.p3 || 256;
    this.outbox = emitT0Header(header);
  }

  take(): Bytes | undefined {
    const run = this.outbox;
    this.outbox = undefined;
    return run;
  }

  get pending(): boolean {
    return this.outbox !== undefined;
  }

  get data(): Bytes {
    return this.gathered?.subarray(0, this.received) ?? EMPTY;
  }

  receive(now: Time, source: Bytes): void {
    let from = 0;
    while (from < source.length && this.sw === undefined && this.broken === undefined) {
      if (this.due > 0) from = this.takeData(source, from);
      else if (this.sw1 !== 0) this.sw = (this.sw1 << 8) | source[from++]!;
      else this.onProcedure(now, source[from++]!, from < source.length);
    }
  }

  /** Whether the card took none of the data and answered as to a command without any. */
  get tookNone(): boolean {
    return this.isTurned || (this.toCard.length > 0 && this.sent === 0 && this.sw1 === 0x6c);
  }

  /**
   * Whether the card has acknowledged the header and sent nothing since, where there is nothing to
   * send either: it waits for data that the command lacks.
   */
  get lacksData(): boolean {
    return this.toCard.length === 0 && this.due > 0 && this.received === 0;
  }

  private takeData(source: Bytes, from: number): number {
    this.gathered ??= new Uint8Array(this.expected);
    const take = Math.min(this.due, source.length - from);
    this.gathered.set(source.subarray(from, from + take), this.received);
    this.received += take;
    this.due -= take;
    return from + take;
  }

  private onProcedure(now: Time, byte: number, isFollowed: boolean): void {
    const procedure = parseT0Procedure(byte, this.header.ins);
    if (procedure !== 'null') this.bound.renew();
    switch (procedure) {
      case 'null':
        if (!this.bound.grants(now)) this.broken = 'the card sends nothing but NULL';
        return;
      case 'status':
        this.sw1 = byte;
        return;
      case 'all':
        this.turn(isFollowed);
        return this.transfer(this.toCard.length > 0 ? this.toCard.length : this.expected);
      case 'one':
        this.turn(isFollowed);
        return this.transfer(1);
      case 'invalid':
        this.broken = `procedure byte ${byte.toString(16)} fits no rule`;
    }
  }

  /** A card that takes data waits for them after its procedure byte. [ISO7816-3 §10.3.3] */
  private turn(isFollowed: boolean): void {
    if (!isFollowed || this.toCard.length === 0 || this.sent > 0) return;
    this.isTurned = true;
    this.toCard = EMPTY;
    this.expected = this.header.p3 || 256;
  }

  private transfer(most: number): void {
    if (this.toCard.length > 0) {
      const end = Math.min(this.sent + most, this.toCard.length);
      if (end === this.sent) {
        this.broken = 'the card requests more data than P3 says';
        return;
      }
      this.outbox = this.toCard.subarray(this.sent, end);
      this.sent = end;
      return;
    }
    this.due = Math.min(most, this.expected - this.received);
    if (this.due === 0) this.broken = 'the card sends more data than P3 says';
  }

  /** Data and status together. */
  response(): Bytes {
    const sw = this.sw ?? 0;
    return concat(this.data, bytes(sw >> 8, sw & 0xff));
  }
}
