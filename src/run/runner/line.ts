/**
 * One interface's wire and its queue of operations on its links; one is under way at a time, in
 * the order of arrival.
 */
import { type Bytes, HostError, type Time } from '../../base/index.ts';
import type { LinkTerminal } from '../../host/index.ts';

export type Request =
  | { readonly kind: 'power-on' | 'power-off' | 'reset' }
  | { readonly kind: 'transmit'; readonly apdu: Bytes };

export interface Operation {
  readonly terminal: LinkTerminal;
  readonly request: Request;
  /** The ATR after power-on and reset, the answer after transmit, nothing after power-off. */
  readonly done: (bytes: Bytes) => void;
  readonly failed: (error: HostError) => void;
}

const NOTHING: Bytes = new Uint8Array(0);

export class Line {
  /** The links that take turns on this wire. */
  readonly terminals: readonly LinkTerminal[];
  readonly #queue: Operation[] = [];
  #current: Operation | undefined;
  /** What the current operation waits for: the card session, or the card's answer. */
  #waitsFor: 'session' | 'answer' = 'session';

  constructor(terminals: readonly LinkTerminal[]) {
    this.terminals = terminals;
  }

  get busy(): boolean {
    return this.#current !== undefined || this.#queue.length > 0;
  }

  /** Whether a command APDU is on its way through the device. */
  get commanding(): boolean {
    return this.#current !== undefined && this.#waitsFor === 'answer';
  }

  push(operation: Operation): void {
    this.#queue.push(operation);
  }

  /**
   * Takes results and starts what can be started; with `hold`, starts nothing new. True if the
   * wire has something to carry: a result that is taken leaves it at rest.
   */
  serve(now: Time, hold: boolean): boolean {
    let moved = false;
    if (this.#current !== undefined) moved = this.#progress(this.#current, now);
    while (this.#current === undefined && !hold) {
      const next = this.#queue.shift();
      if (next === undefined) break;
      moved = true;
      this.#current = next;
      this.#begin(next, now);
    }
    return moved;
  }

  /** Ends everything with an error, for a device that is gone. */
  fail(error: HostError): void {
    const all = this.#current === undefined ? [] : [this.#current];
    all.push(...this.#queue.splice(0));
    this.#current = undefined;
    for (const operation of all) operation.failed(error);
  }

  #begin(operation: Operation, now: Time): void {
    const { terminal, request } = operation;
    this.#waitsFor = 'session';
    if (request.kind === 'power-off') {
      if (terminal.powered) terminal.powerOff(now);
      this.#end(operation, NOTHING);
      return;
    }
    if (!terminal.powered) {
      for (const other of this.terminals) if (isSameField(other, terminal)) other.powerOff(now);
      terminal.powerOn(now);
    } else if (request.kind === 'reset') {
      terminal.reset(now);
    } else {
      this.#progress(operation, now);
    }
  }

  #progress(operation: Operation, now: Time): boolean {
    const { terminal, request } = operation;
    if (this.#waitsFor === 'answer') return this.#takeAnswer(operation, now);
    if (terminal.failure !== undefined) {
      this.#giveUp(operation, now, terminal.failure);
      return true;
    }
    if (!terminal.ready) return false;
    if (request.kind !== 'transmit') {
      this.#end(operation, terminal.atr ?? NOTHING);
      return false;
    }
    this.#waitsFor = 'answer';
    terminal.send(request.apdu);
    return true;
  }

  #takeAnswer(operation: Operation, now: Time): boolean {
    const result = operation.terminal.result();
    if (result?.kind === 'answer') this.#end(operation, result.bytes);
    if (result?.kind !== 'failed') return false;
    this.#giveUp(operation, now, result.why);
    return true;
  }

  /** The session is lost; the wire goes dark, so that the next operation begins a fresh one. */
  #giveUp(operation: Operation, now: Time, why: string): void {
    const { terminal } = operation;
    terminal.powerOff(now);
    this.#current = undefined;
    operation.failed(linkDown(terminal.link, why));
  }

  #end(operation: Operation, bytes: Bytes): void {
    this.#current = undefined;
    operation.done(bytes);
  }
}

/**
 * A host is in one reader's field at a time, of one type. What else shares a wire is the wire's to
 * decide: contacts carry one protocol, a single wire also the sessions behind the APDU gate.
 */
function isSameField(other: LinkTerminal, terminal: LinkTerminal): boolean {
  if (other === terminal || !other.powered) return false;
  return other.client === 'nfc-reader' && terminal.client === 'nfc-reader';
}

const SEND_AGAIN =
  'send again: the next command starts a fresh card session; bifrons trace shows what was before';

export function linkDown(link: string, why: string): HostError {
  return new HostError('LINK_DOWN', `link ${link}: ${why}`, SEND_AGAIN);
}
