/**
 * The keys of one security domain, and the counters of its key sets: secure channels begun, and
 * authentications that failed. All keys are one value, so no power cut leaves a key set half
 * replaced. [GPCS §7.5] [GPAmdD §6.2.2.1]
 */
import { assert } from '../../base/index.ts';
import type { Cell, Counter, Nvm } from '../../os/abi/index.ts';
import { AttemptCounters } from './attempt-counters.ts';
import { CertificateStore } from './certificate-store.ts';
import { KEY_TYPE } from '../../wire/globalplatform/index.ts';
import { type Key, KEY_ID } from './key.ts';
import { keysCodec } from './key-codec.ts';

/** Largest value of a sequence counter of three bytes. [GPAmdD §6.2.2.1] */
export const SEQUENCE_MAX = 0xffffff;

export class KeyStore {
  readonly #nvm: Nvm;
  readonly #cell: Cell<readonly Key[]>;
  /** Failed authentications. */
  readonly attempts: AttemptCounters;
  readonly certificates: CertificateStore;

  /** The keys in the memory of a security domain. */
  constructor(nvm: Nvm) {
    this.#nvm = nvm;
    this.#cell = nvm.cell('keys', keysCodec, []);
    this.attempts = new AttemptCounters(nvm);
    this.certificates = new CertificateStore(nvm);
  }

  /** In the order in which they came. */
  get list(): readonly Key[] {
    return this.#cell.get();
  }

  find(version: number, id: number): Key | undefined {
    return this.list.find((one) => one.version === version && one.id === id);
  }

  /** The keys of one version; version 0 means the first that there is. [GPCS §E.5.1.3] */
  version(version: number): readonly Key[] {
    const requested = version === 0 ? this.list[0]?.version : version;
    return this.list.filter((one) => one.version === requested);
  }

  /**
   * Adds keys; one of the same version and identifier takes the place of the old one, and so does
   * one of another version for the key of its identifier in `replaced`. A set of AES keys that is
   * replaced whole counts its secure channels from zero, one of DES keys already with one new key.
   * What is kept beside a key goes with it. [GPCS §11.8.2.3] [GPAmdD §6.2.2.1] [GPCS §E.1.2]
   */
  put(keys: readonly Key[], replaced: readonly Key[] = []): void {
    const names = new Set(keys.map(nameOf));
    assert(names.size === keys.length, 'two keys of one version and identifier');
    const gone = new Set(replaced.map(nameOf));
    const before = this.list;
    const placed = new Set<Key>();
    const kept = before.flatMap((old) => {
      const isGone = gone.has(nameOf(old));
      const next = keys.find((one) => (isGone ? one.id === old.id : nameOf(one) === nameOf(old)));
      if (next === undefined) return [old];
      if (placed.has(next)) return [];
      placed.add(next);
      return [next];
    });
    const after = [...kept, ...keys.filter((one) => !placed.has(one))];
    this.#cell.set(after);
    for (const version of new Set([...keys, ...before].map((one) => one.version))) {
      const old = before.filter((one) => one.version === version);
      const changed = after.filter((one) => one.version === version && !before.includes(one));
      if (old.every((one) => !after.includes(one))) this.#forgetCounters(version);
      else if (changed.some(isOfScp02)) this.#drop(sequenceKey(version));
    }
    for (const { version, id } of [...keys, ...replaced]) {
      this.attempts.forget({ version, id });
      this.certificates.forget({ version, id });
    }
  }

  /** Removes keys; with the last one of a version go its counters. */
  remove(isGone: (key: Key) => boolean): void {
    const before = this.list;
    const kept = before.filter((one) => !isGone(one));
    this.#cell.set(kept);
    for (const version of new Set(before.map((one) => one.version))) {
      if (!kept.some((one) => one.version === version)) this.#forgetCounters(version);
    }
    for (const { version, id } of before.filter(isGone)) {
      this.attempts.forget({ version, id });
      this.certificates.forget({ version, id });
    }
  }

  /** How often a secure channel was requested with this version. */
  sequence(version: number): number {
    return this.#sequence(version).get();
  }

  /** Counts one more, durable before anything the command itself writes; `undefined` at the end. */
  takeSequence(version: number, max = SEQUENCE_MAX): number | undefined {
    const counter = this.#sequence(version);
    const next = counter.get() + 1;
    if (next > max) return undefined;
    counter.set(next);
    return next;
  }

  /** The last counter of a secured packet for this set. [TS102225 §5.1.4] */
  packetCounter(version: number): Counter {
    return this.#nvm.counter(packetKey(version), 0);
  }

  #sequence(version: number): Counter {
    return this.#nvm.counter(sequenceKey(version), 0);
  }

  #forgetCounters(version: number): void {
    for (const name of [sequenceKey(version), packetKey(version)]) this.#drop(name);
    this.attempts.forget({ version });
  }

  #drop(name: string): void {
    if (this.#nvm.has(name)) this.#nvm.drop(name);
  }
}

function isOfScp02({ id, parts }: Key): boolean {
  return id >= KEY_ID.ENC && id <= KEY_ID.DEK && parts[0]?.type === KEY_TYPE.DES;
}

function nameOf({ version, id }: Key): number {
  return version * 256 + id;
}

function packetKey(version: number): string {
  return `packets/${version}`;
}

function sequenceKey(version: number): string {
  return `sequence/${version}`;
}
