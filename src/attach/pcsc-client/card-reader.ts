/** A card in a reader of this machine, held for one program at a time. */
import { type Bytes, HostError } from '../../base/index.ts';
import { loadWinscard, unavailable, type Winscard } from './winscard.ts';

const SCOPE_SYSTEM = 2;
const SHARE_SHARED = 2;
const PROTOCOLS = { T0: 1, T1: 2 } as const;
const LEAVE_CARD = 0;
const RESET_CARD = 1;
const ATR_LENGTH_MAX = 33;
const NAMES_LENGTH_MAX = 65_536;
/** An extended answer of 64 KiB, and its status word. */
const ANSWER_LENGTH_MAX = 65_538;

/** Status codes that have an answer of their own. */
const CODE = {
  NO_SERVICE: 0x8010001d,
  NO_READERS: 0x8010002e,
  UNKNOWN_READER: 0x80100009,
  NO_CARD: 0x8010000c,
  REMOVED: 0x80100069,
  UNPOWERED: 0x80100067,
  SHARED: 0x8010000b,
  PROTOCOL: 0x8010000f,
} as const;

export interface ReaderRow {
  readonly name: string;
  /** Whether a card answers in it. */
  readonly card: boolean;
}

/** The readers. Throws `HostError` PCSC_UNAVAILABLE. */
export async function listCardReaders(): Promise<readonly ReaderRow[]> {
  const library = await loadWinscard();
  const context = establish(library);
  try {
    const rows: ReaderRow[] = [];
    for (const name of readersOf(library, context)) {
      const found = await tryConnect({ library, context, name });
      if (typeof found !== 'number') library.disconnect(found.card, LEAVE_CARD);
      rows.push({ name, card: typeof found !== 'number' });
    }
    return rows;
  } finally {
    library.releaseContext(context);
  }
}

interface Place {
  readonly library: Winscard;
  readonly context: unknown;
  readonly name: string;
}

interface Connected {
  readonly card: unknown;
  readonly protocol: number;
}

/** A status code where there is no card to connect to. */
async function tryConnect(
  { library, context, name }: Place,
  protocols: number = PROTOCOLS.T0 | PROTOCOLS.T1,
): Promise<Connected | number> {
  const handle = Buffer.alloc(8);
  const active = Buffer.alloc(8);
  const code = await library.connect(context, name, SHARE_SHARED, protocols, handle, active);
  if (code !== 0) return code;
  return { card: readHandle(library, handle), protocol: readWord(active) };
}

export class CardReader {
  readonly name: string;
  readonly atr: Bytes;
  readonly protocol: 'T=0' | 'T=1';
  readonly #library: Winscard;
  readonly #context: unknown;
  #card: unknown;
  readonly #request: Buffer;

  private constructor(parts: Place & Connected & { readonly atr: Bytes }) {
    this.name = parts.name;
    this.atr = parts.atr;
    this.protocol = parts.protocol === PROTOCOLS.T0 ? 'T=0' : 'T=1';
    this.#library = parts.library;
    this.#context = parts.context;
    this.#card = parts.card;
    this.#request = requestHeader(parts.library, parts.protocol);
  }

  /**
   * Connects to the card in the reader of this name, or of a name that has it as a part, or of a
   * number from 1. Of several with the part, one has a card. Throws `HostError` PCSC_UNAVAILABLE,
   * LINK_UNKNOWN, LINK_DOWN.
   */
  static async connect(named: string): Promise<CardReader> {
    const library = await loadWinscard();
    const context = establish(library);
    try {
      const readers = readersOf(library, context);
      const candidates = candidatesOf(readers, named);
      const found: (Place & Connected)[] = [];
      let refused = 0;
      for (const name of candidates) {
        const place = { library, context, name };
        const connected = await tryConnect(place);
        if (typeof connected === 'number') refused ||= connected;
        else found.push({ ...place, ...connected });
      }
      if (found.length === 1) return await CardReader.#hold(found[0]!);
      for (const { card } of found) library.disconnect(card, LEAVE_CARD);
      if (found.length > 1 || candidates.length === 0) throw notOne(readers, candidates, named);
      check(refused, candidates.join(', '));
      throw notOne(readers, candidates, named);
    } catch (error) {
      library.releaseContext(context);
      throw error;
    }
  }

