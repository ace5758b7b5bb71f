/**
 * The terminal's side of the contacts of ISO 7816: reads the ATR, negotiates by PPS where another
 * protocol is configured, then runs T=0 or T=1. [ISO7816-3 §6.2, §8, §9] [M-70] [M-71]
 */
import {
  assert,
  type Bytes,
  concat,
  describeWireError,
  EMPTY,
  isWireError,
  type Time,
} from '../../base/index.ts';
import {
  ATR_LENGTH_MAX,
  atrLength,
  type AtrParameters,
  atrParameters,
  emitPps,
  parseAtr,
  parsePps,
  ppsLength,
  rateFactors,
} from '../../wire/index.ts';
import type { LineSignal, TerminalEnd, TerminalResult } from '../contract.ts';
import { createT0Terminal, type T0Terminal } from '../t0/index.ts';
import {
  createT1Terminal,
  type Rate,
  RATE_DEFAULT,
  type T1Terminal,
  t1Times,
} from '../t1/index.ts';
import { t0WaitingTime, WT_INITIAL } from './times.ts';

export type ContactsProtocol = 't0' | 't1';

export interface ContactsTerminalOptions {
  /** T=0 only: `tpdu` lets 61xx and 6Cxx reach the client, `apdu` resolves them. */
  readonly manner: 'tpdu' | 'apdu';
  /** The protocol to run; left out, the first that the card offers. */
  readonly requested?: ContactsProtocol | undefined;
  /** T=0 only: factor of the time after which the card discards a command; 1 by default. */
  readonly gapFactor?: number | undefined;
  /** T=1 only: the information field size to announce, 1 to 254. Default 254. */
  readonly ifsd?: number | undefined;
  /** T=1 only: node address of every block, 00 to FE. Default 00: none. */
  readonly nad?: number | undefined;
  /** Request the rate of TA1 even where the protocol needs no PPS. Default false. */
  readonly negotiateRate?: boolean | undefined;
}

/** A terminal end that can be set to use one protocol at the next power-on or reset. */
export interface ContactsTerminal extends TerminalEnd {
  requested: ContactsProtocol | undefined;
  /** The protocol in force, once ATR and PPS are done. */
  readonly active: ContactsProtocol | undefined;
}

export function createContactsTerminal(options: ContactsTerminalOptions): ContactsTerminal {
  return new Terminal(options);
}

class Terminal implements ContactsTerminal {
  requested: ContactsProtocol | undefined;
  private readonly options: ContactsTerminalOptions;
  private phase: 'down' | 'atr' | 'pps' | 'running' | 'failed' = 'down';
  private held: Bytes = EMPTY;
  private outbox: Bytes | undefined;
  private request: Bytes = EMPTY;
  private parameters: AtrParameters | undefined;
  private end: T0Terminal | T1Terminal | undefined;
  private deadline: Time | undefined;
  private refusal: string | undefined;
  active: ContactsProtocol | undefined;
  atr: Bytes | undefined;

  constructor(options: ContactsTerminalOptions) {
    this.options = options;
    this.requested = options.requested;
  }

  get ready(): boolean {
    return this.end?.ready === true;
  }

  get failure(): string | undefined {
    return this.refusal ?? this.end?.failure;
  }

  signal(now: Time, signal: LineSignal): void {
    if (signal === 'field-on' || signal === 'field-off') return;
    this.drop();
    if (signal === 'power-off') return;
    this.phase = 'atr';
    this.deadline = now + WT_INITIAL;
  }

  private drop(): void {
    this.phase = 'down';
    this.held = EMPTY;
    this.outbox = undefined;
    this.request = EMPTY;
    this.parameters = undefined;
    this.end = undefined;
    this.deadline = undefined;
    this.refusal = undefined;
    this.active = undefined;
    this.atr = undefined;
  }

  send(apdu: Bytes): void {
    assert(this.end !== undefined, 'a command needs a card that is up');
    this.end.send(apdu);
  }

  result(): TerminalResult | undefined {
    return this.end?.result();
  }

  receive(now: Time, source: Bytes, parity?: Uint8Array): void {
    if (this.phase === 'running') return this.end?.receive(now, source, parity);
    if (this.phase !== 'atr' && this.phase !== 'pps') return;
    if (this.outbox !== undefined || source.length === 0) return;
    this.deadline = now + WT_INITIAL;
    if (parity?.some((flag) => flag !== 0) === true) {
      return this.fail(this.phase === 'atr' ? 'the ATR came damaged' : 'the PPS came damaged');
    }
    this.held = concat(this.held, source.subarray(0, ATR_LENGTH_MAX));
    if (this.phase === 'atr') this.onAtr();
    else this.onPps();
  }

