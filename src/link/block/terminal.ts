/**
 * The terminal's side of T=1 and T=1': it sends first, keeps the waiting times and drives
 * recovery. [ISO7816-3 §11.6.3]
 */
import { assert, type Bytes, EMPTY, equal, type Time } from '../../base/index.ts';
import { PCB } from '../../wire/index.ts';
import type { TerminalResult } from '../contract.ts';
import { WaitBound } from '../wait-bound.ts';
import {
  BlockEngine,
  type BlockFlaw,
  ifsField,
  type ReceivedI,
  RESPONSE_LENGTH_MAX,
  swapNad,
} from './engine.ts';
import type { BlockTerminalSettings } from './terminal-settings.ts';

/** Attempts with a block before S(RESYNCH). [ISO7816-3 §11.6.3.2 rule 7.4.2] */
const ATTEMPTS_MAX = 3;
/** Resynchronisations for one command before the session is given up. */
const RESYNCHS_MAX = 3;
const NO_END = 'the card requested more time without end';

export class BlockTerminal extends BlockEngine {
  private readonly settings: BlockTerminalSettings;
  private phase: 'down' | 'idle' | 'requesting' | 'sending' | 'receiving' | 'dead' = 'down';
  /** S-requests still to do before anything else. */
  private readonly todo: number[] = [];
  private command: Bytes | undefined;
  private outcome: TerminalResult | undefined;
  /** An outcome that waits until the session is in order again. */
  private verdict: TerminalResult | undefined;
  private deadline: Time | undefined;
  /** Factor on the next waiting time, from S(WTX). */
  private patience = 1;
  private readonly bound = new WaitBound();
  private resynchs = 0;
  private softReset = false;
  private aborting = false;
  /** Whether the opening S-requests were all answered once. */
  private opened = false;
  private initialIfsc: number;
  failure: string | undefined;

  constructor(settings: BlockTerminalSettings) {
    super(settings.framing, 'terminal', settings.times);
    this.settings = settings;
    this.initialIfsc = settings.ifsc;
    if (settings.nad !== undefined) {
      this.nadOut = settings.nad;
      this.nadIn = swapNad(settings.nad);
    }
  }

  get ready(): boolean {
    return this.phase === 'idle';
  }

  /** Opens a session: S(IFS) in T=1; CIP, RESYNCH and IFS in T=1'. */
  begin(): void {
    this.stop();
    this.times = this.settings.times;
    this.initialIfsc = this.settings.ifsc;
    this.peerIfs = this.settings.ifsc;
    this.ownIfs = this.settings.ifsdInitial;
    this.resynchs = 0;
    this.softReset = false;
    this.opened = false;
    this.todo.push(...this.settings.opening);
    this.pushIfs();
    this.continue();
  }

  private pushIfs(): void {
    if (this.settings.ifsd !== this.settings.ifsdInitial) this.todo.push(PCB.S_IFS);
  }

  stop(): void {
    this.clear();
    this.phase = 'down';
    this.todo.length = 0;
    this.command = undefined;
    this.outcome = undefined;
    this.verdict = undefined;
    this.deadline = undefined;
    this.failure = undefined;
    this.patience = 1;
    this.bound.renew();
    this.aborting = false;
  }

  send(apdu: Bytes): void {
    assert(this.phase === 'idle' && this.outcome === undefined, 'one command at a time');
    this.command = apdu;
    this.continue();
  }

  result(): TerminalResult | undefined {
    const outcome = this.outcome;
    this.outcome = undefined;
    return outcome;
  }

  /** Requests the end of the session; T=1' only. */
  release(): void {
    assert(this.phase === 'idle', 'a session is released between commands');
    this.todo.push(PCB.S_RELEASE);
    this.continue();
  }

  override receive(now: Time, bytes: Bytes, parity?: Uint8Array): void {
    if (this.deadline !== undefined || this.busySending) super.receive(now, bytes, parity);
  }