  static async #hold(parts: Place & Connected): Promise<CardReader> {
    const { library, card, name } = parts;
    const atr = Buffer.alloc(ATR_LENGTH_MAX);
    const length = word(ATR_LENGTH_MAX);
    check(library.status(card, null, null, null, null, atr, length), name);
    check(await library.beginTransaction(card), name);
    return new CardReader({ ...parts, atr: Uint8Array.from(atr.subarray(0, readWord(length))) });
  }

  /** One command; over T=0 without the Le that its transport has no place for. */
  async transmit(apdu: Bytes): Promise<Bytes> {
    const sent = Buffer.from(this.protocol === 'T=0' ? withoutLe(apdu) : apdu);
    const answer = Buffer.alloc(ANSWER_LENGTH_MAX);
    const length = word(answer.length);
    const { transmit } = this.#library;
    const { length: sentLength } = sent;
    check(
      await transmit(this.#card, this.#request, sent, sentLength, null, answer, length),
      this.name,
    );
    return Uint8Array.from(answer.subarray(0, readWord(length)));
  }

  /** Resets the card and holds it again, in the same protocol. Throws `HostError` LINK_DOWN. */
  async reset(): Promise<void> {
    const { name, protocol } = this;
    const library = this.#library;
    library.endTransaction(this.#card, LEAVE_CARD);
    library.disconnect(this.#card, RESET_CARD);
    const place = { library, context: this.#context, name };
    const again = await tryConnect(place, protocol === 'T=0' ? PROTOCOLS.T0 : PROTOCOLS.T1);
    if (typeof again === 'number') return check(again, name);
    this.#card = again.card;
    check(await library.beginTransaction(this.#card), name);
  }

  /** Leaves the card as it is, for the next program. */
  close(): void {
    this.#library.endTransaction(this.#card, LEAVE_CARD);
    this.#library.disconnect(this.#card, LEAVE_CARD);
    this.#library.releaseContext(this.#context);
  }
}

/** A command with data and Le is sent without Le; its answer comes by GET RESPONSE. */
function withoutLe(apdu: Bytes): Bytes {
  const lc = apdu[4] ?? 0;
  return apdu.length === 6 + lc && lc > 0 ? apdu.subarray(0, 5 + lc) : apdu;
}

function establish(library: Winscard): unknown {
  const handle = Buffer.alloc(8);
  const code = library.establishContext(SCOPE_SYSTEM, null, null, handle);
  if (code !== 0) throw unavailable(`the PC/SC service does not answer (${hexCode(code)})`);
  return readHandle(library, handle);
}

function readersOf(library: Winscard, context: unknown): readonly string[] {
  const names = Buffer.alloc(NAMES_LENGTH_MAX);
  const length = word(names.length);
  const code = library.listReaders(context, null, names, length);
  if (code >>> 0 === CODE.NO_READERS) return [];
  check(code, 'the list of readers');
  const text = names.subarray(0, readWord(length)).toString('utf8');
  return text.split('\0').filter((name) => name !== '');
}

/** Readers that may be meant. */
function candidatesOf(readers: readonly string[], named: string): readonly string[] {
  const exact = readers.find((name) => name === named);
  const numbered = /^\d+$/.test(named) ? readers[Number(named) - 1] : undefined;
  const one = exact ?? numbered;
  if (one !== undefined) return [one];
  return readers.filter((name) => name.toLowerCase().includes(named.toLowerCase()));
}

function notOne(
  readers: readonly string[],
  candidates: readonly string[],
  named: string,
): HostError {
  const count = candidates.length > 1 ? 'more than one reader with a card has' : 'no reader has';
  const listed = readers.map((name, at) => `${at + 1} ${name}`).join(', ');
  const next =
    readers.length === 0 ? 'connect a reader: bifrons gp readers' : `use one of: ${listed}`;
  return new HostError('LINK_UNKNOWN', `${count} ${named} in its name`, next);
}

function check(status: number, name: string): void {
  const code = status >>> 0;
  if (code === 0) return;
  if (code === CODE.NO_SERVICE) throw unavailable('the PC/SC service does not run');
  const words: Readonly<Record<number, string>> = {
    [CODE.NO_CARD]: 'no card is in',
    [CODE.REMOVED]: 'the card was taken out of',
    [CODE.UNPOWERED]: 'the card does not answer in',
    [CODE.SHARED]: 'another program has the card in',
    [CODE.PROTOCOL]: 'another program uses the other protocol in',
    [CODE.UNKNOWN_READER]: 'the system has lost',
  };
  const what = words[code] ?? `PC/SC error ${hexCode(code)} of`;
  throw new HostError('LINK_DOWN', `${what} ${name}`, 'put a card in, or see: bifrons gp readers');
}

function hexCode(status: number): string {
  return (status >>> 0).toString(16).toUpperCase();
}

/** Memory for an unsigned integer of the library, with a value. */
function word(value: number): Buffer {
  const memory = Buffer.alloc(8);
  memory.writeUInt32LE(value);
  return memory;
}

/** The structure that goes before a command: its protocol, and its own length. */
function requestHeader({ wordLength }: Winscard, protocol: number): Buffer {
  const memory = Buffer.alloc(2 * wordLength);
  memory.writeUInt32LE(protocol);
  memory.writeUInt32LE(memory.length, wordLength);
  return memory;
}

function readWord(memory: Buffer): number {
  return memory.readUInt32LE(0);
}

function readHandle({ handleLength }: Winscard, memory: Buffer): unknown {
  return handleLength === 8 ? memory.readBigInt64LE(0) : memory.readInt32LE(0);
}
