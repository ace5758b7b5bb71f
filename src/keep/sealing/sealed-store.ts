/**
 * A store whose values are sealed one by one. Two records of its own go with them: `!sealed` names
 * the store and its key, `!state` is the sealed sum of all others, so that no record can be taken
 * away, put back from earlier or moved. Names and lengths of records stay readable.
 */
import { createSecretKey, randomBytes } from 'node:crypto';
import {
  type Batch,
  type Bytes,
  fromUtf8,
  HostError,
  type Image,
  OTHER_MEMORY,
  utf8,
  type Write,
} from '../../base/index.ts';
import type { OpenStore } from '../../run/store/index.ts';
import { keyNeeded, keyWrong, type SealingKey } from './key-file.ts';
import { Sealer } from './sealer.ts';
import { RecordSum } from './record-sum.ts';
import type { Witness } from './witness.ts';

const HEADER_KEY = '!sealed';
const STATE_KEY = '!state';
const FORMAT = 2;
const PURPOSE = 'store';
/** Of the key under which records are summed up. */
const SUM_PURPOSE = 'store sum';

interface Header {
  readonly format: number;
  readonly cipher: 'AES-256-GCM';
  /** Of this store alone, 32 hexadecimal digits. */
  readonly id: string;
  readonly key: string;
}

interface State {
  /** Counts commits since the store began. */
  readonly generation: number;
  readonly records: number;
  readonly sum: string;
}

/** A store to encrypt, and its key. */
export interface SealedParts {
  /** Where the sealed records are kept. */
  readonly store: OpenStore;
  /** For messages. */
  readonly name: string;
  /** The key that seals them. */
  readonly key: SealingKey;
  /** What records the generation elsewhere. */
  readonly witness?: Witness | undefined;
}

/** Whether a store is sealed; throws `HostError` KEY_NEEDED when it is. For those without a key. */
export function refuseSealed(store: OpenStore, name: string): void {
  const header = headerOf(store.image, name);
  if (header !== undefined) throw keyNeeded(name, header.key);
}

/**
 * Opens a sealed store, or begins one in a store that is empty. Throws `HostError` KEY_WRONG,
 * STORE_DAMAGED with the record's key, STORE_ROLLED_BACK, STORE_VERSION.
 */
export async function openSealed(parts: SealedParts): Promise<OpenStore> {
  const { store, name, key } = parts;
  const header = headerOf(store.image, name);
  if (header === undefined && store.image.size > 0) {
    const next = 'leave --key-file out; to encrypt, begin another data folder with the key';
    throw new HostError('KEY_WRONG', `${name} is not encrypted, and a key was given`, next);
  }
  if (header !== undefined && header.format !== FORMAT) {
    const message = `${name} is sealed in format ${header.format}, this build reads ${FORMAT}`;
    throw new HostError('STORE_VERSION', message, 'use the release that wrote it');
  }
  if (header !== undefined && header.key !== key.name) throw keyWrong(name, header.key, key.name);
  const id = header?.id ?? randomBytes(16).toString('hex');
  const sealed = new SealedStore(parts, id, header !== undefined);
  if (header === undefined) await sealed.begin();
  return sealed;
}

function headerOf(image: Image, name: string): Header | undefined {
  const stored = image.get(HEADER_KEY);
  if (stored === undefined) return undefined;
  let header: Partial<Header> | null;
  try {
    header = JSON.parse(fromUtf8(stored)) as Partial<Header> | null;
  } catch {
    header = null;
  }
  const { format, id, key } = header ?? {};
  if (typeof format !== 'number' || typeof id !== 'string' || typeof key !== 'string')
    throw damaged(name, HEADER_KEY, 'does not read');
  return header as Header;
}

class SealedStore implements OpenStore {
  readonly image: Image;
  readonly #inner: OpenStore;
  readonly #id: string;
  readonly #keyName: string;
  readonly #sealer: Sealer;
  readonly #name: string;
  readonly #witness: Witness | undefined;
  readonly #sum: RecordSum;
  #generation = 0;

