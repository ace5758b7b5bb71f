/**
 * STORE DATA commands under way: which block comes next, and the data structures that came so far.
 * What belongs to the security domain itself is kept in RAM until the last block, so that neither a
 * power cut nor an error leaves half of it. [GPCS §11.11.2.2] [GPCS §11.11.2.3]
 */
import { type Bytes, concat, EMPTY, isWireError, readBigEndian } from '../../../base/index.ts';
import { refuse } from '../../../os/abi/index.ts';
import { parseTlv, SW } from '../../../wire/index.ts';
import { DGI_LONG, ENCRYPTION, FORMAT } from '../../../wire/globalplatform/index.ts';

/** Bytes of all blocks together. */
const STORED_MAX = 32_768;

export interface Structure {
  readonly kind: 'dgi' | 'ber-tlv';
  /** Tag or data grouping identifier. */
  readonly tag: number;
  readonly value: Bytes;
  /** Whether all value fields of its command are encrypted. */
  readonly encrypted: boolean;
}

interface Begun {
  readonly kind: Structure['kind'];
  readonly encrypted: boolean;
  readonly bytes: Bytes;
}

export class Storing {
  #next = 0;
  #length = 0;
  #begun: Begun | undefined;
  /** Of the commands that announce no structure: what the first of them began with. */
  #unannounced: Structure['kind'] | undefined;
  readonly #structures: Structure[] = [];

  /** Refuses a block that is not the next one. */
  takeBlock(number: number): void {
    if (number !== this.#next) {
      refuse(SW.WRONG_P1P2, 'GPCS §11.11.2.2', `block ${this.#next} comes next, not ${number}`);
    }
    // After FF no number is left. [GPCS §11.11.2.2]
    this.#next++;
  }

  /** Data of the security domain's own, with P1 of its command. */
  add(data: Bytes, p1: number): void {
    this.#length += data.length;
    if (this.#length > STORED_MAX) {
      refuse(SW.NO_MEMORY, 'GPCS §11.11.3.2', `more than ${STORED_MAX} bytes in one sequence`);
    }
    const kind = this.#kindOf(data, p1 & FORMAT.MASK);
    const encrypted = (p1 & ENCRYPTION.MASK) === ENCRYPTION.ALL;
    const { kind: at, encrypted: by, bytes } = this.#begun ?? { kind, encrypted, bytes: EMPTY };
    const rest = this.#take(concat(bytes, data), { kind: at, encrypted: by });
    this.#begun = rest.length === 0 ? undefined : { kind: at, encrypted: by, bytes: rest };
  }

  /** All structures, once the last block has come. */
  finish(): readonly Structure[] {
    if (this.#begun === undefined) return this.#structures;
    return refuse(SW.WRONG_DATA, 'GPCS §11.11.2.3', 'the last data structure is not whole');
  }

  /**
   * Without an announced structure, the data themselves show it: no data object begins with 00, all
   * groupings of a security domain that may come first do. [GPCS §11.11.2.1 table 11-89]
   */
  #kindOf(data: Bytes, format: number): Structure['kind'] {
    if (format === FORMAT.DGI) return 'dgi';
    if (format === FORMAT.BER_TLV) return 'ber-tlv';
    this.#unannounced ??= data[0] === 0 ? 'dgi' : 'ber-tlv';
    return this.#unannounced;
  }

  /** Keeps the whole structures; gives what is left. */
  #take(source: Bytes, how: Omit<Begun, 'bytes'>): Bytes {
    let at = 0;
    while (at < source.length) {
      const one = how.kind === 'dgi' ? dgiAt(source, at) : tlvAt(source, at);
      if (one === undefined) break;
      const value = Uint8Array.from(one.value);
      this.#structures.push({ ...how, tag: one.tag, value });
      at = one.next;
    }
    return source.slice(at);
  }
}

interface Found {
  readonly tag: number;
  readonly value: Bytes;
  readonly next: number;
}

/** `undefined` where more bytes are needed, or where no data object can begin so. */
function tlvAt(source: Bytes, at: number): Found | undefined {
  const one = parseTlv(source, at);
  return isWireError(one) ? undefined : one;
}

function dgiAt(source: Bytes, at: number): Found | undefined {
  const first = source[at + 2];
  if (first === undefined) return undefined;
  const isLong = first === DGI_LONG;
  const begin = at + (isLong ? 5 : 3);
  const length = isLong ? readBigEndian(source.subarray(at + 3, at + 5)) : first;
  const next = begin + length;
  if (next > source.length || begin > source.length) return undefined;
  const tag = readBigEndian(source.subarray(at, at + 2));
  return { tag, value: source.subarray(begin, next), next };
}
