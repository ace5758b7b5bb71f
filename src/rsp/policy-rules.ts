/** Profile policy rules, and which operators may set them. [SGP22 §2.9] */
import { type Bytes, equal, hex } from '../base/index.ts';
import { type AuthorisationRule, INSTALL_ERROR, type OperatorId, PPR } from '../wire/es10/index.ts';
import type { StoreMetadataRequest } from '../wire/es8/index.ts';
import type { RefusedMetadata } from './download/index.ts';
import type { Euicc } from './euicc.ts';
import { type Profile, PROFILES_MAX } from './profile-store.ts';

export function hasRule(profile: Profile, rule: keyof typeof PPR): boolean {
  return profile.policyRules?.includes(PPR[rule]) === true;
}

/** Rules that no operator may set. */
export function forbiddenRules(table: readonly AuthorisationRule[]): readonly number[] {
  return [PPR.ppr1, PPR.ppr2].filter(
    (rule) => !table.some(({ policyRules }) => policyRules.includes(rule)),
  );
}

/** Why the eUICC does not take a profile with these metadata. [SGP22 §5.5.3] */
export function metadataProblem(
  { profiles, settings }: Euicc,
  metadata: StoreMetadataRequest,
): RefusedMetadata | undefined {
  const { iccid, policyRules = [], owner } = metadata;
  if (profiles.findIccid(iccid) !== undefined) {
    const reason = INSTALL_ERROR.installFailedDueToIccidAlreadyExistsOnEuicc;
    return { reason, why: `a profile with the ICCID ${hex(iccid)} is there` };
  }
  if (profiles.list.length >= PROFILES_MAX) {
    const reason = INSTALL_ERROR.installFailedDueToInsufficientMemoryForProfile;
    return { reason, why: `${PROFILES_MAX} profiles are there` };
  }
  const why = ruleProblem(settings.authorisationRules, { policyRules, owner });
  if (why !== undefined) return { reason: INSTALL_ERROR.pprNotAllowed, why };
  const isAlone = !profiles.list.some((one) => one.class === 'operational');
  if (!policyRules.includes(PPR.ppr1) || isAlone) return undefined;
  return { reason: INSTALL_ERROR.pprNotAllowed, why: 'PPR1 comes with a first profile alone' };
}

function ruleProblem(
  table: readonly AuthorisationRule[],
  profile: {
    readonly policyRules: readonly number[];
    readonly owner: OperatorId | undefined;
  },
): string | undefined {
  const set = profile.policyRules.filter((rule) => rule !== PPR.updateControl);
  const { owner } = profile;
  if (set.length === 0) return undefined;
  if (owner === undefined) return 'a profile with policy rules has an owner';
  const refused = set.find(
    (rule) =>
      !table.some(
        ({ policyRules, operators }) =>
          policyRules.includes(rule) && operators.some((one) => isAllowed(one, owner)),
      ),
  );
  return refused === undefined ? undefined : `PPR${refused} is not allowed to this operator`;
}

const ANY_DIGIT = 'E';

/** A digit E stands for any; an empty group identifier for any, an absent one for none. */
function isAllowed(allowed: OperatorId, owner: OperatorId): boolean {
  const [pattern, digits] = [hex(allowed.mccMnc), hex(owner.mccMnc)];
  const isSame = [...pattern].every((digit, at) => digit === ANY_DIGIT || digit === digits[at]);
  return isSame && isGroup(allowed.gid1, owner.gid1) && isGroup(allowed.gid2, owner.gid2);
}

function isGroup(allowed: Bytes | undefined, own: Bytes | undefined): boolean {
  if (allowed === undefined) return own === undefined;
  return allowed.length === 0 || (own !== undefined && equal(allowed, own));
}
