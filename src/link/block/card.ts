/** The card's side of T=1 and T=1': it answers, and requests waiting time. [ISO7816-3 §11.6.3] */
import { type Bytes, EMPTY, type Time } from '../../base/index.ts';
import { PCB } from '../../wire/index.ts';
import { CardEvents } from '../card-events.ts';
import type { CardEnd, CardEvent, LineSignal } from '../contract.ts';
import {
  BlockEngine,
  type BlockFlaw,
  type BlockTimes,
  COMMAND_LENGTH_MAX,
  ifsField,
  type ReceivedI,
  swapNad,
} from './engine.ts';
import type { Framing } from './framing.ts';

/** Useless blocks in a row after which the card only listens. [ISO7816-3 §11.6.3.2 rule 7.4.1] */
const FLAWS_MAX = 3;

export interface BlockCardSettings<Port> {
  readonly port: Port;
  readonly framing: Framing;
  readonly times: BlockTimes;
  /** The largest INF this card takes, as announced by its ATR or CIP record. */
  readonly ifsc: number;
  /** INF that the terminal takes before it says otherwise. */
  readonly ifsd: number;
  /** A size the card requests by S(IFS) before its first answer. */
  readonly ifsRequest: number | undefined;
  /** T=1' only: the communication interface parameters. */
  readonly cip: Bytes | undefined;
}

export class BlockCard<Port> extends BlockEngine implements CardEnd<Port> {
  private readonly settings: BlockCardSettings<Port>;
  private phase: 'down' | 'listening' | 'executing' | 'answering' = 'down';
  private readonly events = new CardEvents<Port>();
  private answer: Bytes | undefined;
  private readyAt: Time = 0;
  /** When a block must be sent so that the terminal does not time out. */
  private extendAt: Time = 0;
  private extended: Bytes = EMPTY;
  private ifsRequested: number | undefined;
  /** After our abort was confirmed: give the right to send back. */
  private yieldAfterAbort = false;
  /** T=1: whether a block has fixed the pair of node addresses. */
  private addressed = false;

