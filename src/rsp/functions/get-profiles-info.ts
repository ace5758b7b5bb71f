/** ES10c.GetProfilesInfo. [SGP22 §5.7.15] */
import { describeWireError, isWireError } from '../../base/index.ts';
import {
  emitProfileInfoListResponse,
  ES10_TAG,
  parseProfileInfoListRequest,
  PROFILE_INFO_LIST_ERROR,
  PROFILE_TAG,
  type ProfileInfo,
  type ProfileSearch,
} from '../../wire/es10/index.ts';
import { type Es10Function, noteError, wrong } from '../es10-function.ts';
import type { Euicc } from '../euicc.ts';
import type { Profile } from '../profile-store.ts';

const NAME = 'GetProfilesInfo';

/** What a request without a tag list gets. */
const DEFAULT_TAGS: readonly number[] = [
  PROFILE_TAG.iccid,
  PROFILE_TAG.isdP,
  PROFILE_TAG.state,
  PROFILE_TAG.nickname,
  PROFILE_TAG.serviceProvider,
  PROFILE_TAG.profileName,
  PROFILE_TAG.iconType,
  PROFILE_TAG.icon,
  PROFILE_TAG.class,
];

export const getProfilesInfo: Es10Function = {
  name: NAME,
  tag: ES10_TAG.getProfilesInfo,
  run(euicc, source) {
    const request = parseProfileInfoListRequest(source);
    if (isWireError(request)) {
      noteError(euicc, NAME, wrong('incorrectInputValues', describeWireError(request)));
      return emitProfileInfoListResponse({ error: PROFILE_INFO_LIST_ERROR.incorrectInputValues });
    }
    const tags = request.tags ?? DEFAULT_TAGS;
    const found = select(euicc, request.search);
    return emitProfileInfoListResponse({
      profiles: found.map((one) => describe(euicc, one, tags)),
    });
  },
};

function select(euicc: Euicc, search: ProfileSearch | undefined): readonly Profile[] {
  const { profiles } = euicc;
  if (search === undefined) return profiles.list;
  if (search.by === 'class') return profiles.list.filter((one) => one.class === search.class);
  const one = profiles.find(search);
  return one ? [one] : [];
}

/**
 * The elements that the request names and the profile has. Unknown tags are ignored: clients
 * request objects of other editions and of the platform's own.
 */
function describe({ profiles }: Euicc, profile: Profile, tags: readonly number[]): ProfileInfo {
  const all: ProfileInfo = {
    ...profile,
    state: profiles.state(profile),
    nickname: profiles.nickname(profile),
  };
  const names = (Object.keys(PROFILE_TAG) as (keyof ProfileInfo)[]).filter((name) =>
    tags.includes(PROFILE_TAG[name]),
  );
  return Object.fromEntries(names.map((name) => [name, all[name]]));
}
