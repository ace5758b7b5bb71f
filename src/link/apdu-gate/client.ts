/**
 * The client of an APDU gate, in the terminal's host: it builds the pipe, reads sizes and waiting
 * time, resets the session by EVT_ABORT, then exchanges one APDU at a time. [TS102622 §12] [M-73]
 */
import {
  assert,
  type Bytes,
  EMPTY,
  MS,
  readBigEndian,
  SECOND,
  type Time,
} from '../../base/index.ts';
import { APDU_WAIT_UNIT } from '../../wire/index.ts';
import type { TerminalResult } from '../contract.ts';
import { WaitBound } from '../wait-bound.ts';
import {
  ANSWER,
  COMMAND,
  type CommandAnswer,
  GATE,
  type Gate,
  type GateEvent,
  HOST,
  type HciHost,
  type HciScript,
  PIPE,
} from '../hci/index.ts';
import {
  APDU_REGISTRY,
  ATR_WAIT,
  CLIENT_GATE,
  FROM_GATE,
  SIZE_DEFAULT,
  TO_GATE,
  WAIT_MS_DEFAULT,
} from './codes.ts';

export interface ApduClientOptions {
  /** Number of the chip's APDU gate; default 30. */
  readonly gate?: number | undefined;
  /** Number of the chip as a host; default C0. */
  readonly chip?: number | undefined;
}

/** Longest time from power-on to the ATR. */
const BRING_UP_WAIT: Time = 20 * SECOND;
/** EVT_ABORT sent without EVT_ATR before the link is taken as down. */
const ABORT_TRIES_MAX = 3;
/** Added to the announced time, for the way there and back. */
const WAIT_MARGIN: Time = 300 * MS;

type Phase = 'down' | 'connecting' | 'aborting' | 'ready' | 'busy' | 'failed';

export class ApduClient implements Gate {
  readonly id = CLIENT_GATE;
  atr: Bytes | undefined;
  failure: string | undefined;
  private readonly chip: number;
  private readonly far: number;
  private phase: Phase = 'down';
  private piped = false;
  private sizeMax = SIZE_DEFAULT;
  private wait: Time = WAIT_MS_DEFAULT * APDU_WAIT_UNIT;
  private outbox: GateEvent | undefined;
  private deadline: Time | undefined;
  private tries = 0;
  private outcome: TerminalResult | undefined;
  /** A command whose result is reported after the session reset. */
  private lost: string | undefined;
  private startWaiting = false;
  /** The pipe is gone: a new one is waited for, as after power-on. */
  private restartWait = false;
  private readonly bound = new WaitBound();

  constructor(options: ApduClientOptions = {}) {
    this.chip = options.chip ?? HOST.ESE;
    this.far = options.gate ?? GATE.APDU;
  }

  get ready(): boolean {
    return this.phase === 'ready' && this.outcome === undefined;
  }

  get powered(): boolean {
    return this.phase !== 'down';
  }

  /** The wire has power, and the client waits for the chip. */
  begin(now: Time): void {
    this.end();
    this.phase = 'connecting';
    this.deadline = now + BRING_UP_WAIT;
  }

  end(): void {
    this.phase = 'down';
    this.atr = undefined;
    this.failure = undefined;
    this.outbox = undefined;
    this.deadline = undefined;
    this.outcome = undefined;
    this.lost = undefined;
    this.startWaiting = false;
    this.restartWait = false;
    this.tries = 0;
  }

  /** Resets the session of this link, and no other. */
  reset(now: Time): void {
    if (!this.piped || this.phase === 'connecting') return this.begin(now);
    this.end();
    this.abort(now);
  }

  /** Ends, and sends EVT_END_OF_APDU_TRANSFER to the chip. [TS102622 §12.4.1.3] */
  leave(): void {
    const met = this.phase === 'ready' || this.phase === 'busy';
    this.end();
    if (met) this.outbox = { instruction: TO_GATE.END_OF_TRANSACTION, data: EMPTY };
  }

  /** The network changed: hosts came or went, or pipes were cleared. */
  onChange(host: HciHost, now: Time): void {
    if (this.phase === 'connecting') host.run(this.connect(host), now);
  }

