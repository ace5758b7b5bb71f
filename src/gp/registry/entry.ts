/** One line of a registry. [GPCS §6.1] */
import type { Bytes } from '../../base/index.ts';
import { type Contactless, NOT_CONTACTLESS } from './contactless.ts';

export const ENTRY_KINDS = ['issuer', 'security-domain', 'application', 'load-file'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

export interface RegistryEntry {
  readonly kind: EntryKind;
  /** Its number in this registry; a later entry may have that of a deleted one. */
  readonly id: number;
  /** For people. */
  readonly name: string;
  readonly aid: Bytes;
  /** One byte; the issuer security domain's is the card's. */
  readonly lifeCycle: number;
  /** 24 bits; 0 for a load file. */
  readonly privileges: number;
  /** The security domain it is associated with, by its number; its own where it is the top. */
  readonly domain: number;
  /** AID of the load file it comes from, empty where unknown. */
  readonly loadFile: Bytes;
  /** AID of the module it was made from, empty where unknown. */
  readonly module: Bytes;
  /** Security domains: what it does besides what each one does, by name; else empty. */
  readonly role: string;
  /** Applications and load files: what runs them, by name; else empty. */
  readonly runtime: string;
  /** Whether it may be current in several sessions at once. */
  readonly multiSelectable: boolean;
  /** Who frames long commands and responses. */
  readonly framing: 'kernel' | 'own';
  /** Where it is selected by itself: implicit selection parameters, one byte each. */
  readonly implicit: Bytes;
  /** Identifier of its provider, empty where unknown. [GPCS §6.5.1.7] */
  readonly provider: Bytes;
  /** Global service parameters, two bytes each. [GPCS §6.5.1.8] */
  readonly services: Bytes;
  /** Names of services that it has registered as unique, two bytes each. [GPCS §8.1.1] */
  readonly uniqueServices: Bytes;
  /** What a UICC keeps of it, the value of tag EA; empty where nothing. [TS102226 §8.2.1.3.2] */
  readonly uicc: Bytes;
  /** What a contactless registry has of it. [GPAmdC §3.8] */
  readonly contactless: Contactless;
  /** Security domains: what it may no longer do, bits of tag D9. [GPCS §11.5.2.3.7] */
  readonly restricted: number;
  /** Security domains: which content of others it accepts, see `ACCEPTANCE`. */
  readonly accepts: number;
  /** Bytes set aside for it alone. [GPCS §9.7] */
  readonly volatileReserved: number;
  readonly nonVolatileReserved: number;
  /** Load files: version, two bytes, else empty. */
  readonly version: Bytes;
  /** Load files: AIDs of the modules. */
  readonly modules: readonly Bytes[];
}

/** The defaults of an entry. */
export const PLAIN_ENTRY = {
  loadFile: new Uint8Array(0),
  module: new Uint8Array(0),
  role: '',
  runtime: '',
  multiSelectable: true,
  framing: 'kernel',
  implicit: new Uint8Array(0),
  provider: new Uint8Array(0),
  services: new Uint8Array(0),
  uniqueServices: new Uint8Array(0),
  uicc: new Uint8Array(0),
  contactless: NOT_CONTACTLESS,
  restricted: 0,
  accepts: 0,
  volatileReserved: 0,
  nonVolatileReserved: 0,
  version: new Uint8Array(0),
  modules: [],
} as const satisfies Partial<RegistryEntry>;
