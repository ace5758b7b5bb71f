/** What an eUICC says of itself, as labelled lines and as an object. */
import { hex } from '../../base/index.ts';
import type { ChipFacts } from '../../host/lpa/index.ts';
import type { AuthorisationRule, VersionType } from '../../wire/es10/index.ts';
import { parseDigits } from '../../wire/index.ts';
import { labelled } from '../labelled.ts';
import type { Output } from '../output.ts';
import { policyNames } from './show-profiles.ts';

const CATEGORIES = ['other', 'basic', 'medium', 'contactless'] as const;
/** By bit. */
const CAPABILITIES = [
  'additional profile',
  'CRL',
  'remote profile management',
  'test profile',
  'extensible device information',
  'service specific data',
] as const;

export function showChip(output: Output, place: string, facts: ChipFacts): void {
  output.object(objectOf(place, facts));
  const { info1, info2, resources, addresses, rules, template } = facts;
  const svn = info2?.svn ?? info1?.svn ?? template?.svn;
  labelled(output, 'card', place);
  labelled(output, 'ISD-R', hex(facts.isdR));
  labelled(output, 'EID', facts.eid);
  labelled(output, 'SGP.22', text(svn));
  labelled(output, 'SM-DP+', addresses === undefined ? null : (addresses.defaultDp ?? 'none set'));
  labelled(output, 'SM-DS', addresses?.rootDs ?? null);
  (info1 ?? info2)?.verificationKeys.forEach((key, at) => {
    labelled(output, at === 0 ? 'CI keys' : '', `${hex(key)}${usage(facts, key)}`);
  });
  if (info2 !== undefined) showInfo2(output, info2);
  if (resources !== undefined)
    labelled(
      output,
      'memory',
      `${resources.memory} bytes free, ${resources.volatileMemory} of working memory`,
    );
  rules?.forEach((rule, at) => labelled(output, at === 0 ? 'rules' : '', ruleText(rule)));
  if (rules?.length === 0) labelled(output, 'rules', 'none: profiles have no policy rules');
}

function showInfo2(output: Output, info: NonNullable<ChipFacts['info2']>): void {
  labelled(output, 'packages', text(info.profileVersion));
  labelled(output, 'firmware', text(info.firmwareVersion));
  labelled(output, 'TS 102 241', text(info.javaCardVersion));
  labelled(output, 'platform', text(info.globalPlatformVersion));
  labelled(output, 'protection', text(info.protectionProfileVersion));
  labelled(output, 'audited', info.accreditationNumber === '' ? null : info.accreditationNumber);
  labelled(output, 'can', info.rspCapability.map(capability).join(', ') || null);
  labelled(output, 'category', info.category === undefined ? null : category(info.category));
  const forbidden = policyNames(info.forbiddenPolicyRules ?? []).join(', ');
  labelled(output, 'forbids', forbidden === '' ? null : forbidden);
}

/** One that only verifies, or only signs, is noted. */
function usage({ info1, info2 }: ChipFacts, key: Uint8Array): string {
  const signing = (info1 ?? info2)?.signingKeys ?? [];
  return signing.some((one) => hex(one) === hex(key)) ? '' : ', verifies only';
}

function ruleText({ policyRules, operators, flags }: AuthorisationRule): string {
  const consent = flags.includes(0) ? ', with the consent of the end user' : '';
  const names = operators.map(({ mccMnc, gid1, gid2 }) =>
    [`${parseDigits(mccMnc)}`, gid1 && `GID1 ${hex(gid1)}`, gid2 && `GID2 ${hex(gid2)}`]
      .filter((one) => one !== undefined)
      .join(' '),
  );
  return `${policyNames(policyRules).join(', ')} for ${names.join(', ')}${consent}`;
}

function objectOf(place: string, facts: ChipFacts): unknown {
  const { info1, info2, addresses, resources, rules, template } = facts;
  const info = info2 ?? info1;
  return {
    card: place,
    isdR: hex(facts.isdR),
    eid: facts.eid,
    svn: text(info?.svn ?? template?.svn),
    defaultDp: addresses?.defaultDp ?? null,
    rootDs: addresses?.rootDs ?? null,
    verificationKeys: info?.verificationKeys.map(hex) ?? [],
    signingKeys: info?.signingKeys.map(hex) ?? [],
    profileVersion: text(info2?.profileVersion),
    firmwareVersion: text(info2?.firmwareVersion),
    javaCardVersion: text(info2?.javaCardVersion),
    globalPlatformVersion: text(info2?.globalPlatformVersion),
    protectionProfileVersion: text(info2?.protectionProfileVersion),
    accreditationNumber: info2?.accreditationNumber ?? null,
    capabilities: info2?.rspCapability.map(capability) ?? [],
    category: info2?.category === undefined ? null : category(info2.category),
    forbiddenPolicyRules: policyNames(info2?.forbiddenPolicyRules ?? []),
    resources: resources ?? null,
    rules:
      rules?.map(({ policyRules, operators, flags }) => ({
        policyRules: policyNames(policyRules),
        operators: operators.map(({ mccMnc, gid1, gid2 }) => ({
          mccMnc: hex(mccMnc),
          gid1: gid1 === undefined ? null : hex(gid1),
          gid2: gid2 === undefined ? null : hex(gid2),
        })),
        consentRequired: flags.includes(0),
      })) ?? [],
  };
}

function text(version: VersionType | undefined): string | null {
  return version === undefined ? null : version.join('.');
}

function capability(bit: number): string {
  return CAPABILITIES[bit] ?? `bit ${bit}`;
}

function category(number: number): string {
  return CATEGORIES[number] ?? `category ${number}`;
}