  private *connect(host: HciHost): HciScript {
    let pipe = host.pipeOf(this.id);
    if (pipe === undefined) {
      const data = Uint8Array.of(this.id, this.chip, this.far);
      const create = { pipe: PIPE.ADMIN, instruction: COMMAND.CREATE_PIPE, data };
      const made: CommandAnswer = yield create;
      // The chip is not yet as far as to admit the terminal; it will say when it is.
      if (made.code !== ANSWER.OK || made.data.length !== 5) return;
      pipe = made.data[4]!;
      host.add({ pipe, gate: this.id, peer: this.chip, open: false });
    }
    const piped = yield { pipe, instruction: COMMAND.OPEN_PIPE };
    if (piped.code !== ANSWER.OK) return;
    host.mark(pipe, true);
    const size = yield getParameter(pipe, APDU_REGISTRY.MAX_C_APDU_SIZE);
    if (size.code === ANSWER.OK && size.data.length === 2) this.sizeMax = readBigEndian(size.data);
    const wait = yield getParameter(pipe, APDU_REGISTRY.MAX_WAIT_TIME);
    if (wait.code === ANSWER.OK && wait.data.length === 2) {
      this.wait = readBigEndian(wait.data) * APDU_WAIT_UNIT;
    }
    if (this.phase === 'connecting') this.startWaiting = true;
  }

  onPipe(open: boolean): void {
    this.piped = open;
    if (open || this.phase === 'down' || this.phase === 'failed') return;
    if (this.phase === 'busy') this.outcome = { kind: 'failed', why: 'the chip closed the pipe' };
    if (this.phase !== 'connecting') this.restartWait = true;
    this.phase = 'connecting';
    this.atr = undefined;
  }

  private abort(now: Time): void {
    this.phase = 'aborting';
    this.tries++;
    this.outbox = { instruction: TO_GATE.ABORT, data: EMPTY };
    this.deadline = now + ATR_WAIT;
  }

  send(apdu: Bytes): void {
    assert(this.ready, 'one command at a time, and only to a chip that is up');
    if (apdu.length > this.sizeMax) {
      const why = `the chip takes C-APDUs of up to ${this.sizeMax} bytes`;
      this.outcome = { kind: 'failed', why };
      return;
    }
    this.phase = 'busy';
    this.bound.renew();
    this.deadline = undefined;
    this.outbox = { instruction: TO_GATE.C_APDU, data: apdu };
  }

  result(): TerminalResult | undefined {
    const { outcome } = this;
    if (outcome !== undefined && this.phase === 'aborting') return undefined;
    this.outcome = undefined;
    return outcome;
  }

  onEvent(now: Time, { instruction, data }: GateEvent): void {
    switch (instruction) {
      case FROM_GATE.R_APDU:
        if (this.phase !== 'busy' || this.outbox !== undefined) return;
        this.phase = 'ready';
        this.deadline = undefined;
        this.outcome = { kind: 'answer', bytes: data.slice() };
        return;
      case FROM_GATE.WTX:
        if (this.phase !== 'busy') return;
        if (!this.bound.grants(now)) return this.giveUp(now, 'the chip requests time without end');
        this.deadline = now + this.wait + WAIT_MARGIN;
        return;
      case FROM_GATE.ATR:
        if (this.phase !== 'aborting') return;
        this.phase = 'ready';
        this.atr = data.slice();
        this.deadline = undefined;
        this.tries = 0;
        if (this.lost !== undefined) this.outcome = { kind: 'failed', why: this.lost };
        this.lost = undefined;
        return;
      default:
    }
  }

  takeEvent(now: Time): GateEvent | undefined {
    if (this.restartWait) {
      this.restartWait = false;
      this.deadline = now + BRING_UP_WAIT;
    }
    if (this.startWaiting && this.piped) {
      this.startWaiting = false;
      this.abort(now);
    }
    if (this.deadline !== undefined && now >= this.deadline) this.onSilence(now);
    const event = this.outbox;
    if (event === undefined || !this.piped) return undefined;
    this.outbox = undefined;
    if (this.phase === 'busy') this.deadline = now + this.wait + WAIT_MARGIN;
    return event;
  }

  private onSilence(now: Time): void {
    this.deadline = undefined;
    if (this.phase === 'busy') return this.giveUp(now, 'the chip did not answer in time');
    if (this.phase === 'aborting' && this.tries < ABORT_TRIES_MAX) return this.abort(now);
    const piped = this.phase === 'aborting';
    this.failure = piped ? 'the chip does not answer EVT_ABORT' : 'the chip has no APDU gate';
    if (this.lost !== undefined) this.outcome = { kind: 'failed', why: this.lost };
    this.phase = 'failed';
    this.atr = undefined;
    this.outbox = undefined;
  }

  private giveUp(now: Time, why: string): void {
    this.lost = `${why}; its session was reset`;
    this.tries = 0;
    this.abort(now);
  }

  wakeAt(): Time | undefined {
    if (this.restartWait) return 0;
    if (this.startWaiting && this.piped) return 0;
    return this.outbox !== undefined && this.piped ? 0 : this.deadline;
  }
}

function getParameter(pipe: number, index: number) {
  return { pipe, instruction: COMMAND.GET_PARAMETER, data: Uint8Array.of(index) };
}
