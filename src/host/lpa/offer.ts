/** The profile that a server offers, as the end user is shown it. [SGP22 §5.6.3] */
import type { ProfileInfo } from '../../wire/es10/index.ts';

export interface ProfileOffer {
  readonly iccid: string;
  readonly serviceProvider: string;
  readonly profileName: string;
  readonly class: ProfileInfo['class'];
  /** Bits of `PPR`: what the operator keeps the end user from. */
  readonly policyRules: readonly number[];
  /** Whether the server requires a confirmation code. */
  readonly codeRequired: boolean;
}
