/**
 * What the handlers of commands see: the security domain that received one, and what surrounds it.
 */
import type { Bytes } from '../../base/index.ts';
import type { Services, Session } from '../../os/abi/index.ts';
import type { Handles } from '../registry/handles.ts';
import type { Registry } from '../registry/registry.ts';
import type { RegistryEntry } from '../registry/entry.ts';
import type { ApplicationCode, ApplicationRuntime, UiccRegistry } from '../runtime.ts';
import type { CardSettings } from './card-settings.ts';
import type { DataObjects } from './data-objects.ts';
import type { KeyStore } from './key-store.ts';

/** A data object that is not the domain's to keep; it comes in a secured packet alone. */
export interface OuterObject {
  readonly tag: number;
  /** Takes it whole, or refuses it. */
  store(object: Bytes): void;
}

export interface Environment {
  readonly services: Services;
  readonly registry: Registry;
  readonly handles: Handles;
  readonly settings: CardSettings;
  /** What can run applications, by name. */
  readonly runtimes: ReadonlyMap<string, ApplicationRuntime>;
  /** The UICC that the card is part of, if it is. */
  readonly uicc: UiccRegistry | undefined;
  /** Objects that the issuer's domain takes for what the card is part of. */
  readonly outerObjects: readonly OuterObject[];
  /** The card's life cycle state. */
  readonly lifeCycle: number;
  /** Whether an entity is current in a session other than the one given. */
  isSelected(entry: RegistryEntry, besides?: Session): boolean;
  /** What works for an entry that is no load file. */
  worker(entry: RegistryEntry): Worker | undefined;
}

export type Worker = { readonly domain: Domain } | { readonly application: ApplicationCode };

/** A data object that is made when it is read; `undefined` where there is none. */
export type ObjectMaker = (domain: Domain, session: Session) => Bytes | undefined;

/** What differs between kinds of security domain besides their commands. */
export interface DomainTraits {
  /** Objects made when they are read, by tag. */
  readonly objects: ReadonlyMap<number, ObjectMaker>;
  /** Whether it also makes those of every security domain: AID, key information, and so on. */
  readonly standardObjects: boolean;
  /** Whether GET DATA gives tag and length in the inter-industry class too. */
  readonly wholeObjects: boolean;
  /** Follows the proprietary data in the answer to SELECT. */
  readonly template: Bytes;
}

export interface Domain {
  readonly environment: Environment;
  /** Its number in sessions. */
  readonly handle: number;
  readonly entry: RegistryEntry;
  readonly keys: KeyStore;
  readonly objects: DataObjects;
  readonly traits: DomainTraits;
  holds(privilege: number): boolean;
  /** The answer to SELECT under this name. [M-45] */
  controlInformation(name: Bytes): Bytes;
}
