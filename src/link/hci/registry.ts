/** Parameters of a gate, read and written by ANY_GET_PARAMETER and ANY_SET_PARAMETER. */
import type { Bytes } from '../../base/index.ts';
import { ANSWER } from './codes.ts';

export interface RegistryEntry {
  readonly index: number;
  readonly initial: Bytes;
  readonly access: 'rw' | 'ro' | 'wo';
  /** Whether a value may be written; by default one as long as the initial one. */
  readonly fits?: (value: Bytes) => boolean;
}

export class Registry {
  private readonly entries: readonly RegistryEntry[];
  /** Written values; made at the first write. */
  private values: Map<number, Bytes> | undefined;

  constructor(entries: readonly RegistryEntry[]) {
    this.entries = entries;
  }

  /** Takes every value back to its default. */
  reset(): void {
    this.values = undefined;
  }

  /** The value whatever the access rights; a `Fault` of the caller where there is no such entry. */
  value(index: number): Bytes {
    return this.values?.get(index) ?? this.entries.find((one) => one.index === index)!.initial;
  }

  /** Puts a value whatever the access rights. */
  put(index: number, value: Bytes): void {
    this.values ??= new Map();
    this.values.set(index, value);
  }

  /** What was written, by index; for keeping it over power cycles. */
  get written(): ReadonlyMap<number, Bytes> {
    return this.values ?? NONE;
  }

  read(index: number): Bytes | number {
    const entry = this.entries.find((one) => one.index === index);
    if (entry === undefined) return ANSWER.REGISTRY_UNKNOWN;
    if (entry.access === 'wo') return ANSWER.REGISTRY_ACCESS_DENIED;
    return this.value(index);
  }

  write(index: number, value: Bytes): number {
    const entry = this.entries.find((one) => one.index === index);
    if (entry === undefined) return ANSWER.REGISTRY_UNKNOWN;
    if (entry.access === 'ro') return ANSWER.REGISTRY_ACCESS_DENIED;
    const fits = entry.fits?.(value) ?? value.length === entry.initial.length;
    if (!fits) return ANSWER.PARAMETERS_UNKNOWN;
    this.put(index, value.slice());
    return ANSWER.OK;
  }
}

const NONE: ReadonlyMap<number, Bytes> = new Map();
