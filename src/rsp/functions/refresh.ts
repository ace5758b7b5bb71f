/** What follows a change of the enabled profile. [SGP22 §5.7.16] [SGP22 §3.2.1] */
import { operandText, type TraceKind } from '../../base/index.ts';
import type { Session } from '../../os/abi/index.ts';
import type { Euicc } from '../euicc.ts';
import type { Profile } from '../profile-store.ts';

/**
 * The change is complete when the function answers. A REFRESH that the LPA requested would be a
 * proactive command of the card application toolkit, which is not there yet: it is only noted, and
 * the device has to reset the eUICC itself, as it does when it requests no REFRESH.
 */
export function noteSwitch(
  euicc: Euicc,
  change: { readonly profile: Profile; readonly refresh: boolean; readonly session: Session },
): void {
  const { profile, refresh, session } = change;
  const state = euicc.profiles.state(profile);
  euicc.services.note(PROFILE_STATE, profile.name, state, euicc.profiles.enabled?.name);
  if (refresh) euicc.services.note(REFRESH_PENDING, session.card.link.id, profile.name);
}

export const PROFILE_STATE: TraceKind = {
  name: 'profile-state',
  words: ([profile, state, enabled]) =>
    `${operandText(profile)} is ${operandText(state)}; ` +
    (enabled === undefined ? 'no profile is enabled' : `${operandText(enabled)} is enabled`),
};

export const REFRESH_PENDING: TraceKind = {
  name: 'refresh-pending',
  words: ([link, profile]) =>
    `REFRESH was requested over ${operandText(link)} for ${operandText(profile)}: ` +
    'the device resets the eUICC itself',
};
