/** What came of a registration, and what each side contributed to it. [TS33102 §6.3] */
import type { Bytes } from '../../base/index.ts';

/** What one side contributed. Keys are not shown: whether both sides have the same ones is. */
export type RegistrationStep =
  | { readonly side: 'card'; readonly kind: 'identity'; readonly imsi: string }
  | {
      readonly side: 'network';
      readonly kind: 'challenge';
      readonly rand: Bytes;
      readonly autn: Bytes;
      readonly xres: Bytes;
    }
  | {
      readonly side: 'card';
      readonly kind: 'response';
      readonly res: Bytes;
      readonly sameKeys: boolean;
    }
  | { readonly side: 'card'; readonly kind: 'synchronisation'; readonly auts: Bytes }
  | { readonly side: 'card'; readonly kind: 'refusal'; readonly sw: number }
  | { readonly side: 'network'; readonly kind: 'resynchronised'; readonly isValid: boolean };

export type Registration = { readonly steps: readonly RegistrationStep[] } & (
  | {
      readonly state: 'registered';
      readonly imsi: string;
      /** By a USIM, which proves the network too, or by a SIM. */
      readonly by: 'usim' | 'sim';
      /** Whether the network had to take the USIM's sequence number first. */
      readonly resynchronised: boolean;
      readonly ck: Bytes;
      readonly ik: Bytes;
    }
  | { readonly state: 'rejected'; readonly imsi?: string; readonly why: string }
);
