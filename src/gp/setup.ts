/**
 * What a card is created with. Nothing is card-wide by itself: a profile holds a card of its own.
 */
import type { Bytes } from '../base/index.ts';
import type { CardSettings } from './domain/card-settings.ts';
import type { KeyCertificates } from './domain/certificate-store.ts';
import type { DataObjectMap } from './domain/data-objects.ts';
import type { Key } from './domain/key.ts';

export interface SecurityDomainSetup {
  /** For people. */
  readonly name: string;
  readonly aid: Bytes;
  /** The issuer security domain's is the card's. */
  readonly lifeCycle: number;
  /** 24 bits, see `PRIVILEGE`. */
  readonly privileges: number;
  /** The first version is the default one. */
  readonly keys: readonly Key[];
  readonly objects: DataObjectMap;
  /** What is kept beside keys on elliptic curves. */
  readonly certificates?: readonly (KeyCertificates & Pick<Key, 'version' | 'id'>)[] | undefined;
  /** The name of its role; left out, it is what every security domain is. */
  readonly role?: string | undefined;
}

export interface LoadFileSetup {
  readonly name: string;
  readonly aid: Bytes;
  /** Two bytes, major and minor. */
  readonly version: Bytes;
  readonly modules: readonly Bytes[];
}

export interface ApplicationSetup {
  /** For people. */
  readonly name: string;
  readonly aid: Bytes;
  /** 24 bits, without Security Domain. */
  readonly privileges: number;
  readonly lifeCycle: number;
  /** The name of what runs it, and the module that it is made from. */
  readonly runtime: string;
  readonly module: Bytes;
  /** Parameters of the application itself, the value of tag C9. [GPCS §11.5.2.3.7] */
  readonly specific?: Bytes;
  /** What a UICC keeps of it: the value of tag EA. [TS102226 §8.2.1.3.2.2] */
  readonly uicc?: Bytes;
  /** Whether its contactless state is ACTIVATED, now and initially. [GPAmdC §8.3] */
  readonly contactless?: boolean;
  /** AID of its security domain; the issuer's where it is left out. */
  readonly domain?: Bytes;
}

export interface CardSetup {
  readonly settings: CardSettings;
  readonly issuer: SecurityDomainSetup;
  readonly domains: readonly SecurityDomainSetup[];
  /** Load files in immutable memory; security domains are made from the first. */
  readonly loadFiles: readonly LoadFileSetup[];
  readonly applications: readonly ApplicationSetup[];
}
