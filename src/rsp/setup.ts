/** What an eUICC and its profiles are born with. */
import type { Bytes } from '../base/index.ts';
import type { OperatorId, ProfileClass } from '../wire/es10/index.ts';

export interface ProfileSetup {
  /** For people and traces. */
  readonly name: string;
  /** 10 bytes, as EF ICCID holds them. */
  readonly iccid: Bytes;
  readonly isdP: Bytes;
  readonly enabled: boolean;
  readonly class: ProfileClass;
  /** What SGP.22 has a profile say of itself; under SGP.02 all four are missing. */
  readonly nickname: string | undefined;
  readonly serviceProvider: string | undefined;
  readonly profileName: string | undefined;
  readonly owner: OperatorId | undefined;
  /** Under SGP.02: whether the eUICC falls back to it. [SGP02 §3.16] */
  readonly fallBack: boolean;
}