  /** The next thing to do: an S-request that is due, the command that waits, or nothing. */
  private continue(): void {
    const request = this.todo[0];
    this.received();
    if (request !== undefined) {
      this.phase = 'requesting';
      return this.ask(request);
    }
    this.opened = true;
    if (this.command !== undefined) {
      this.phase = 'sending';
      return this.beginMessage(this.command);
    }
    this.phase = 'idle';
    this.outcome = this.verdict ?? this.outcome;
    this.verdict = undefined;
  }

  private ask(request: number): void {
    this.sendS(request, request === PCB.S_IFS ? ifsField(this.settings.ifsd) : EMPTY);
  }

  protected onI(now: Time, block: ReceivedI): void {
    if (this.requested !== 0) return this.onFlaw(now, 'other');
    const due = this.phase === 'receiving' || (this.phase === 'sending' && this.lastBlockOut);
    if (!due && !this.aborting) return this.onFlaw(now, 'other');
    if (block.number !== this.receiveNumber) return this.onFlaw(now, 'other');
    if (block.inf.length > 0) this.bound.renew();
    else if (block.more && !this.bound.grants(now)) return this.recover(NO_END);
    this.received();
    this.aborting = false;
    if (this.phase === 'sending') {
      this.acknowledge();
      this.endMessage();
      this.phase = 'receiving';
    }
    this.receiveNumber ^= 1;
    if (!this.gather(block.inf, RESPONSE_LENGTH_MAX)) {
      this.dropGathered();
      return this.sendS(PCB.S_ABORT, EMPTY);
    }
    if (block.more) return this.sendR(0);
    this.finish({ kind: 'answer', bytes: this.takeGathered() });
  }

  protected onR(now: Time, number: number): void {
    if (this.requested !== 0) return this.onFlaw(now, 'other');
    if (this.aborting) {
      this.aborting = false;
      this.sendNumber = number;
      return this.finish({ kind: 'failed', why: 'the card aborted the command' });
    }
    if (this.phase !== 'sending') return this.onFlaw(now, 'other');
    if (number === this.sendNumber) return this.retry(now, 'resend');
    if (this.lastBlockOut) return this.onFlaw(now, 'other');
    this.received();
    this.bound.renew();
    this.acknowledge();
    this.sendI();
  }

  protected onS(now: Time, pcb: number, inf: Bytes): void {
    if ((pcb & PCB.S_RESPONSE) !== 0) return this.onResponse(now, pcb, inf);
    if (this.requested !== 0) return this.onFlaw(now, 'other');
    if (!this.bound.grants(now)) return this.recover(NO_END);
    switch (pcb) {
      case PCB.S_WTX:
        if (inf.length !== 1) return this.onFlaw(now, 'other');
        this.received();
        this.patience = Math.max(inf[0]!, 1);
        return this.sendS(PCB.S_WTX | PCB.S_RESPONSE, inf);
      case PCB.S_IFS: {
        const size = this.readIfs(inf);
        if (size === undefined) return this.onFlaw(now, 'other');
        this.received();
        this.peerIfs = size;
        return this.sendS(PCB.S_IFS | PCB.S_RESPONSE, inf);
      }
      case PCB.S_ABORT:
        if (inf.length !== 0) return this.onFlaw(now, 'other');
        this.received();
        this.dropGathered();
        this.endMessage();
        this.aborting = true;
        return this.sendS(PCB.S_ABORT | PCB.S_RESPONSE, EMPTY);
      default:
        return this.onFlaw(now, 'other');
    }
  }

  private onResponse(now: Time, pcb: number, inf: Bytes): void {
    const request = pcb & ~PCB.S_RESPONSE;
    if (request !== this.requested) return this.onFlaw(now, 'other');
    if (request === PCB.S_ABORT) {
      if (inf.length !== 0) return this.onFlaw(now, 'other');
      this.received();
      return this.finish({ kind: 'failed', why: 'the answer was longer than an APDU can be' });
    }
    if (!this.accept(request, inf)) return this.onFlaw(now, 'other');
    this.requested = 0;
    this.todo.shift();
    if (request === PCB.S_RELEASE) return this.stop();
    this.continue();
  }

