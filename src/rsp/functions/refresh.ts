/** What follows a change of the enabled profile. [SGP22 §5.7.16] [SGP22 §3.2.1] */
import type { Session } from '../../os/abi/index.ts';
import type { Euicc } from '../euicc.ts';
import type { Profile } from '../profile-store.ts';

/**
 * The change is complete when the function answers. A REFRESH that the LPA asked for would be a
 * proactive command of the card application toolkit, which is not there yet: it is only noted, and
 * the device has to reset the eUICC itself, as it does when it asks for no REFRESH.
 */
export function noteSwitch(
  euicc: Euicc,
  change: { readonly profile: Profile; readonly refresh: boolean; readonly session: Session },
): void {
  const { profile, refresh, session } = change;
  const state = euicc.profiles.state(profile);
  euicc.services.note('profile-state', profile.name, state, euicc.profiles.enabled?.name);
  if (refresh) euicc.services.note('refresh-pending', session.link.id, profile.name);
}
