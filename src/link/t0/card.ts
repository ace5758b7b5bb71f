/** The card end of T=0, after ATR and PPS: one command header at a time. [ISO7816-3 §10.3] */
import { assert, type Bytes, bytes, concat, type Time } from '../../base/index.ts';
import { isT0Instruction, SW, T0_HEADER_LENGTH, T0_NULL } from '../../wire/index.ts';
import { CardEvents } from '../card-events.ts';
import type { CardEnd, CardEvent, LineSignal } from '../contract.ts';

export interface T0CardOptions<Port> {
  readonly port: Port;
  /** Longest pause between two characters of either side. [ISO7816-3 §10.2] */
  readonly wt: Time;
  /** Pause after which a command counts as broken off; the waiting time. */
  readonly gap?: Time | undefined;
  /** Request and send data one byte at a time, by INS complemented. */
  readonly singleBytes?: boolean | undefined;
}

type Phase = 'down' | 'header' | 'direction' | 'data' | 'executing';

/** Silent until power-on, reset, or `begin`. */
export function createT0Card<Port>(options: T0CardOptions<Port>): T0Card<Port> {
  return new T0Card(options);
}

export class T0Card<Port> implements CardEnd<Port> {
  private readonly options: T0CardOptions<Port>;
  private readonly events = new CardEvents<Port>();
  private phase: Phase = 'down';
  /** Header, then header and data; the first `count` bytes have come. */
  private held: Bytes | undefined;
  private count = 0;
  private outgoing = false;
  private outbox: Bytes | undefined;
  private answer: Bytes | undefined;
  private readyAt: Time = 0;
  private nullAt: Time = 0;
  private receivedAt: Time = 0;

  constructor(options: T0CardOptions<Port>) {
    this.options = options;
  }

  signal(_now: Time, signal: LineSignal): void {
    if (signal === 'power-on' || signal === 'reset') {
      this.begin();
      this.events.endSession('reset');
    } else if (signal === 'power-off') {
      this.stop();
      this.events.endSession('down');
    }
  }

  /** Starts waiting for a header; raises no event. */
  begin(): void {
    this.stop();
    this.phase = 'header';
  }

  stop(): void {
    this.phase = 'down';
    this.forget();
  }

  private forget(): void {
    this.held = undefined;
    this.count = 0;
    this.outbox = undefined;
    this.answer = undefined;
  }

  next(): CardEvent<Port> | undefined {
    return this.events.next();
  }

  receive(now: Time, source: Bytes, parity?: Uint8Array): void {
    if (this.phase !== 'header' && this.phase !== 'data') return;
    if (this.outbox !== undefined) return;
    if (this.isBrokenOff(now)) this.restart();
    this.receivedAt = now;
    const sound = parity === undefined ? source : withoutDamaged(source, parity);
    let from = 0;
    while (from < sound.length && (this.phase === 'header' || this.phase === 'data')) {
      if (this.outbox !== undefined) return;
      if (this.phase === 'header') from = this.takeHeader(now, sound, from);
      else from = this.takeData(now, sound, from);
    }
  }

  /** When the command that has begun counts as broken off. [ISO7816-3 §10.2] */
  private get brokenOffAt(): Time | undefined {
    const isComing = this.phase === 'header' || this.phase === 'data';
    if (!isComing || this.count === 0 || this.outbox !== undefined) return undefined;
    return this.receivedAt + (this.options.gap ?? this.options.wt) + 1;
  }

  private isBrokenOff(now: Time): boolean {
    const { brokenOffAt } = this;
    return brokenOffAt !== undefined && now >= brokenOffAt;
  }

  /** Waits for the next header. */
  private restart(): void {
    this.forget();
    this.phase = 'header';
  }

  private takeHeader(now: Time, source: Bytes, from: number): number {
    this.held ??= new Uint8Array(T0_HEADER_LENGTH);
    const take = Math.min(T0_HEADER_LENGTH - this.count, source.length - from);
    this.held.set(source.subarray(from, from + take), this.count);
    this.count += take;
    if (this.count === T0_HEADER_LENGTH) this.onHeader(now, this.held);
    return from + take;
  }

