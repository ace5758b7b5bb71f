/** A security domain: what it keeps in its part of memory, and what kind it is. [GPCS §7] */
import { assert, type Bytes } from '../../base/index.ts';
import type { RegistryEntry } from '../registry/entry.ts';
import { DataObjects } from './data-objects.ts';
import type { Domain, DomainTraits, Environment } from './domain.ts';
import { FileControlInformation } from './file-control-information.ts';
import { KeyStore } from './key-store.ts';

export class SecurityDomain implements Domain {
  readonly environment: Environment;
  readonly handle: number;
  readonly keys: KeyStore;
  readonly objects: DataObjects;
  readonly traits: DomainTraits;
  readonly #id: number;
  readonly #controlInformation: FileControlInformation;

  constructor(environment: Environment, entry: RegistryEntry, traits: DomainTraits) {
    const { registry } = environment;
    const nvm = registry.content(entry);
    this.environment = environment;
    this.handle = registry.handle(entry);
    this.keys = new KeyStore(nvm);
    this.objects = new DataObjects(nvm);
    this.traits = traits;
    this.#id = entry.id;
    this.#controlInformation = new FileControlInformation(traits.template);
  }

  get entry(): RegistryEntry {
    const entry = this.environment.registry.entry(this.#id);
    assert(entry, 'a security domain is registered');
    return entry;
  }

  holds(privilege: number): boolean {
    return (this.entry.privileges & privilege) !== 0;
  }

  controlInformation(name: Bytes): Bytes {
    return this.#controlInformation.of(name);
  }
}
