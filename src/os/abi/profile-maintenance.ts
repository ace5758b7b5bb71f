/**
 * What the manufacturer of a device does with the profiles of an eUICC, between commands and
 * outside of any link.
 */
import type { Bytes } from '../../base/index.ts';

/** One profile of an eUICC. */
export interface ProfileRow {
  readonly name: string;
  /** Digits. */
  readonly iccid: string;
  readonly isdP: string;
  readonly class: string;
  readonly state: string;
  /** AIDs of its applications. */
  readonly applications: readonly string[];
  readonly files: number;
  /** Bytes of memory. */
  readonly used: number;
}

/** One file of a profile, with its content in hexadecimal. */
export interface ProfileFileRow {
  /** File identifiers from `3F00`, or from the AID of an application. */
  readonly path: string;
  /** AID of an ADF. */
  readonly name: string | undefined;
  readonly kind: string;
  readonly length: number;
  readonly recordLength: number;
  readonly sfi: number;
  readonly lifeCycle: number;
  /** The object that its access rules stand in. */
  readonly rules: string;
  readonly linked: boolean;
  readonly content: string;
}

/** One result of the installation of a package, of an element or of all. */
export interface ProfileElementStatus {
  readonly status: number;
  readonly identification?: number | undefined;
  readonly additionalInformation?: number | undefined;
  readonly offset?: number | undefined;
}

/** What the installation of a package reports. */
export interface ProfileLoadResult {
  readonly response: { readonly peStatus: readonly ProfileElementStatus[] };
  readonly profile: ProfileRow | undefined;
  /** Why nothing was installed. */
  readonly why: string | undefined;
}

/** A profile is named by its ICCID in digits, the AID of its ISD-P, or its name. */
export interface ProfileMaintenance {
  list(): readonly ProfileRow[];
  load(source: Bytes): ProfileLoadResult;
  enable(profile: string): void;
  disable(profile: string): void;
  remove(profile: string): void;
  files(profile: string): readonly ProfileFileRow[];
}
