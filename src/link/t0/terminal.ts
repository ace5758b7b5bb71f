/** The terminal end of T=0, after ATR and PPS: APDUs onto TPDUs. [ISO7816-3 §12.2] */
import {
  assert,
  type Bytes,
  bytes,
  concat,
  describeWireError,
  EMPTY,
  isWireError,
  RESPONSE_DATA_MAX,
  type Time,
} from '../../base/index.ts';
import {
  classWithChannel,
  type CommandApdu,
  INS,
  parseClassByte,
  parseCommandApdu,
  SW,
} from '../../wire/index.ts';
import type { TerminalResult } from '../contract.ts';
import { withoutDamaged } from './card.ts';
import { TpduExchange } from './tpdu.ts';

const SEGMENT_MAX = 255;
/** Exchanges that one APDU may take: 64 KiB in pieces of 255 bytes, with room to spare. */
const EXCHANGES_MAX = 1_024;
/** Class of GSM 11.11, whose 9Fxx is what 61xx became. */
const CLA_GSM = 0xa0;

export interface T0TerminalOptions {
  /** `tpdu`: 61xx and 6Cxx are the answer. `apdu`: they are resolved. */
  readonly manner: 'tpdu' | 'apdu';
  /** Longest pause between two characters of either side. [ISO7816-3 §10.2] */
  readonly wt: Time;
  /** Factor of the time after which the card discards an incomplete command; 1 by default. */
  readonly gapFactor?: number | undefined;
}

/** Down until `begin`. */
export function createT0Terminal(options: T0TerminalOptions): T0Terminal {
  return new T0Terminal(options);
}

type Stage = 'command' | 'envelope' | 'get-response' | 'warning';

export class T0Terminal {
  private readonly options: T0TerminalOptions;
  private phase: 'down' | 'idle' | 'busy' | 'rest' | 'dead' = 'down';
  private exchange: TpduExchange | undefined;
  private apdu: Bytes = EMPTY;
  private command: CommandApdu | undefined;
  private stage: Stage = 'command';
  /** ENVELOPE: how much of the APDU has gone, and whether a segment ended it. */
  private enveloped = 0;
  private envelopeEnded = false;
  private readonly parts: Bytes[] = [];
  private partsLength = 0;
  private exchanges = 0;
  private reissued = false;
  private warning = 0;
  private outcome: TerminalResult | undefined;
  private deadline: Time | undefined;
  /** When the card has discarded the command that was given up. */
  private restUntil: Time = 0;
  /** Whether a damaged character came in answer to the header. */
  private isDamaged = false;
  failure: string | undefined;

  constructor(options: T0TerminalOptions) {
    this.options = options;
  }

  get ready(): boolean {
    return this.phase === 'idle';
  }

  begin(): void {
    this.stop();
    this.phase = 'idle';
  }

  stop(): void {
    this.forget();
    this.phase = 'down';
    this.outcome = undefined;
    this.failure = undefined;
  }

  private forget(): void {
    this.exchange = undefined;
    this.apdu = EMPTY;
    this.command = undefined;
    this.parts.length = 0;
    this.partsLength = 0;
    this.deadline = undefined;
  }

  send(apdu: Bytes): void {
    assert(this.phase === 'idle' && this.outcome === undefined, 'one command at a time');
    const command = parseCommandApdu(apdu);
    if (isWireError(command)) {
      this.outcome = { kind: 'failed', why: describeWireError(command) };
      return;
    }
    this.phase = 'busy';
    this.apdu = apdu;
    this.command = command;
    this.exchanges = 0;
    this.warning = 0;
    this.enveloped = 0;
    this.envelopeEnded = false;
    if (command.data.length > SEGMENT_MAX) return this.envelope();
    const p3 = command.data.length > 0 ? command.data.length : lengthByte(command.le ?? 0);
    this.start('command', { ...command, p3 }, command.data);
  }

  result(): TerminalResult | undefined {
    const outcome = this.outcome;
    this.outcome = undefined;
    return outcome;
  }

  private start(
    stage: Stage,
    header: { cla: number; ins: number; p1: number; p2: number; p3: number },
    data: Bytes,
  ): void {
    this.stage = stage;
    this.reissued = false;
    this.exchanges++;
    if (this.exchanges > EXCHANGES_MAX) return this.die('the card never comes to an end');
    this.isDamaged = false;
    this.exchange = new TpduExchange(header, data);
  }

  receive(now: Time, source: Bytes, parity?: Uint8Array): void {
    const { exchange } = this;
    if (exchange === undefined || exchange.pending || this.deadline === undefined) return;
    this.isDamaged ||= parity?.some((flag) => flag !== 0) === true;
    exchange.receive(now, parity === undefined ? source : withoutDamaged(source, parity));
    this.deadline = now + this.options.wt;
    if (exchange.broken !== undefined) return this.die(exchange.broken);
    if (exchange.sw !== undefined) this.onStatus(exchange, exchange.sw);
  }

  transmit(now: Time): Bytes | undefined {
    if (this.phase === 'rest' && now >= this.restUntil) this.phase = 'idle';
    if (this.phase !== 'busy') return undefined;
    const run = this.exchange?.take();
    if (run !== undefined) {
      this.deadline = now + this.options.wt;
    } else if (this.deadline !== undefined && now > this.deadline) {
      this.onSilence(now, this.deadline);
    }
    return run;
  }