  constructor({ store, name, key, witness }: SealedParts, id: string, begun: boolean) {
    this.#inner = store;
    this.#name = name;
    this.#id = id;
    this.#keyName = key.name;
    this.#sealer = new Sealer(key, PURPOSE);
    this.#witness = witness;
    this.#sum = new RecordSum(createSecretKey(key.derive(SUM_PURPOSE, utf8(id))));
    this.image = begun ? this.#readAll(store.image) : new Map<string, Bytes>();
  }

  async begin(): Promise<void> {
    const value = this.#header();
    await this.#inner.commit([{ writes: [{ key: HEADER_KEY, value }, this.#nextState()] }]);
  }

  commit(batches: readonly Batch[]): Promise<void> | undefined {
    const sealed: Batch[] = [];
    for (const { writes } of batches) {
      if (writes.length === 0) continue;
      sealed.push({ writes: [...writes.map((one) => this.#seal(one)), this.#nextState()] });
    }
    if (sealed.length === 0) return undefined;
    const generation = this.#generation;
    const durable = this.#inner.commit(sealed);
    if (durable === undefined) {
      this.#witness?.saw(this.#id, generation);
      return undefined;
    }
    return durable.then(() => this.#witness?.saw(this.#id, generation));
  }

  async replace(next: Image): Promise<void> {
    for (const key of [...this.#sum.names()]) this.#sum.remove(key);
    const image = new Map<string, Bytes>([[HEADER_KEY, this.#header()]]);
    for (const [key, value] of next) image.set(key, this.#seal({ key, value }).value!);
    const state = this.#nextState();
    image.set(state.key, state.value!);
    await this.#inner.replace(image);
    this.#witness?.saw(this.#id, this.#generation);
  }

  async reopen(): Promise<Image> {
    const stored = (await this.#inner.reopen?.()) ?? this.#inner.image;
    for (const key of [...this.#sum.names()]) this.#sum.remove(key);
    return this.#readAll(stored);
  }

  async close(): Promise<void> {
    await this.#inner.close();
    this.#witness?.settle();
  }

  #header(): Bytes {
    const [id, key] = [this.#id, this.#keyName];
    const header: Header = { format: FORMAT, cipher: 'AES-256-GCM', id, key };
    return utf8(JSON.stringify(header));
  }

  #seal({ key, value }: Write): Write {
    if (value === undefined) {
      this.#sum.remove(key);
      return { key, value };
    }
    const sealed = this.#sealer.seal(value, this.#place(key));
    this.#sum.put(key, sealed);
    return { key, value: sealed };
  }

  #nextState(): Write & { readonly value: Bytes } {
    this.#generation++;
    const { records, text } = this.#sum;
    const state: State = { generation: this.#generation, records, sum: text };
    const value = this.#sealer.seal(utf8(JSON.stringify(state)), this.#place(STATE_KEY));
    return { key: STATE_KEY, value };
  }

  #readAll(stored: Image): Image {
    const name = this.#name;
    const image = new Map<string, Bytes>();
    for (const [key, value] of stored) {
      if (key === HEADER_KEY) continue;
      const plain = this.#sealer.open(value, this.#place(key));
      if (plain === undefined)
        throw damaged(name, key, 'was not sealed with this key for its place');
      if (key === STATE_KEY) continue;
      image.set(key, plain);
      this.#sum.put(key, value);
    }
    const sealedState = stored.get(STATE_KEY);
    const plain = sealedState && this.#sealer.open(sealedState, this.#place(STATE_KEY));
    if (plain === undefined) throw damaged(name, STATE_KEY, 'is missing');
    const state = JSON.parse(fromUtf8(plain)) as State;
    this.#generation = state.generation;
    if (state.records !== this.#sum.records || state.sum !== this.#sum.text)
      throw damaged(name, STATE_KEY, 'stands for other records than those that are there');
    this.#witness?.check(this.#id, this.#generation, name);
    return image;
  }

  #place(key: string): string {
    return `${this.#id} ${key}`;
  }
}

function damaged(name: string, key: string, why: string): HostError {
  const message = `${name}: ${key} ${why}; nothing was changed`;
  return new HostError('STORE_DAMAGED', message, OTHER_MEMORY);
}
