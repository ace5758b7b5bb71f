/**
 * ES6.UpdateMetadata: the operator changes what its profile says of itself, in a secured packet for
 * its security domain. An empty icon removes the one before; policy rules are only taken away.
 * [SGP22 §5.4.1] [SGP22 §2.9.3]
 */
import {
  type Bytes,
  describeWireError,
  isWireError,
  operandText,
  type TraceKind,
} from '../base/index.ts';
import { refuse, type Services } from '../os/abi/index.ts';
import { PPR } from '../wire/es10/index.ts';
import { parseUpdateMetadataRequest, type UpdateMetadataRequest } from '../wire/es8/index.ts';
import { SW } from '../wire/index.ts';
import type { Profile, ProfileStore } from './profile-store.ts';
import type { ProfileMetadata } from './setup.ts';

const CLAUSE = 'SGP22 §5.4.1';

export interface UpdateMetadataParts {
  readonly services: Services;
  readonly profiles: ProfileStore;
  readonly profile: Profile;
}

/** All that the request names changes, or nothing. */
export function updateMetadata(
  { services, profiles, profile }: UpdateMetadataParts,
  source: Bytes,
): void {
  const request = parseUpdateMetadataRequest(source);
  if (isWireError(request)) return refuse(SW.WRONG_DATA, CLAUSE, describeWireError(request));
  const before = profiles.metadata(profile);
  const given = Object.entries(request).filter(([, value]) => value !== undefined);
  profiles.setMetadata(profile, {
    ...before,
    ...Object.fromEntries(given),
    ...pictureOf(request),
    ...rulesOf(before, request.policyRules),
  });
  services.note(METADATA_UPDATED, profile.name);
}

type Picture = Pick<ProfileMetadata, 'iconType' | 'icon'>;

function pictureOf({ iconType, icon }: UpdateMetadataRequest): Picture {
  if (icon === undefined && iconType === undefined) return {};
  if (icon?.length === 0) return { iconType: undefined, icon: undefined };
  if (icon === undefined || iconType === undefined)
    return refuse(SW.WRONG_DATA, CLAUSE, 'an icon comes with its type, and a type with its icon');
  return { iconType, icon };
}

/** The request names the rules that stay. How one would be set is left to later editions. */
function rulesOf(
  { policyRules: before = [] }: ProfileMetadata,
  policyRules: readonly number[] | undefined,
): Pick<ProfileMetadata, 'policyRules'> {
  if (policyRules === undefined) return {};
  if (policyRules.includes(PPR.updateControl))
    return refuse(SW.WRONG_DATA, CLAUSE, 'rules are only taken away');
  const added = policyRules.find((one) => !before.includes(one));
  if (added !== undefined)
    return refuse(SW.CONDITIONS, CLAUSE, `PPR${added} is not set, and only taken away`);
  return { policyRules: policyRules.length === 0 ? undefined : policyRules };
}

export const METADATA_UPDATED: TraceKind = {
  name: 'metadata-updated',
  words: ([name]) => `the operator changed the metadata of ${operandText(name)}`,
};