  private onAtr(): void {
    const length = atrLength(this.held);
    if (length === undefined || this.held.length < length) return;
    const bytes = this.held.slice(0, length);
    const atr = parseAtr(bytes);
    this.held = EMPTY;
    this.deadline = undefined;
    if (isWireError(atr)) return this.fail(describeWireError(atr));
    this.atr = bytes;
    this.parameters = atrParameters(atr);
    this.choose(this.parameters);
  }

  /** [ISO7816-3 §6.3.1] */
  private choose({ protocols, specific, ta1 }: AtrParameters): void {
    const first = specific ?? protocols[0]!;
    const protocol = this.requested === undefined ? first : this.requested === 't0' ? 0 : 1;
    const offered = specific === undefined ? protocols : [specific];
    if (protocol > 1) return this.fail(`the card runs T=${protocol}, which this terminal lacks`);
    if (!offered.includes(protocol)) return this.fail(`the card does not offer T=${protocol}`);
    const faster = this.options.negotiateRate === true && ta1 !== 0x11;
    const negotiable = specific === undefined && (protocol !== first || faster);
    if (!negotiable) return this.run(protocol, specific === undefined ? RATE_DEFAULT : rateOf(ta1));
    const pps1 = rateFactors(ta1) === undefined ? undefined : ta1;
    this.request = emitPps({ protocol, pps1, pps2: undefined, pps3: undefined });
    this.outbox = this.request;
    this.phase = 'pps';
  }

  /** The card answers with what it accepts; anything else is a refusal. [ISO7816-3 §9.3] */
  private onPps(): void {
    if (this.held.length < 2) return;
    const length = ppsLength(this.held[1]!);
    if (this.held.length < length) return;
    const answer = parsePps(this.held.subarray(0, length));
    const request = parsePps(this.request);
    this.held = EMPTY;
    this.deadline = undefined;
    if (isWireError(answer) || isWireError(request)) {
      return this.fail('the PPS answer is malformed');
    }
    const agreed =
      answer.protocol === request.protocol &&
      (answer.pps1 === undefined || answer.pps1 === request.pps1) &&
      answer.pps2 === undefined &&
      answer.pps3 === undefined;
    if (!agreed) return this.fail('the PPS answer does not fit the request');
    this.run(answer.protocol, answer.pps1 === undefined ? RATE_DEFAULT : rateOf(answer.pps1));
  }

  private run(protocol: number, rate: Rate): void {
    const parameters = this.parameters!;
    this.phase = 'running';
    this.active = protocol === 0 ? 't0' : 't1';
    if (protocol === 0) {
      const wt = t0WaitingTime(parameters.wi, rate);
      const { gapFactor } = this.options;
      this.end = createT0Terminal({ manner: this.options.manner, wt, gapFactor });
    } else {
      const { edc, ifsc } = parameters;
      const times = t1Times(parameters, rate);
      const { ifsd, nad } = this.options;
      this.end = createT1Terminal({ edc, ifsc, times, ifsd, nad });
    }
    this.end.begin();
  }

  private fail(why: string): void {
    this.phase = 'failed';
    this.deadline = undefined;
    this.outbox = undefined;
    this.active = undefined;
    this.refusal = why;
  }

  transmit(now: Time): Bytes | undefined {
    if (this.phase === 'running') return this.end?.transmit(now);
    if (this.outbox !== undefined) {
      const run = this.outbox;
      this.outbox = undefined;
      this.deadline = now + WT_INITIAL;
      return run;
    }
    if (this.deadline !== undefined && now > this.deadline) {
      this.fail(this.phase === 'pps' ? 'the card refused the PPS' : 'no answer to reset');
    }
    return undefined;
  }

  wakeAt(): Time | undefined {
    if (this.phase === 'running') return this.end?.wakeAt();
    if (this.outbox !== undefined) return 0;
    return this.deadline === undefined ? undefined : this.deadline + 1;
  }
}

function rateOf(ta1: number): Rate {
  return rateFactors(ta1) ?? RATE_DEFAULT;
}
