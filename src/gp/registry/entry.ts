/** One line of a registry, and the whole of it as a value. [GPCS §6.1] */
import type { Bytes } from '../../base/index.ts';

export type EntryKind = 'issuer' | 'security-domain' | 'application' | 'load-file';

export interface RegistryEntry {
  readonly kind: EntryKind;
  /** Stable and never given again while the registry lives. */
  readonly handle: number;
  /** For people. */
  readonly name: string;
  readonly aid: Bytes;
  /** One byte; the issuer security domain's is the card's. */
  readonly lifeCycle: number;
  /** 24 bits; 0 for a load file. */
  readonly privileges: number;
  /** Handle of the security domain it is associated with; its own where it is the top. */
  readonly domain: number;
  /** AID of the load file it comes from, empty where unknown. */
  readonly loadFile: Bytes;
  /** Load files: version, two bytes, else empty. */
  readonly version: Bytes;
  /** Load files: AIDs of the modules. */
  readonly modules: readonly Bytes[];
}

export interface RegistryState {
  /** In registry order. */
  readonly entries: readonly RegistryEntry[];
  readonly nextHandle: number;
}