  /** Takes in the answer to an S-request; false when it is not one. */
  private accept(request: number, inf: Bytes): boolean {
    switch (request) {
      case PCB.S_IFS:
        if (!equal(inf, ifsField(this.settings.ifsd))) return false;
        this.ownIfs = this.settings.ifsd;
        return true;
      case PCB.S_CIP: {
        const effect = this.settings.onCip?.(inf);
        if (effect === undefined || typeof effect === 'string') return false;
        this.initialIfsc = effect.ifsc;
        this.peerIfs = effect.ifsc;
        this.times = { ...this.times, bwt: effect.bwt };
        return true;
      }
      case PCB.S_RESYNCH:
        if (inf.length !== 0) return false;
        this.clearNumbers();
        this.peerIfs = this.initialIfsc;
        this.ownIfs = this.settings.ifsdInitial;
        return true;
      default:
        return inf.length === 0;
    }
  }

  private received(): void {
    this.flaws = 0;
    this.deadline = undefined;
  }

  private finish(outcome: TerminalResult): void {
    this.deadline = undefined;
    this.requested = 0;
    this.resynchs = 0;
    this.command = undefined;
    this.bound.renew();
    this.endMessage();
    this.dropGathered();
    this.outcome = outcome;
    this.phase = 'idle';
  }

  protected onFlaw(now: Time, flaw: BlockFlaw): void {
    if (this.requested !== 0 || this.lastWas('R')) return this.retry(now, 'repeat');
    this.retry(now, flaw);
  }

  /** [ISO7816-3 §11.6.3.2 rules 7.1 to 7.4] */
  private retry(_now: Time, how: 'resend' | 'repeat' | BlockFlaw): void {
    this.deadline = undefined;
    this.flaws++;
    if (this.flaws >= ATTEMPTS_MAX) return this.recover();
    if (this.requested !== 0) return this.repeatLast();
    if (how === 'resend') return this.repeatI();
    if (how === 'repeat') return this.repeatLast();
    this.sendR(how === 'edc' ? PCB.R_EDC : PCB.R_OTHER);
  }

  /**
   * S(RESYNCH), sent up to three times; T=1' then has a software reset. A command that may have
   * reached the card whole is not sent again, for it may have been executed.
   * [ISO7816-3 §11.6.3.2 rules 6.4, 7.4.2]
   */
  private recover(why = 'the answer was lost'): void {
    const { command } = this;
    this.bound.renew();
    const arrived = this.phase === 'receiving' || this.lastBlockOut || this.aborting;
    if (command !== undefined && arrived) {
      this.command = undefined;
      this.verdict = { kind: 'failed', why: `${why}; the session is resynchronised` };
    }
    if (this.requested === PCB.S_RESYNCH || this.requested === PCB.S_SWR)
      this.resynchs = RESYNCHS_MAX;
    this.resynchs++;
    this.aborting = false;
    this.endMessage();
    this.dropGathered();
    this.todo.length = 0;
    if (this.resynchs <= RESYNCHS_MAX) {
      this.todo.push(PCB.S_RESYNCH, ...(this.opened ? [] : this.settings.opening));
    } else if (this.settings.opening.length > 0 && !this.softReset) {
      this.softReset = true;
      this.resynchs = 0;
      this.todo.push(PCB.S_SWR, ...this.settings.opening);
    } else {
      return this.die();
    }
    this.pushIfs();
    this.requested = 0;
    this.continue();
  }

  private die(): void {
    this.phase = 'dead';
    this.requested = 0;
    this.withdraw();
    this.failure = 'the card does not answer any more, not even S(RESYNCH)';
    if (this.command !== undefined) this.verdict = { kind: 'failed', why: this.failure };
    this.outcome = this.verdict ?? this.outcome;
    this.verdict = undefined;
    this.command = undefined;
  }

  protected act(now: Time): void {
    if (this.deadline === undefined || now < this.deadline) return;
    this.deadline = undefined;
    this.receiver.drop();
    this.onFlaw(now, 'other');
  }

  protected onSent(now: Time): void {
    this.deadline = now + this.times.bwt * this.patience;
    this.patience = 1;
  }

  protected actAt(): Time | undefined {
    return this.deadline;
  }
}
