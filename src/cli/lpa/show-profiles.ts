/** The profiles of an eUICC, one a row. */
import { hex } from '../../base/index.ts';
import type { ProfileInfo } from '../../wire/es10/index.ts';
import { parseDigits } from '../../wire/index.ts';
import { type Output, table } from '../output.ts';

/** By bit: what the operator keeps the end user from. [SGP22 §2.9.1] */
const POLICY_RULES = ['policy rules are not updated', 'not disabled', 'not deleted'] as const;

export function policyNames(rules: readonly number[]): readonly string[] {
  return rules.map((bit) => POLICY_RULES[bit] ?? `rule ${bit}`);
}

export function showProfiles(output: Output, profiles: readonly ProfileInfo[]): void {
  for (const one of profiles) output.object(profileObject(one));
  if (profiles.length === 0) output.line('no profile');
  const rows = profiles.map((one) => [
    one.iccid === undefined ? '' : parseDigits(one.iccid),
    one.state ?? '',
    nameOf(one),
    [one.class === 'operational' ? '' : (one.class ?? ''), ...policyNames(one.policyRules ?? [])]
      .filter((words) => words !== '')
      .join(', '),
  ]);
  table(rows).forEach((line, at) => {
    output.line(profiles[at]?.state === 'enabled' ? output.style('green', line) : line);
  });
}

/** Nickname first, as the end user gave it. */
export function nameOf({ nickname, profileName, serviceProvider }: ProfileInfo): string {
  const name = nickname ?? profileName ?? '';
  return serviceProvider === undefined ? name : `${name}, ${serviceProvider}`;
}

export function profileObject(profile: ProfileInfo): Readonly<Record<string, unknown>> {
  const { iccid, isdP, owner } = profile;
  return {
    iccid: iccid === undefined ? null : parseDigits(iccid),
    isdP: isdP === undefined ? null : hex(isdP),
    state: profile.state ?? null,
    class: profile.class ?? null,
    nickname: profile.nickname ?? null,
    serviceProvider: profile.serviceProvider ?? null,
    profileName: profile.profileName ?? null,
    owner: owner === undefined ? null : hex(owner.mccMnc),
    policyRules: policyNames(profile.policyRules ?? []),
  };
}
