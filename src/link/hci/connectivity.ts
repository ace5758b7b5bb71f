/**
 * Connectivity: the chip signals to the terminal EVT_CONNECTIVITY, or that a transaction with
 * a reader took place. [TS102622 §11.4, §11.5]
 */
import {
  AID_LENGTH_MAX,
  AID_LENGTH_MIN,
  type Bytes,
  concat,
  EMPTY,
  fail,
  isWireError,
  type Time,
  type WireError,
} from '../../base/index.ts';
import { GATE, HOST } from './codes.ts';
import type { GateEvent } from './gate.ts';
import type { HciService } from './card.ts';
import { Registry } from './registry.ts';

const CONNECTIVITY = 0x10;
const TRANSACTION = 0x12;
const TAG_AID = 0x81;
const TAG_PARAMETERS = 0x82;
const PARAMETERS_MAX = 255;
/** Events that wait for an ear; older ones are dropped. */
const EVENTS_MAX = 32;

/** EVT_TRANSACTION: what an application reports to the host. */
export interface Transaction {
  /** 5 to 16 bytes. */
  readonly aid: Bytes;
  /** 0 to 255 bytes. */
  readonly parameters: Bytes;
}

/** An event that the chip reports over the single wire. */
export type ConnectivityEvent =
  | { readonly kind: 'connectivity' }
  | ({ readonly kind: 'transaction' } & Transaction);

export function parseTransaction(data: Bytes): Transaction | WireError {
  const bad = (offset: number, expected: string) =>
    fail('EVT_TRANSACTION', offset, { expected, got: data[offset] ?? 'the end' });
  const length = data[1] ?? 0;
  if (data[0] !== TAG_AID) return bad(0, 'tag 81');
  if (length < AID_LENGTH_MIN || length > AID_LENGTH_MAX) return bad(1, '5 to 16');
  const at = 2 + length;
  const aid = data.slice(2, at);
  if (data.length < at) return bad(data.length, 'the whole AID');
  if (data.length === at) return { aid, parameters: EMPTY };
  if (data[at] !== TAG_PARAMETERS) return bad(at, 'tag 82');
  if (data.length !== at + 2 + data[at + 1]!) return bad(at + 1, 'the length of what follows');
  return { aid, parameters: data.slice(at + 2) };
}

export function emitTransaction({ aid, parameters }: Transaction): Bytes {
  const kept = parameters.subarray(0, PARAMETERS_MAX);
  return concat(
    Uint8Array.of(TAG_AID, aid.length),
    aid,
    Uint8Array.of(TAG_PARAMETERS, kept.length),
    kept,
  );
}

/** The gate of the terminal's host that receives events of the chip. */
export class ConnectivityGate {
  readonly id = GATE.CONNECTIVITY;
  /** UI_STATE: what the user can see now. */
  readonly registry = new Registry([{ index: 0x01, initial: Uint8Array.of(0), access: 'ro' }]);
  private readonly received: ConnectivityEvent[] = [];

  /** The next event of the chip. */
  next(): ConnectivityEvent | undefined {
    return this.received.shift();
  }

  onPipe(): void {}

  onEvent(_now: Time, { instruction, data }: GateEvent): void {
    if (this.received.length >= EVENTS_MAX) this.received.shift();
    if (instruction === CONNECTIVITY) {
      this.received.push({ kind: 'connectivity' });
    } else if (instruction === TRANSACTION) {
      const transaction = parseTransaction(data);
      if (!isWireError(transaction)) this.received.push({ kind: 'transaction', ...transaction });
    }
  }

  takeEvent(): undefined {
    return undefined;
  }

  wakeAt(): undefined {
    return undefined;
  }
}

/** The chip's end of the pipe to the connectivity gate. */
export class ConnectivityApplication implements HciService {
  readonly id = GATE.CONNECTIVITY;
  readonly requested = {
    gate: GATE.CONNECTIVITY,
    host: HOST.TERMINAL,
    hostGate: GATE.CONNECTIVITY,
    parameters: [],
  };
  private open = false;
  private readonly outbox: GateEvent[] = [];

  clear(): void {
    this.outbox.length = 0;
  }

  onPipe(open: boolean): void {
    this.open = open;
  }

  onEvent(): void {}

  /** EVT_CONNECTIVITY, or EVT_TRANSACTION for what a reader has just done; lost without a pipe. */
  report(transaction?: Transaction): boolean {
    if (!this.open || this.outbox.length >= EVENTS_MAX) return false;
    this.outbox.push(
      transaction === undefined
        ? { instruction: CONNECTIVITY, data: EMPTY }
        : { instruction: TRANSACTION, data: emitTransaction(transaction) },
    );
    return true;
  }

  takeEvent(): GateEvent | undefined {
    return this.outbox.shift();
  }

  wakeAt(): Time | undefined {
    return this.outbox.length > 0 ? 0 : undefined;
  }
}
