/** The profiles of a device's eUICCs, as its manufacturer reaches them between commands. */
import { HostError, unhex } from '../base/index.ts';
import type { ProfileLoadResult, ProfileMaintenance } from '../os/abi/index.ts';
import type { ManagedProfile, ProfileChange } from './contract.ts';

/** By container; those of another kind have none. */
export type MaintainedProfiles = ReadonlyMap<string, ProfileMaintenance>;

export function allProfiles(containers: MaintainedProfiles): readonly ManagedProfile[] {
  return [...containers].flatMap(([container, profiles]) =>
    profiles.list().map((row) => ({ container, ...row })),
  );
}

/** The named eUICC, or the only one. */
export function profilesOf(
  containers: MaintainedProfiles,
  named: string | undefined,
): ProfileMaintenance {
  const ids = [...containers.keys()];
  const id = named ?? (ids.length === 1 ? ids[0] : undefined);
  const found = id === undefined ? undefined : containers.get(id);
  if (found !== undefined) return found;
  const what = named === undefined ? `the device has ${ids.length} eUICCs` : `${named} is no eUICC`;
  const next = ids.length === 0 ? 'boot a device with an eUICC' : `name one: ${ids.join(', ')}`;
  throw new HostError('INPUT_INVALID', what, next);
}

export function changeProfile(
  containers: MaintainedProfiles,
  change: ProfileChange,
): ProfileLoadResult | undefined {
  const profiles = profilesOf(containers, change.container);
  if (change.act === 'load') return profiles.load(packageBytes(change.package));
  profiles[change.act](change.profile);
  return undefined;
}

function packageBytes(text: string): Uint8Array {
  try {
    return unhex(text);
  } catch {
    const next = 'give the DER of a profile package';
    throw new HostError('INPUT_INVALID', 'the package is no hexadecimal', next);
  }
}

/** For the trace. */
export function changeInWords(change: ProfileChange): string {
  if (change.act === 'load') return `load of ${change.package.length / 2} bytes`;
  return `${change.act} ${change.profile}`;
}
