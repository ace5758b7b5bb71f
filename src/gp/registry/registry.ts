/**
 * The registry of one container: its security domains, load files and applications, with life
 * cycles, privileges and association. [GPCS §6.1] [GPCS §7.2]
 */
import { assert, type Bytes, equal } from '../../base/index.ts';
import type { Cell, Nvm } from '../../os/abi/index.ts';
import { PRIVILEGE } from './privileges.ts';
import { registryCodec } from './entry-codec.ts';
import type { RegistryEntry, RegistryState } from './entry.ts';

export class Registry {
  readonly #cell: Cell<RegistryState>;

  /** The registry kept under `key`; `initial` is how it begins. */
  constructor(nvm: Nvm, key: string, initial: RegistryState) {
    this.#cell = nvm.cell(key, registryCodec, initial);
  }

  /** Immutable: another object after every change, so identity tells whether it changed. */
  get state(): RegistryState {
    return this.#cell.get();
  }

  get entries(): readonly RegistryEntry[] {
    return this.#cell.get().entries;
  }

  /** The one at the top, whose life cycle is the card's. */
  get issuer(): RegistryEntry {
    const entry = this.entries.find((one) => one.kind === 'issuer');
    assert(entry, 'a registry has an issuer security domain');
    return entry;
  }

  entry(handle: number): RegistryEntry | undefined {
    return this.entries.find((one) => one.handle === handle);
  }

  byAid(aid: Bytes): RegistryEntry | undefined {
    return this.entries.find((one) => equal(one.aid, aid));
  }

  holder(privilege: number): RegistryEntry | undefined {
    return this.entries.find((one) => (one.privileges & privilege) !== 0);
  }

  /** Replaces an entry by its next version, found by handle. */
  update(next: RegistryEntry): void {
    const { entries, nextHandle } = this.#cell.get();
    this.#cell.set({
      entries: entries.map((one) => (one.handle === next.handle ? next : one)),
      nextHandle,
    });
  }

  /**
   * Whether `entry` is `domain` itself or directly or indirectly associated with it. [GPCS §7.2]
   */
  isUnder(entry: RegistryEntry, domain: number): boolean {
    let at: RegistryEntry | undefined = entry;
    for (let steps = 0; at !== undefined && steps <= this.entries.length; steps++) {
      if (at.handle === domain || at.domain === domain) return true;
      at = at.domain === at.handle ? undefined : this.entry(at.domain);
    }
    return false;
  }

  /** Whether `by` may see the entry: association or Global Registry. [GPCS §9.6.5] */
  isVisible(entry: RegistryEntry, by: RegistryEntry): boolean {
    return (by.privileges & PRIVILEGE.GLOBAL_REGISTRY) !== 0 || this.isUnder(entry, by.handle);
  }
}
