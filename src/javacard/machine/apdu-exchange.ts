/** One command and what an applet makes of it, by the states of class APDU. [JCAPI §APDU] */
import type { Bytes } from '../../base/index.ts';
import type { Command } from '../../os/abi/index.ts';

/** States, in their order. [JCAPI §APDU.getCurrentState] */
export const APDU_STATE = {
  INITIAL: 0,
  PARTIAL_INCOMING: 1,
  FULL_INCOMING: 2,
  OUTGOING: 3,
  OUTGOING_LENGTH_KNOWN: 4,
  PARTIAL_OUTGOING: 5,
  FULL_OUTGOING: 6,
} as const;

/** Bytes of the APDU buffer: a short command with all its data. */
export const APDU_BUFFER_LENGTH = 261;
const SHORT_OFFSET = 5;
const EXTENDED_OFFSET = 7;
/** What Le 00 means, and what T=0 may send where no Le is known. */
const SHORT_LE_MAX = 256;

/** Ends a run that only finds out in which direction data go; thrown past all Java code. */
export class Direction {
  readonly found: 'in' | 'out';

  constructor(found: 'in' | 'out') {
    this.found = found;
  }
}

export class ApduExchange {
  readonly command: Command;
  /** Whether only the direction of the data is looked for: nothing of the run lasts. */
  readonly isTrial: boolean;
  state: number = APDU_STATE.INITIAL;
  /** Bytes of the data that the applet has. */
  received = 0;
  /** Bytes that the applet has announced. */
  announced = 0;
  /** The response was sent by one call, which lets no other follow. */
  isWhole = false;
  /** Whether the response is one block. [JCAPI §APDU.setOutgoingNoChaining] */
  isUnchained = false;
  readonly #sent: number[] = [];

  constructor(command: Command, { isTrial = false }: { readonly isTrial?: boolean } = {}) {
    this.command = command;
    this.isTrial = isTrial;
  }

  /** The first bytes of the buffer: header and length. */
  get header(): Bytes {
    const { header, data, le, extended } = this.command;
    const isT0 = this.command.session.card.link.outgoing === 'get-response';
    if (extended && data.length > 0)
      return Uint8Array.of(...header, 0, data.length >> 8, data.length);
    const third = data.length > 0 ? data.length : (le ?? 0);
    return Uint8Array.of(...header, isT0 || third <= 0xff ? third : 0);
  }

  get dataOffset(): number {
    const { extended, data } = this.command;
    return extended && data.length > 0 ? EXTENDED_OFFSET : SHORT_OFFSET;
  }

  /** How many bytes the terminal expects. */
  get expected(): number {
    const { le, session } = this.command;
    return le ?? (session.card.link.outgoing === 'get-response' ? SHORT_LE_MAX : 0);
  }

  get sentLength(): number {
    return this.#sent.length;
  }

  get sent(): Bytes {
    return Uint8Array.from(this.#sent);
  }

  /** The next bytes of the data, at most so many. */
  receive(room: number): Bytes {
    if (this.isTrial) throw new Direction('in');
    const { data } = this.command;
    const from = this.received;
    this.received = Math.min(data.length, from + room);
    const isAll = this.received === data.length;
    this.state = isAll ? APDU_STATE.FULL_INCOMING : APDU_STATE.PARTIAL_INCOMING;
    return data.subarray(from, this.received);
  }

  /** The applet is about to send. */
  turn(): void {
    if (this.isTrial) throw new Direction('out');
    this.state = APDU_STATE.OUTGOING;
  }

  /** No bytes leave the state as it is. */
  send(bytes: Bytes): void {
    if (bytes.length === 0) return;
    for (const byte of bytes) this.#sent.push(byte);
    const isAll = this.#sent.length === this.announced;
    this.state = isAll ? APDU_STATE.FULL_OUTGOING : APDU_STATE.PARTIAL_OUTGOING;
  }
}
