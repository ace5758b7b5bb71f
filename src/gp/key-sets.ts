/**
 * Secure channel key sets of one security domain, and their sequence counters.
 * [GPCS §7.5.1] [GPAmdD §6.1] [GPAmdD §6.2.2.1]
 */
import { bytes, type Bytes, concat, Fault, isWireError, Secret } from '../base/index.ts';
import type { Codec, Cell, Nvm } from '../os/abi/index.ts';
import { emitTlv, parseTlvs } from '../wire/index.ts';

/** Key type of AES. [GPCS §11.1.8] */
export const KEY_TYPE_AES = 0x88;
/** Highest key version number, and the one of an initial key set. [GPCS §11.8.2.3] */
export const VERSION_MAX = 0x7f;
export const VERSION_INITIAL = 0xff;
/** Largest value of a sequence counter of three bytes. [GPAmdD §6.2.2.1] */
export const SEQUENCE_MAX = 0xffffff;

export interface KeySet {
  /** Key version number, 1 to 127, or 255 for the initial key set. */
  readonly version: number;
  /** AES keys of one length: 16, 24 or 32 bytes. Key identifiers 1, 2 and 3. */
  readonly enc: Secret;
  readonly mac: Secret;
  readonly dek: Secret;
}

const keySetsCodec: Codec<readonly KeySet[]> = {
  emit(sets) {
    return concat(
      ...sets.map((set) =>
        emitTlv(
          0xe0,
          emitTlv(0x83, bytes(set.version)),
          emitTlv(0x81, set.enc.reveal()),
          emitTlv(0x81, set.mac.reveal()),
          emitTlv(0x81, set.dek.reveal()),
        ),
      ),
    );
  },
  parse(stored) {
    return inside(stored).map((template) => {
      const [version, enc, mac, dek] = inside(template.value);
      if (!version || !enc || !mac || !dek) throw new Fault('a stored key set lacks a key');
      return {
        version: version.value[0] ?? 0,
        enc: new Secret(enc.value),
        mac: new Secret(mac.value),
        dek: new Secret(dek.value),
      };
    });
  },
};

function inside(stored: Bytes) {
  const list = parseTlvs(stored);
  if (isWireError(list)) throw new Fault('stored key sets are no sequence of data objects');
  return list;
}

export class KeySets {
  readonly #nvm: Nvm;
  readonly #key: string;
  readonly #cell: Cell<readonly KeySet[]>;

  constructor(nvm: Nvm, key: string, initial: readonly KeySet[]) {
    this.#nvm = nvm;
    this.#key = key;
    this.#cell = nvm.cell(`${key}/keys`, keySetsCodec, initial);
  }

  get list(): readonly KeySet[] {
    return this.#cell.get();
  }

  /** The set with this version; 0 asks for the first available. [GPCS §E.5.1.3] */
  find(version: number): KeySet | undefined {
    return version === 0 ? this.list[0] : this.list.find((set) => set.version === version);
  }

  /** How often a secure channel was asked for with this set. */
  sequence(version: number): number {
    return this.#counter(version).get();
  }

  /** Counts one more, durable before anything the command itself writes; `undefined` at the end. */
  takeSequence(version: number): number | undefined {
    const counter = this.#counter(version);
    const next = counter.get() + 1;
    if (next > SEQUENCE_MAX) return undefined;
    counter.set(next);
    return next;
  }

  #counter(version: number) {
    return this.#nvm.counter(`${this.#key}/sequence/${version}`, 0);
  }
}