  constructor(settings: BlockCardSettings<Port>) {
    super(settings.framing, 'card', settings.times);
    this.settings = settings;
    this.begin();
    this.phase = 'down';
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

  /** Starts listening with everything as after reset; raises no event. */
  begin(): void {
    this.clear();
    this.answer = undefined;
    this.phase = 'listening';
    this.peerIfs = this.settings.ifsd;
    this.ownIfs = this.settings.ifsc;
    this.ifsRequested = this.settings.ifsRequest;
    this.yieldAfterAbort = false;
    this.addressed = false;
  }

  stop(): void {
    this.begin();
    this.phase = 'down';
  }

  next(): CardEvent<Port> | undefined {
    return this.events.next();
  }

  /** Only T=0 requests a direction. */
  proceed(): void {}

  respond(answer: Bytes, readyAt: Time): void {
    if (this.phase !== 'executing') return;
    this.answer = answer;
    this.readyAt = readyAt;
  }

  override receive(now: Time, bytes: Bytes, parity?: Uint8Array): void {
    if (this.phase !== 'down') super.receive(now, bytes, parity);
  }

  protected onI(now: Time, block: ReceivedI): void {
    if (this.requested !== 0) return this.repeatRequest();
    if (this.phase === 'executing') return this.extend();
    if (this.phase === 'answering' && !this.lastBlockOut) return this.onFlaw(now, 'other');
    if (block.number !== this.receiveNumber) return this.onFlaw(now, 'other');
    this.flaws = 0;
    if (this.phase === 'answering') {
      this.acknowledge();
      this.endMessage();
      this.phase = 'listening';
    }
    this.receiveNumber ^= 1;
    if (!this.gather(block.inf, COMMAND_LENGTH_MAX)) {
      this.dropGathered();
      return this.sendS(PCB.S_ABORT, EMPTY);
    }
    if (block.more) return this.sendR(0);
    this.phase = 'executing';
    this.answer = undefined;
    this.extendAt = now + this.times.bwt / 2;
    this.events.push({
      kind: 'command',
      port: this.settings.port,
      apdu: this.takeGathered(),
      lsi: 0,
    });
  }

  protected onR(now: Time, number: number): void {
    if (this.requested !== 0) return this.repeatRequest();
    if (this.phase === 'executing') return this.extend();
    // Were such blocks not counted, two ends could answer R-blocks with R-blocks for good.
    if (this.phase === 'listening') return this.onFlaw(now, 'other');
    const repeats = number === this.sendNumber;
    if (!repeats && this.lastBlockOut) return this.onFlaw(now, 'other');
    this.flaws = 0;
    if (repeats) return this.repeatI();
    this.acknowledge();
    this.sendI();
  }

  protected onS(now: Time, pcb: number, inf: Bytes): void {
    if ((pcb & PCB.S_RESPONSE) !== 0) return this.onResponse(now, pcb, inf);
    switch (pcb) {
      case PCB.S_RESYNCH:
        if (inf.length !== 0) return this.onFlaw(now, 'other');
        return this.resynchronise();
      case PCB.S_IFS: {
        const size = this.readIfs(inf);
        if (size === undefined) return this.onFlaw(now, 'other');
        this.flaws = 0;
        this.peerIfs = size;
        return this.sendS(PCB.S_IFS | PCB.S_RESPONSE, inf);
      }
      case PCB.S_ABORT:
        if (inf.length !== 0) return this.onFlaw(now, 'other');
        return this.onAbort();
      default:
        return this.onDialect(now, pcb, inf);
    }
  }

  /** Requests that exist only in T=1'. [GPSPI §6.3] */
  private onDialect(now: Time, pcb: number, inf: Bytes): void {
    const { cip } = this.settings;
    if (cip === undefined || inf.length !== 0) return this.onFlaw(now, 'other');
    switch (pcb) {
      case PCB.S_CIP:
        this.flaws = 0;
        return this.sendS(pcb | PCB.S_RESPONSE, cip);
      case PCB.S_RELEASE:
      case PCB.S_SWR:
        this.begin();
        this.events.endSession('reset');
        return this.sendS(pcb | PCB.S_RESPONSE, EMPTY);
      default:
        return this.onFlaw(now, 'other');
    }
  }

  /** [ISO7816-3 §11.6.3.2 rule 6] */
  private resynchronise(): void {
    const interrupted = this.phase === 'executing';
    this.clear();
    this.answer = undefined;
    this.phase = 'listening';
    this.peerIfs = this.settings.ifsd;
    this.yieldAfterAbort = false;
    if (interrupted) this.abandon();
    this.sendS(PCB.S_RESYNCH | PCB.S_RESPONSE, EMPTY);
  }

  /** The command under way is of no use any more: taken back, or reported as given up. */
  private abandon(): void {
    if (this.events.takeBackCommand()) return;
    this.events.push({ kind: 'abort', port: this.settings.port });
  }

  /** The terminal gives up a chain, its own or ours, or waiting. [ISO7816-3 §11.6.3.2 rule 9] */
  private onAbort(): void {
    this.flaws = 0;
    this.requested = 0;
    this.dropGathered();
    if (this.phase === 'executing') this.abandon();
    if (this.phase === 'answering') {
      this.acknowledge();
      this.endMessage();
    }
    this.answer = undefined;
    this.phase = 'listening';
    this.sendS(PCB.S_ABORT | PCB.S_RESPONSE, EMPTY);
  }

  private onResponse(now: Time, pcb: number, inf: Bytes): void {
    const request = pcb & ~PCB.S_RESPONSE;
    if (request !== this.requested) return this.onFlaw(now, 'other');
    const fits =
      request === PCB.S_ABORT
        ? inf.length === 0
        : inf.length === this.extended.length && inf.every((byte, i) => byte === this.extended[i]);
    if (!fits) return this.onFlaw(now, 'other');
    this.flaws = 0;
    this.requested = 0;
    if (request === PCB.S_IFS) this.ownIfs = this.readIfs(inf) ?? this.ownIfs;
    this.extendAt = now + this.times.bwt / 2;
    if (request === PCB.S_ABORT) this.yieldAfterAbort = true;
  }

  protected onFlaw(_now: Time, flaw: BlockFlaw): void {
    this.flaws++;
    if (this.flaws > FLAWS_MAX) return this.withdraw();
    if (this.requested !== 0) return this.repeatRequest();
    if (this.phase === 'executing') return;
    if (this.lastWas('R')) return this.repeatLast();
    this.sendR(flaw === 'edc' ? PCB.R_EDC : PCB.R_OTHER);
  }

  protected act(now: Time): void {
    if (this.yieldAfterAbort) {
      this.yieldAfterAbort = false;
      return this.sendR(0);
    }
    if (this.phase !== 'executing' || this.requested !== 0) return;
    if (this.answer !== undefined && this.readyAt <= now) {
      if (this.ifsRequested !== undefined) {
        this.extended = ifsField(this.ifsRequested);
        this.ifsRequested = undefined;
        return this.sendS(PCB.S_IFS, this.extended);
      }
      const answer = this.answer;
      this.answer = undefined;
      this.phase = 'answering';
      return this.beginMessage(answer);
    }
    if (now >= this.extendAt) this.extend();
  }

  /** [ISO7816-3 §11.6.3.2 rule 3] */
  private extend(): void {
    this.extended = ONE;
    this.sendS(PCB.S_WTX, this.extended);
  }

  /** [ISO7816-3 §11.6.3.2 rule 7.3] */
  private repeatRequest(): void {
    this.sendS(this.requested, this.requested === PCB.S_ABORT ? EMPTY : this.extended);
  }

  /** The first sound block fixes the addresses, which answers swap. [ISO7816-3 §11.3.2.1] */
  protected override acceptsNad(nad: number): boolean {
    if (!this.addressed && !this.framing.idleBytes && isNodeAddress(nad)) {
      this.nadIn = nad;
      this.nadOut = swapNad(nad);
      this.addressed = true;
    }
    return nad === this.nadIn;
  }

  protected onSent(): void {}

  protected actAt(): Time | undefined {
    if (this.yieldAfterAbort) return 0;
    if (this.phase !== 'executing' || this.requested !== 0) return undefined;
    return this.answer === undefined ? this.extendAt : Math.min(this.readyAt, this.extendAt);
  }
}

/** Bits 8 and 4 are 0; source and destination differ, or neither is used. [ISO7816-3 §11.3.2.1] */
function isNodeAddress(nad: number): boolean {
  return (nad & 0x88) === 0 && (nad === 0 || nad >> 4 !== (nad & 0x07));
}

const ONE: Bytes = Uint8Array.of(1);
