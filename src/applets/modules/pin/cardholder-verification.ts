/**
 * A cardholder verification value with its limit of tries. Value and limit stand in memory, tries
 * in a counter that no power cut sets back; whether a value was presented, and rightly, is RAM of
 * the card session. BLOCKED follows from the counter. [GPCS §8.2.2] [GPAPI §CVM]
 */
import { bigEndian, bytes, concat, EMPTY, readBigEndian, Secret } from '../../../base/index.ts';
import type { CvmService, CvmState, CvmValue, ServiceClient } from '../../../gp/index.ts';
import { type CardSession, type Codec, type Nvm, ramSlot } from '../../../os/abi/index.ts';
import { matchesValue, normalized } from './value-format.ts';

const LIMIT_MAX = 0x7f;
const FORMATS = ['ascii', 'bcd', 'hex'] as const;
const HEAD_LENGTH = 6;

interface Stored {
  /** Counts changes: what a session presented before one says nothing any more. */
  readonly generation: number;
  readonly limit: number;
  readonly format: CvmValue['format'];
  readonly value: Secret;
}

const STORED: Codec<Stored> = {
  emit: ({ generation, limit, format, value }) =>
    concat(bigEndian(generation, 4), bytes(limit, FORMATS.indexOf(format)), value.reveal()),
  parse: (stored) => ({
    generation: readBigEndian(stored.subarray(0, 4)),
    limit: stored[4]!,
    format: FORMATS[stored[5]!]!,
    value: new Secret(stored.subarray(HEAD_LENGTH)),
  }),
};
const NONE: Stored = { generation: 0, limit: 0, format: 'hex', value: new Secret(EMPTY) };

interface Presented {
  state: 'INVALID_SUBMISSION' | 'VALIDATED' | undefined;
  generation: number;
}

export class CardholderVerification implements CvmService {
  readonly #nvm: Nvm;
  readonly #presented = ramSlot<CardSession, Presented>(() => ({
    state: undefined,
    generation: 0,
  }));

  constructor(nvm: Nvm) {
    this.#nvm = nvm;
  }

  state({ session }: Pick<ServiceClient, 'session'>): CvmState | undefined {
    const { generation, limit, value } = this.#stored.get();
    if (limit === 0 || value.length === 0) return undefined;
    if (this.triesRemaining() === 0) return 'BLOCKED';
    const presented = this.#presented.of(session.card);
    if (presented.state === undefined || presented.generation !== generation) return 'ACTIVE';
    return presented.state;
  }

  triesRemaining(): number {
    return Math.max(0, this.#stored.get().limit - this.#failures.get());
  }

  /** Counted before the comparison, so that no loss of power saves a try. */
  verify({ session }: Pick<ServiceClient, 'session'>, value: CvmValue): boolean {
    const state = this.state({ session });
    if (state === undefined || state === 'BLOCKED') return false;
    const stored = this.#stored.get();
    this.#failures.set(this.#failures.get() + 1);
    const isRight = matchesValue({ format: stored.format, value: stored.value.reveal() }, value);
    if (isRight) this.#failures.set(0);
    const presented = this.#presented.of(session.card);
    presented.generation = stored.generation;
    presented.state = isRight ? 'VALIDATED' : 'INVALID_SUBMISSION';
    return isRight;
  }

  resetState({ session }: Pick<ServiceClient, 'session'>): boolean {
    const state = this.state({ session });
    if (state !== 'INVALID_SUBMISSION' && state !== 'VALIDATED') return false;
    this.#presented.forget(session.card);
    return true;
  }

  update(client: ServiceClient, next: CvmValue): boolean {
    return client.managesCvm() && this.setValue(next);
  }

  setTryLimit(client: ServiceClient, limit: number): boolean {
    return client.managesCvm() && this.setLimit(limit);
  }

  blockState(client: ServiceClient): boolean {
    if (this.state(client) === undefined || !client.managesCvm()) return false;
    this.#change({});
    this.#failures.set(this.#stored.get().limit);
    return true;
  }

  resetAndUnblockState(client: ServiceClient): boolean {
    if (this.state(client) !== 'BLOCKED' || !client.managesCvm()) return false;
    this.#change({});
    this.#failures.set(0);
    return true;
  }

  /** By the provider itself; false for a value that its format does not allow. */
  setValue({ format, value }: CvmValue): boolean {
    if (normalized({ format, value }) === undefined) return false;
    this.#change({ format, value: new Secret(Uint8Array.from(value)) });
    this.#failures.set(0);
    return true;
  }

  /** By the provider itself. */
  setLimit(limit: number): boolean {
    if (limit < 1 || limit > LIMIT_MAX) return false;
    this.#change({ limit });
    this.#failures.set(0);
    return true;
  }

  #change(changes: Partial<Stored>): void {
    const before = this.#stored.get();
    this.#stored.set({ ...before, ...changes, generation: before.generation + 1 });
  }

  get #stored() {
    return this.#nvm.cell('value', STORED, NONE);
  }

  /** Wrong values in a row. */
  get #failures() {
    return this.#nvm.counter('failures', 0);
  }
}
