/**
 * Locks that a rule of scope `device` extends to every other container. They stand in the
 * operating system's memory beside the ruling data: written in one batch with the life cycle of
 * the container that locks, they survive whatever that survives. [P-04] [P-07]
 */
import { assert, type Bytes, fromUtf8, utf8 } from '../../base/index.ts';
import type { Cell, Nvm } from '../abi/index.ts';
import { ruleInWords } from './rule.ts';
import type { Ruling } from './ruling.ts';

export interface DeviceLock {
  /** The container that is locked itself, and locks the others. */
  readonly container: string;
  /** The rule that gave the lock its scope, in words. */
  readonly rule: string;
}

const codec = {
  emit: (locks: readonly DeviceLock[]): Bytes => utf8(JSON.stringify(locks)),
  parse(stored: Bytes): readonly DeviceLock[] {
    const locks: unknown = JSON.parse(fromUtf8(stored));
    assert(Array.isArray(locks) && locks.every(isLock), 'expected a list of locks');
    return locks;
  },
};

function isLock(value: unknown): value is DeviceLock {
  if (typeof value !== 'object' || value === null) return false;
  const { container, rule } = value as Partial<Record<keyof DeviceLock, unknown>>;
  return typeof container === 'string' && typeof rule === 'string';
}

export class DeviceLocks {
  readonly #cell: Cell<readonly DeviceLock[]>;
  readonly #ruling: Ruling;

  constructor(partition: Nvm, ruling: Ruling) {
    this.#ruling = ruling;
    this.#cell = partition.cell<readonly DeviceLock[]>('device-locks', codec, []);
  }

  /** Those in force: a lock lasts no longer than the rule that gave it its scope. */
  all(): readonly DeviceLock[] {
    const locks = this.#cell.get();
    if (locks.length === 0) return locks;
    const rules = this.#ruling.data().rules.filter((rule) => rule.scope === 'device');
    return locks.filter((lock) => rules.some((rule) => ruleInWords(rule) === lock.rule));
  }

  /** The lock of another container that this one answers under, if there is one. */
  over(container: string): DeviceLock | undefined {
    return this.all().find((lock) => lock.container !== container);
  }

  /** Extends a container's lock by this rule, or, without one, takes its extension back. */
  set(container: string, rule: string | undefined): void {
    const before = this.#cell.get();
    const others = before.filter((lock) => lock.container !== container);
    if (rule === undefined && others.length === before.length) return;
    this.#cell.set(rule === undefined ? others : [...others, { container, rule }]);
  }
}
