/**
 * What a container gives this library to make its security domains from. Nothing is card-wide by
 * itself.
 */
import type { Bytes } from '../base/index.ts';
import type { Services } from '../os/abi/index.ts';
import type { ApplicationSetup } from './runtime.ts';
import type { DataObjectMap } from './domain/data-objects.ts';
import type { KeySet } from './domain/key-sets.ts';

export interface SecurityDomainSetup {
  /** For people. */
  readonly name: string;
  readonly aid: Bytes;
  /** State at first boot; the issuer security domain's is the card's. */
  readonly lifeCycle: number;
  /** 24 bits, see `PRIVILEGE`. */
  readonly privileges: number;
  /** The first is the default one. */
  readonly keySets: readonly KeySet[];
  readonly objects: DataObjectMap;
}

export interface LoadFileSetup {
  readonly name: string;
  readonly aid: Bytes;
  /** Two bytes, major and minor. */
  readonly version: Bytes;
  readonly modules: readonly Bytes[];
}

export interface GlobalPlatformSetup {
  readonly services: Services;
  /** Begins every key of non-volatile memory: one container may hold several registries. */
  readonly keyPrefix: string;
  /** Handle of the issuer security domain; the other entries' follow. */
  readonly firstHandle: number;
  /** Secure channel protocol 03's option byte `i`. [GPAmdD §5.1] */
  readonly scp03Option: number;
  /** Bytes of RAM it promises to applications, for GET DATA FF21. [TS102226 §8.2.1.7.2] */
  readonly volatileFree: number;
  readonly issuer: SecurityDomainSetup;
  readonly domains: readonly SecurityDomainSetup[];
  /** Load files in immutable memory: the one that security domains are made from. */
  readonly loadFiles: readonly LoadFileSetup[];
  readonly applications: readonly ApplicationSetup[];
  /** Handle of the first application; left out, behind the other entries'. */
  readonly firstApplication?: number | undefined;
}