  private onHeader(now: Time, header: Bytes): void {
    const refusal = header[0] === 0xff ? SW.CLA_NOT_SUPPORTED : SW.INS_NOT_SUPPORTED;
    if (header[0] === 0xff || !isT0Instruction(header[1]!)) {
      this.refuse(refusal);
      return;
    }
    this.phase = 'direction';
    this.nullAt = now + this.patience;
    this.events.push({ kind: 'header', port: this.options.port, header: header.slice(), lsi: 0 });
  }

  proceed(direction: 'in' | 'out' | number): void {
    if (this.phase !== 'direction') return;
    if (typeof direction === 'number') return this.refuse(direction);
    assert(this.held !== undefined, 'a direction follows a header');
    const header = this.held;
    const p3 = header[4]!;
    this.outgoing = direction === 'out';
    if (direction === 'out') return this.command(header);
    if (p3 === 0) return this.command(header.subarray(0, 4));
    this.held = new Uint8Array(T0_HEADER_LENGTH + p3);
    this.held.set(header);
    this.phase = 'data';
    this.outbox = bytes(this.procedure(header[1]!));
  }

  /** SW1 SW2 straight after the header: no INS, so that no data come. [ISO7816-3 §10.3.3] */
  private refuse(sw: number): void {
    this.restart();
    this.outbox = bytes(sw >> 8, sw & 0xff);
  }

  private takeData(now: Time, source: Bytes, from: number): number {
    const held = this.held!;
    const requested = this.options.singleBytes === true ? 1 : held.length - this.count;
    const take = Math.min(requested, source.length - from);
    held.set(source.subarray(from, from + take), this.count);
    this.count += take;
    if (this.count === held.length) {
      this.nullAt = now + this.patience;
      this.command(held);
    } else if (this.options.singleBytes === true) {
      this.outbox = bytes(this.procedure(held[1]!));
    }
    return from + take;
  }

  private procedure(ins: number): number {
    return this.options.singleBytes === true ? ins ^ 0xff : ins;
  }

  private command(apdu: Bytes): void {
    this.phase = 'executing';
    this.answer = undefined;
    this.events.push({ kind: 'command', port: this.options.port, apdu: apdu.slice(), lsi: 0 });
  }

  respond(answer: Bytes, readyAt: Time): void {
    if (this.phase !== 'executing') return;
    this.answer = answer;
    this.readyAt = readyAt;
  }

  transmit(now: Time): Bytes | undefined {
    if (this.outbox !== undefined) {
      const out = this.outbox;
      this.outbox = undefined;
      this.receivedAt = now;
      return out;
    }
    if (this.isBrokenOff(now)) this.restart();
    if (this.phase !== 'executing' && this.phase !== 'direction') return undefined;
    if (this.phase === 'executing' && this.answer !== undefined && this.readyAt <= now) {
      const whole = this.framed(this.answer);
      this.restart();
      return whole;
    }
    if (now < this.nullAt) return undefined;
    this.nullAt = now + this.patience;
    return NULL;
  }

  /** Procedure byte, data and status; data shorter than P3 has to go byte by byte. */
  private framed(answer: Bytes): Bytes {
    const length = answer.length - 2;
    if (!this.outgoing || length <= 0) return length > 0 ? answer.subarray(length) : answer;
    const ins = this.held![1]!;
    const whole = length === (this.held![4]! || 256);
    if (whole && this.options.singleBytes !== true) return concat(bytes(ins), answer);
    const out = new Uint8Array(2 * length + 2);
    for (let i = 0; i < length; i++) {
      out[2 * i] = ins ^ 0xff;
      out[2 * i + 1] = answer[i]!;
    }
    out.set(answer.subarray(length), 2 * length);
    return out;
  }

  wakeAt(): Time | undefined {
    if (this.outbox !== undefined) return 0;
    if (this.phase === 'direction') return this.nullAt;
    if (this.phase !== 'executing') return this.brokenOffAt;
    return this.answer === undefined ? this.nullAt : Math.min(this.nullAt, this.readyAt);
  }

  /** NULL goes out well before the waiting time ends. [TS102221 §7.2.1] */
  private get patience(): Time {
    return (this.options.wt * 3) / 4;
  }
}

const NULL: Bytes = bytes(T0_NULL);

/** Damaged characters are repeated by the sender, so they count as not having come. */
export function withoutDamaged(source: Bytes, parity: Uint8Array): Bytes {
  return source.filter((_, i) => (parity[i] ?? 0) === 0);
}
