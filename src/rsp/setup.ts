/** What an eUICC and its profiles are created with. */
import type { Bytes } from '../base/index.ts';
import type { ProfileClass, ProfileInfo } from '../wire/es10/index.ts';

/**
 * The elements of ProfileInfo that an ISD-P stores as they are. Its AID is in the registry, its
 * state and its nickname change. Under SGP.02 a profile has only an ICCID. [SGP22 §5.7.15]
 */
export interface ProfileMetadata extends Omit<ProfileInfo, 'isdP' | 'state' | 'nickname'> {
  /** 10 bytes, as EF ICCID holds them. */
  readonly iccid: Bytes;
  readonly class: ProfileClass;
}

export interface ProfileSetup {
  /** For people and traces. */
  readonly name: string;
  readonly isdP: Bytes;
  readonly metadata: ProfileMetadata;
  readonly nickname: string | undefined;
  readonly enabled: boolean;
  /** Subject key identifier of the issuer under which it is downloaded. */
  readonly ciKeyId?: Bytes | undefined;
  /** Under SGP.02: whether the eUICC falls back to it. [SGP02 §3.16] */
  readonly fallBack: boolean;
}