  wakeAt(): Time | undefined {
    if (this.phase === 'rest') return this.restUntil;
    if (this.phase !== 'busy') return undefined;
    if (this.exchange?.pending === true) return 0;
    return this.deadline === undefined ? undefined : this.deadline + 1;
  }

  /**
   * Five bytes can be a command with Le, or the header of one without its data: no terminal can
   * distinguish them, and a card that waits for the data does not answer. It takes
   * the command for broken off after the same waiting time, so the command alone is given up.
   * [ISO7816-3 §10.2] [ISO7816-3 §12.2]
   */
  private onSilence(now: Time, deadline: Time): void {
    const isClients = this.stage === 'command' && this.exchange?.lacksData === true;
    if (!isClients || this.isDamaged) return this.die('the card is silent beyond the waiting time');
    this.answer(EMPTY, SW.WRONG_LENGTH);
    this.restUntil = deadline + this.options.wt * ((this.options.gapFactor ?? 1) - 1) + 1;
    if (now < this.restUntil) this.phase = 'rest';
  }

  private onStatus(exchange: TpduExchange, sw: number): void {
    this.deadline = undefined;
    // The header alone cannot say which way the data go; the card went by its instruction.
    if (exchange.tookNone) return this.answer(EMPTY, SW.WRONG_LENGTH);
    switch (this.stage) {
      case 'envelope':
        return this.onEnvelope(exchange, sw);
      case 'warning':
        return this.onWarningAnswer(exchange, sw);
      case 'command':
      case 'get-response':
        if (this.options.manner === 'tpdu') return this.answer(exchange.data, sw);
        return this.resolve(exchange, sw);
    }
  }

  /** What manner `apdu` does with a status. [ISO7816-3 §12.2] [TS102221 §7.3.1.1] */
  private resolve(exchange: TpduExchange, sw: number): void {
    const le = this.command!.le;
    const sw1 = sw >> 8;
    if (sw1 === 0x6c && !this.reissued && le !== undefined && exchange.data.length === 0) {
      return this.reissue(exchange, sw & 0xff);
    }
    this.parts.push(exchange.data);
    this.partsLength += exchange.data.length;
    // A command without Le requests nothing, yet 61xx says that there is an answer: take it whole.
    const room = (le ?? RESPONSE_DATA_MAX) - this.partsLength;
    const more = sw1 === 0x61 || (sw1 === 0x9f && this.command!.cla === CLA_GSM);
    if (more && room > 0) return this.getResponse('get-response', Math.min(sw & 0xff || 256, room));
    const case4 = le !== undefined && this.command!.data.length > 0;
    const warned = (sw1 === 0x62 || sw1 === 0x63) && case4 && this.stage === 'command';
    if (warned && this.partsLength === 0) {
      this.warning = sw;
      return this.getResponse('warning', 256);
    }
    this.answer(concat(...this.parts), sw);
  }

  private reissue(exchange: TpduExchange, length: number): void {
    const { stage } = this;
    this.start(stage, { ...exchange.header, p3: length }, EMPTY);
    this.reissued = true;
  }

  private getResponse(stage: Stage, length: number): void {
    // GSM 11.11 has its own class for it as well.
    const cla = this.command!.cla === CLA_GSM ? CLA_GSM : this.channelClass();
    const header = { cla, ins: INS.GET_RESPONSE, p1: 0, p2: 0 };
    this.start(stage, { ...header, p3: lengthByte(length) }, EMPTY);
  }

  /** After a warning the data, if there are any, wait for GET RESPONSE. [TS102221 §7.3.1.1.5] */
  private onWarningAnswer(exchange: TpduExchange, sw: number): void {
    if (sw >> 8 === 0x6c && !this.reissued) return this.reissue(exchange, sw & 0xff);
    this.answer(exchange.data, this.warning);
  }

  /** The whole APDU goes in segments; one that is not full ends it. [ISO7816-4 §11.8.2] */
  private envelope(): void {
    const segment = this.apdu.subarray(this.enveloped, this.enveloped + SEGMENT_MAX);
    this.enveloped += segment.length;
    this.envelopeEnded = segment.length < SEGMENT_MAX;
    const header = { cla: this.channelClass(), ins: INS.ENVELOPE, p1: 0, p2: 0 };
    this.start('envelope', { ...header, p3: segment.length }, segment);
  }

  private onEnvelope(exchange: TpduExchange, sw: number): void {
    if (sw === SW.OK && !this.envelopeEnded) return this.envelope();
    this.stage = 'command';
    if (this.options.manner === 'tpdu') return this.answer(exchange.data, sw);
    this.resolve(exchange, sw);
  }

  /** Interindustry class on the command's logical channel. [TS102221 §10.1.1] */
  private channelClass(): number {
    const cla = parseClassByte(this.command!.cla);
    return isWireError(cla) ? this.command!.cla : classWithChannel(0, cla.channel);
  }

  private answer(data: Bytes, sw: number): void {
    this.forget();
    this.phase = 'idle';
    this.outcome = { kind: 'answer', bytes: concat(data, bytes(sw >> 8, sw & 0xff)) };
  }

  /** T=0 has no recovery above the character: only a reset helps. */
  private die(why: string): void {
    this.forget();
    this.phase = 'dead';
    this.failure = why;
    this.outcome = { kind: 'failed', why };
  }
}

/** P3 of an expected length: 256 and more count as 0. */
function lengthByte(length: number): number {
  return length > 255 ? 0 : length;
}
