/**
 * What the handlers of commands see: the security domain that received one, and what surrounds it.
 */
import type { Services } from '../../os/abi/index.ts';
import type { DataObjects } from './data-objects.ts';
import type { KeySets } from './key-sets.ts';
import type { Registry } from '../registry/registry.ts';
import type { RegistryEntry } from '../registry/entry.ts';

export interface Environment {
  readonly services: Services;
  readonly registry: Registry;
  /** Secure channel protocol 03's option byte `i`. [GPAmdD §5.1] */
  readonly scp03Option: number;
  readonly volatileFree: number;
  /** The card's life cycle state. */
  readonly lifeCycle: number;
}

export interface Domain {
  readonly environment: Environment;
  readonly handle: number;
  readonly entry: RegistryEntry;
  readonly keys: KeySets;
  readonly objects: DataObjects;
  holds(privilege: number): boolean;
}
