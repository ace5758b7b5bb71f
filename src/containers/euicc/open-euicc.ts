/** The content of an eUICC's memory, opened. */
import type { GlobalPlatformCard } from '../../gp/index.ts';
import type { Euicc } from '../../rsp/index.ts';
import type { ProfileCards } from './profile-cards.ts';
import type { ProfileUiccs } from './profile-uiccs.ts';

export interface OpenEuicc {
  readonly card: GlobalPlatformCard;
  readonly euicc: Euicc;
  readonly cards: ProfileCards;
  readonly uiccs: ProfileUiccs;
}
