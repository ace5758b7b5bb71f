/** What follows a change of the enabled profile. [SGP22 §5.7.16] [SGP22 §3.2.1] */
import { operandText, type TraceKind } from '../../base/index.ts';
import type { Session } from '../../os/abi/index.ts';
import { refresh as refreshCommand } from '../../uicc/index.ts';
import { REFRESH_MODE } from '../../wire/cat/index.ts';
import type { Euicc } from '../euicc.ts';
import type { Profile } from '../profile-store.ts';

/**
 * The change is complete when the function answers. A REFRESH that the LPA requests is a proactive
 * command to a terminal that has stated that it takes it; any other terminal resets the eUICC
 * itself, as it does when it requests none.
 */
export function noteSwitch(
  euicc: Euicc,
  change: { readonly profile: Profile; readonly refresh: boolean; readonly session: Session },
): void {
  const { profile, refresh, session } = change;
  const state = euicc.profiles.state(profile);
  euicc.services.note(PROFILE_STATE, profile.name, state, euicc.profiles.enabled?.name);
  if (!refresh) return;
  const { card } = session;
  const isSent = euicc.toolkit.send(card, 'ISD-R', refreshCommand(REFRESH_MODE.reset));
  euicc.services.note(isSent ? REFRESH_PENDING : REFRESH_LEFT, card.link.id, profile.name);
}

export const PROFILE_STATE: TraceKind = {
  name: 'profile-state',
  words: ([profile, state, enabled]) => {
    const change = `${operandText(profile)} is ${operandText(state)}`;
    if (enabled === profile) return change;
    return `${change}; ${enabled === undefined ? 'no profile' : operandText(enabled)} is enabled`;
  },
};

export const REFRESH_PENDING: TraceKind = {
  name: 'refresh-pending',
  words: ([link, profile]) =>
    `REFRESH was requested over ${operandText(link)} for ${operandText(profile)}, and is pending`,
};

export const REFRESH_LEFT: TraceKind = {
  name: 'refresh-left',
  words: ([link, profile]) =>
    `REFRESH was requested over ${operandText(link)} for ${operandText(profile)}: ` +
    'the terminal has not stated that it takes it, and resets the eUICC itself',
};
