/** What a device description says of an eUICC container. Byte strings are hexadecimal. */
import type { InstalledModule } from '../../applets/index.ts';

/** By whom its profiles are managed: SGP.22's LPA, or SGP.02's SM-SR. [M-26] [P-03] */
export type EuiccConfig = ConsumerConfig | M2mConfig;

interface CommonConfig {
  readonly isdR: { readonly aid: string };
  readonly ecasd: { readonly aid: string };
  /** 32 digits with right check digits. [SGP29 §3] */
  readonly eid: string;
  /** What a SELECT with an empty AID means when a profile is enabled. */
  readonly emptySelect: 'isd-r' | 'mno-sd';
}

export interface ConsumerConfig extends CommonConfig {
  readonly architecture?: 'consumer' | undefined;
  /** Edition of SGP.22 it behaves as and reports. [M-80] */
  readonly version: '2.0' | '2.1' | '2.2' | '2.5';
  /** Subject key identifiers of the CI public keys it trusts, 20 bytes each. */
  readonly ciPublicKeys: readonly string[];
  readonly profiles: readonly ConsumerProfileConfig[];
}

export interface M2mConfig extends CommonConfig {
  readonly architecture: 'm2m';
  /** Edition of SGP.02; what the eUICC does without its SM-SR is the same in all. [M-81] */
  readonly version: '3.1' | '3.2' | '4.0' | '4.2';
  readonly profiles: readonly M2mProfileConfig[];
}

/** AES-128 keys, 16 bytes each, under a key version number. */
export interface MnoSdKeySet {
  readonly version: number;
  readonly enc: string;
  readonly mac: string;
  readonly dek: string;
}

export interface ProfileConfig {
  /** For people and traces: `ISD-P1`. */
  readonly name: string;
  /** 19 or 20 digits. */
  readonly iccid: string;
  readonly isdP: string;
  /** AID of the operator's security domain inside the profile, selectable while enabled. */
  readonly mnoSd?: string | undefined;
  /** Secure channel keys of that domain; without any, it opens no secure channel. */
  readonly mnoSdKeys?: readonly MnoSdKeySet[] | undefined;
  /** Its privileges, three bytes; left out, 82DC00. [GPCS §11.1.2] */
  readonly mnoSdPrivileges?: string | undefined;
  /** Applications inside the profile, associated with that domain. */
  readonly applications?: readonly InstalledModule[] | undefined;
  readonly state: 'enabled' | 'disabled';
}

export interface ConsumerProfileConfig extends ProfileConfig {
  readonly class: 'test' | 'provisioning' | 'operational';
  readonly nickname?: string | undefined;
  readonly serviceProvider: string;
  readonly profileName: string;
  /** Mobile country and network code, 5 or 6 digits; group identifiers in hexadecimal. */
  readonly owner: {
    readonly mccMnc: string;
    readonly gid1?: string | undefined;
    readonly gid2?: string | undefined;
  };
}

export interface M2mProfileConfig extends ProfileConfig {
  /** The profile that the eUICC falls back to. [SGP02 §3.16] */
  readonly fallBackAttribute: boolean;
}
