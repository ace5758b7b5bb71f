/** What an eUICC is made with, before anything was written to its memory. */
import type { Bytes } from '../base/index.ts';
import type { OperatorId, ProfileClass } from '../wire/es10/index.ts';
import type { EditionName } from './edition.ts';

export interface EuiccSetup {
  readonly edition: EditionName;
  /** 16 bytes. */
  readonly eid: Bytes;
  /** Subject key identifiers of the trusted CI keys, 20 bytes each, most wanted first. */
  readonly ciPublicKeys: readonly Bytes[];
  /** Profiles that it leaves the factory with; at most one is enabled. */
  readonly profiles: readonly ProfileSetup[];
}

export interface ProfileSetup {
  /** For people and traces. */
  readonly name: string;
  /** 10 bytes, as EF ICCID holds them. */
  readonly iccid: Bytes;
  readonly isdP: Bytes;
  readonly mnoSd: Bytes | undefined;
  readonly enabled: boolean;
  readonly class: ProfileClass;
  /** What SGP.22 has a profile say of itself; under SGP.02 all four are missing. */
  readonly nickname: string | undefined;
  readonly serviceProvider: string | undefined;
  readonly profileName: string | undefined;
  readonly owner: OperatorId | undefined;
}
