/**
 * The card's side of the contacts of ISO 7816: answer to reset, PPS, then T=0 or T=1.
 * [ISO7816-3 §6.2, §8, §9] [M-70] [M-71]
 */
import { assert, type Bytes, isWireError, type Time } from '../../base/index.ts';
import {
  type AtrParameters,
  atrParameters,
  emitPps,
  parseAtr,
  parsePps,
  type Pps,
  PPS_LENGTH_MAX,
  PPSS,
  ppsLength,
  rateFactors,
  type T1Edc,
} from '../../wire/index.ts';
import { CardEvents } from '../card-events.ts';
import type { CardEnd, CardEvent, LineSignal } from '../contract.ts';
import { createT0Card, type T0Card } from '../t0/index.ts';
import { createT1Card, type Rate, RATE_DEFAULT, type T1Card, t1Times } from '../t1/index.ts';
import { t0WaitingTime, WT_INITIAL } from './times.ts';

export interface ContactsCardOptions<Port> {
  /** Sent at power-on and reset; says which protocols there are. [ISO7816-3 §8.2] */
  readonly atr: Bytes;
  /** Needed when the ATR offers T=0. */
  readonly t0?:
    | {
        readonly port: Port;
        /** Move data one byte at a time, by INS complemented. */
        readonly singleBytes?: boolean | undefined;
      }
    | undefined;
  /** Needed when the ATR offers T=1; left out, `edc` and `ifsc` are what the ATR says. */
  readonly t1?:
    | {
        readonly port: Port;
        readonly edc?: T1Edc | undefined;
        /** The largest information field taken, 1 to 254. */
        readonly ifsc?: number | undefined;
        /** An IFSC that the card requests by S(IFS) before its first answer. */
        readonly ifsRequest?: number | undefined;
      }
    | undefined;
  /** How many times longer than allowed the terminal may pause between two characters. */
  readonly gapFactor?: number | undefined;
}

/** Throws `Fault` when the ATR is malformed or offers a protocol that has no port. */
export function createContactsCard<Port>(options: ContactsCardOptions<Port>): ContactsCard<Port> {
  return new ContactsCard(options);
}

type Phase = 'down' | 'atr' | 'open' | 'running';

/** Stands for a byte whose parity was wrong. */
const DAMAGED = -1;

export class ContactsCard<Port> implements CardEnd<Port> {
  private readonly options: ContactsCardOptions<Port>;
  private readonly parameters: AtrParameters;
  private readonly gapFactor: number;
  private readonly events = new CardEvents<Port>();
  private phase: Phase = 'down';
  private end: T0Card<Port> | T1Card<Port> | undefined;
  private protocol: 't0' | 't1' | undefined;
  private outbox: Bytes | undefined;
  /** A PPS request, as far as it came. */
  private request: number[] | undefined;
  private receivedAt: Time = 0;

  constructor(options: ContactsCardOptions<Port>) {
    const atr = parseAtr(options.atr);
    assert(!isWireError(atr), 'the ATR of an interface must be well-formed');
    this.options = options;
    this.gapFactor = options.gapFactor ?? 1;
    this.parameters = atrParameters(atr);
    const { protocols, specific } = this.parameters;
    for (const protocol of specific === undefined ? protocols : [specific]) {
      assert(this.has(protocol), `the ATR offers T=${protocol}, which has no port`);
    }
  }

  /** The protocol in force, once the terminal has chosen one or begun to use the first. */
  get active(): 't0' | 't1' | undefined {
    if (this.phase !== 'running') return undefined;
    return this.protocol;
  }

  signal(_now: Time, signal: LineSignal): void {
    if (signal === 'power-on' || signal === 'reset') {
      this.drop();
      this.phase = 'atr';
      this.outbox = this.options.atr;
      this.events.endSession('reset');
    } else if (signal === 'power-off') {
      this.drop();
      this.phase = 'down';
      this.events.endSession('down');
    }
  }

  private drop(): void {
    this.end = undefined;
    this.protocol = undefined;
    this.outbox = undefined;
    this.request = undefined;
  }

  next(): CardEvent<Port> | undefined {
    return this.events.next() ?? this.end?.next();
  }

  proceed(known: 'in' | 'out' | number): void {
    this.end?.proceed(known);
  }

  respond(answer: Bytes, readyAt: Time): void {
    this.end?.respond(answer, readyAt);
  }

