/** What every change of a profile does besides. [SGP22 §5.7.16] [SGP22 §3.5] */
import { operandText, type TraceKind } from '../../base/index.ts';
import type { CardSession } from '../../os/abi/index.ts';
import { NOTIFICATION_EVENT, type NotificationEventName } from '../../wire/es10/index.ts';
import type { Euicc } from '../euicc.ts';
import type { Profile } from '../profile-store.ts';

/** One notification for each address that the profile requests it for. */
export function notifyChange(euicc: Euicc, profile: Profile, event: NotificationEventName): void {
  const requested = (profile.notifications ?? []).filter((one) =>
    one.events.includes(NOTIFICATION_EVENT[event]),
  );
  if (requested.length === 0) return;
  const signer = euicc.signerFor(profile);
  if (signer === undefined) {
    euicc.services.note(NOTIFICATION_UNSIGNED, profile.name, event);
    return;
  }
  const { iccid } = profile;
  for (const { address } of requested)
    euicc.notifications.addChange(signer, event, { address, iccid });
}

/** A disabled profile, with all that it keeps. */
export function removeProfile(euicc: Euicc, profile: Profile): void {
  notifyChange(euicc, profile, 'delete');
  euicc.services.note(PROFILE_DELETED, profile.name);
  euicc.profiles.remove(profile);
}

/** A REFRESH cannot follow while the terminal works on another command. [SGP22 §5.7.16] */
export function isCatBusy({ toolkit }: Euicc, card: CardSession): boolean {
  return !toolkit.isIdle(card);
}

export const PROFILE_DELETED: TraceKind = {
  name: 'profile-deleted',
  words: ([profile]) => `${operandText(profile)} is deleted`,
};

export const NOTIFICATION_UNSIGNED: TraceKind = {
  name: 'notification-unsigned',
  words: ([profile, event]) =>
    `${operandText(profile)} requests a notification of ${operandText(event)}: ` +
    'the eUICC has no certificate to sign it with',
};
