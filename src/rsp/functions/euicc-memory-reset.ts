/** ES10c.eUICCMemoryReset: policy rules of profiles do not count. [SGP22 §5.7.19] */
import { refresh as refreshCommand } from '../../uicc/index.ts';
import { REFRESH_MODE } from '../../wire/cat/index.ts';
import {
  emitEuiccMemoryResetResponse,
  ES10_TAG,
  parseEuiccMemoryResetRequest,
  RESET_OPTION,
  RESET_RESULT,
} from '../../wire/es10/index.ts';
import { resultFunction } from '../es10-function.ts';
import type { Euicc } from '../euicc.ts';
import type { Profile } from '../profile-store.ts';
import { isCatBusy, removeProfile } from './profile-change.ts';

export const euiccMemoryReset = resultFunction({
  name: 'eUICCMemoryReset',
  tag: ES10_TAG.euiccMemoryReset,
  clause: 'SGP22 §5.7.19',
  results: RESET_RESULT,
  parse: parseEuiccMemoryResetRequest,
  emit: emitEuiccMemoryResetResponse,
  run(euicc, { options }, { card }) {
    const chosen = chosenProfiles(euicc, options);
    const resetsAddress =
      options.includes(RESET_OPTION.resetDefaultSmdpAddress) && euicc.defaultDpAddress.get() !== '';
    if (chosen.length === 0 && !resetsAddress) return 'nothingToDelete';
    const { enabled } = euicc.profiles;
    const endsEnabled = enabled !== undefined && chosen.includes(enabled);
    if (endsEnabled && isCatBusy(euicc, card)) return 'catBusy';
    if (resetsAddress) euicc.defaultDpAddress.set('');
    // A test profile that is disabled brings back the one it displaced, which may be chosen too.
    for (;;) {
      const current = euicc.profiles.enabled;
      if (current === undefined || !chosen.includes(current)) break;
      euicc.profiles.disable(current);
    }
    for (const one of chosen) removeProfile(euicc, one);
    if (endsEnabled) euicc.toolkit.send(card, 'ISD-R', refreshCommand(REFRESH_MODE.reset));
    return 'ok';
  },
});

/** Test profiles of the manufacturer stay. */
function chosenProfiles({ profiles }: Euicc, options: readonly number[]): readonly Profile[] {
  const has = (option: keyof typeof RESET_OPTION): boolean =>
    options.includes(RESET_OPTION[option]);
  return profiles.list.filter((one) =>
    one.class === 'test'
      ? has('deleteFieldLoadedTestProfiles') && profiles.downloadedUnder(one) !== undefined
      : one.class === 'operational' && has('deleteOperationalProfiles'),
  );
}