  receive(now: Time, source: Bytes, parity?: Uint8Array): void {
    if (this.phase === 'running') return this.end?.receive(now, source, parity);
    if (this.phase !== 'open' || this.outbox !== undefined || source.length === 0) return;
    if (this.isBrokenOff(now)) this.request = undefined;
    this.receivedAt = now;
    const begun = this.request !== undefined;
    if (!begun && (source[0] !== PPSS || this.parameters.specific !== undefined)) {
      this.run(this.parameters.specific ?? this.parameters.protocols[0]!, RATE_DEFAULT);
      return this.end?.receive(now, source, parity);
    }
    this.takePps(source, parity);
  }

  /** When a PPS request that has begun counts as broken off. [ISO7816-3 §9.2] */
  private get brokenOffAt(): Time | undefined {
    return this.request && this.receivedAt + WT_INITIAL * this.gapFactor + 1;
  }

  private isBrokenOff(now: Time): boolean {
    const { brokenOffAt } = this;
    return brokenOffAt !== undefined && now >= brokenOffAt;
  }

  /** [ISO7816-3 §9.2] */
  private takePps(source: Bytes, parity: Uint8Array | undefined): void {
    this.request ??= [];
    for (const [i, byte] of source.entries()) {
      const damaged = parity !== undefined && (parity[i] ?? 0) !== 0;
      this.request.push(damaged ? DAMAGED : byte);
      const pps0 = this.request[1];
      const whole = pps0 === undefined ? PPS_LENGTH_MAX : ppsLength(Math.max(pps0, 0));
      if (this.request.length < whole) continue;
      const request = parsePps(Uint8Array.from(this.request));
      const sound = !this.request.includes(DAMAGED);
      this.request = undefined;
      if (sound && !isWireError(request)) this.onPps(request);
      return;
    }
  }

  /**
   * Accepts a protocol that the ATR offers; a rate beyond the announced one is left out of the
   * answer, which keeps the default. Anything else stays unanswered. [ISO7816-3 §9.3]
   */
  private onPps(request: Pps): void {
    if (!this.parameters.protocols.includes(request.protocol)) return;
    const pps1 = this.acceptsRate(request.pps1) ? request.pps1 : undefined;
    this.outbox = emitPps({ protocol: request.protocol, pps1, pps2: undefined, pps3: undefined });
    const rate = pps1 === undefined ? undefined : rateFactors(pps1);
    this.run(request.protocol, rate ?? RATE_DEFAULT);
  }

  private acceptsRate(pps1: number | undefined): boolean {
    const requested = pps1 === undefined ? undefined : rateFactors(pps1);
    const announced = rateFactors(this.parameters.ta1) ?? RATE_DEFAULT;
    return requested !== undefined && requested.d / requested.f <= announced.d / announced.f;
  }

  private run(protocol: number, rate: Rate): void {
    this.phase = 'running';
    const { t0, t1 } = this.options;
    if (protocol === 0) {
      assert(t0 !== undefined, 'T=0 has a port');
      const wt = t0WaitingTime(this.parameters.wi, rate);
      this.protocol = 't0';
      const gap = wt * this.gapFactor;
      this.end = createT0Card({ port: t0.port, wt, gap, singleBytes: t0.singleBytes });
    } else {
      assert(t1 !== undefined, 'T=1 has a port');
      this.protocol = 't1';
      const times = t1Times(this.parameters, rate);
      this.end = createT1Card({
        port: t1.port,
        edc: t1.edc ?? this.parameters.edc,
        ifsc: t1.ifsc ?? this.parameters.ifsc,
        times: { ...times, gap: times.cwt * this.gapFactor },
        ifsRequest: t1.ifsRequest,
      });
    }
    this.end.begin();
  }

  private has(protocol: number): boolean {
    if (protocol === 0) return this.options.t0 !== undefined;
    return protocol === 1 && this.options.t1 !== undefined;
  }

  transmit(now: Time): Bytes | undefined {
    if (this.outbox !== undefined) {
      const out = this.outbox;
      this.outbox = undefined;
      if (this.phase === 'atr') this.phase = 'open';
      return out;
    }
    if (this.isBrokenOff(now)) this.request = undefined;
    return this.end?.transmit(now);
  }

  wakeAt(): Time | undefined {
    return this.outbox !== undefined ? 0 : (this.brokenOffAt ?? this.end?.wakeAt());
  }
}
