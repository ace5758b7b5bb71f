/**
 * What the manufacturer of a device does with the profiles of an eUICC, between commands and
 * outside of any link.
 */
import type { Bytes } from '../../base/index.ts';

/** One profile of an eUICC. */
export interface ProfileRow {
  /** Its name: that of the description, or of the package. */
  readonly name: string;
  /** Digits. */
  readonly iccid: string;
  /** AID of its ISD-P. */
  readonly isdP: string;
  /** `test`, `provisioning` or `operational`. */
  readonly class: string;
  /** `enabled` or `disabled`. */
  readonly state: string;
  /** AIDs of its applications. */
  readonly applications: readonly string[];
  /** How many files it has. */
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
  /** `df`, or the structure of an elementary file: `transparent`, `linear-fixed`, … */
  readonly kind: string;
  /** Bytes of its content. */
  readonly length: number;
  /** Bytes of a record; 0 where it has none. */
  readonly recordLength: number;
  /** Short file identifier; 0 where it has none. */
  readonly sfi: number;
  /** The life cycle status byte. */
  readonly lifeCycle: number;
  /** The object that its access rules stand in. */
  readonly rules: string;
  /** Whether its content is that of another file. */
  readonly linked: boolean;
  /** In hexadecimal; records follow each other. */
  readonly content: string;
}

/** One result of the installation of a package, of an element or of all. */
export interface ProfileElementStatus {
  /** A code of the profile package specification; 0 is ok. */
  readonly status: number;
  /** The number in the header of the element it is about. */
  readonly identification?: number | undefined;
  /** More of the reason, where the code has such. */
  readonly additionalInformation?: number | undefined;
  /** Where in the element, in bytes, where that is known. */
  readonly offset?: number | undefined;
}

/** What the installation of a package reports. */
export interface ProfileLoadResult {
  /** The results, in the form that an eUICC returns them. */
  readonly response: { readonly peStatus: readonly ProfileElementStatus[] };
  /** The installed profile; `undefined` where nothing was installed. */
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
