/**
 * From the device description's words to the eUICC's own form, with the checks that a schema of
 * single fields cannot make.
 */
import { equal, HostError, unhex } from '../../base/index.ts';
import { emitIccid, emitPlmn } from '../../wire/index.ts';
import { PROFILES_MAX, type ProfileSetup } from '../../rsp/index.ts';
import {
  type AuthorisationRule,
  CONSENT_REQUIRED,
  NOTIFICATION_EVENT,
  type OperatorId,
  PPR,
} from '../../wire/es10/index.ts';
import type {
  ConsumerConfig,
  ConsumerProfileConfig,
  EuiccConfig,
  M2mConfig,
  ProfileConfig,
} from './description.ts';
import { uiccConflict } from './uicc-setup.ts';

export interface DescribedProfile {
  readonly setup: ProfileSetup;
  /** Where its content is described. */
  readonly inside: ProfileConfig;
}

/** Throws `HostError` DESCRIPTION_INVALID where the description contradicts itself. */
export function checkDescription(config: EuiccConfig): void {
  checkCommon(config);
  if (config.architecture === 'm2m') checkFallBack(config);
  else checkTrust(config);
  checkDistinct(
    config,
    profilesOf(config).map(({ setup }) => setup),
  );
}

export function profilesOf(config: EuiccConfig): readonly DescribedProfile[] {
  if (config.architecture !== 'm2m') {
    return config.profiles.map((one) => ({ setup: consumerProfileOf(one), inside: one }));
  }
  return config.profiles.map((one) => {
    const metadata = { iccid: emitIccid(one.iccid), class: 'operational' } as const;
    const setup = { ...profileOf(one), nickname: undefined, metadata };
    return { setup: { ...setup, fallBack: one.fallBackAttribute }, inside: one };
  });
}

/** The identifiers follow from the certificates where there are any. */
function checkTrust({ trust, ciPublicKeys }: ConsumerConfig): void {
  check(
    trust.length === 0 || ciPublicKeys.length === 0,
    'ciPublicKeys: trust has the keys of the issuers',
    'take ciPublicKeys from the eUICC',
  );
}

/** [SGP02 §3.16] */
function checkFallBack(config: M2mConfig): void {
  const fallBack = config.profiles.filter((one) => one.fallBackAttribute);
  check(
    fallBack.length <= 1,
    `profiles: ${namesOf(fallBack)} have the Fall-Back Attribute`,
    'take fallBackAttribute from every profile of the eUICC but one',
  );
}

function checkCommon(config: EuiccConfig): void {
  for (const { name, uicc } of config.profiles) checkUicc(name, uicc);
  check(isEid(config.eid), `eid: ${config.eid} has wrong check digits`);
  check(config.profiles.length <= PROFILES_MAX, `profiles: at most ${PROFILES_MAX}`);
  const all: readonly ProfileConfig[] = config.profiles;
  const enabled = all.filter((one) => one.state === 'enabled');
  check(enabled.length <= 1, `profiles: ${namesOf(enabled)} are both enabled`);
}

function checkUicc(name: string, uicc: ProfileConfig['uicc']): void {
  const why = uicc && uiccConflict(uicc);
  check(why === undefined, `${name}: uicc: ${why}`);
}

function namesOf(profiles: readonly ProfileConfig[]): string {
  return profiles.map((one) => one.name).join(' and ');
}

function profileOf({ name, isdP, state }: ProfileConfig) {
  return { name, isdP: unhex(isdP), enabled: state === 'enabled' };
}

function consumerProfileOf(config: ConsumerProfileConfig): ProfileSetup {
  const { iccid, nickname, serviceProvider, profileName, owner, notifications, policyRules } =
    config;
  return {
    ...profileOf(config),
    nickname,
    // In the order in which ProfileInfo is read back.
    metadata: {
      iccid: emitIccid(iccid),
      serviceProvider,
      profileName,
      class: config.class,
      notifications: notifications?.map(({ events, address }) => ({
        events: events.map((one) => NOTIFICATION_EVENT[one]).toSorted((a, b) => a - b),
        address,
      })),
      owner: ownerOf(owner),
      policyRules: policyRules?.map((one) => PPR[one]).toSorted((a, b) => a - b),
    },
    fallBack: false,
  };
}

export function authorisationRulesOf({
  authorisationRules = [],
}: ConsumerConfig): readonly AuthorisationRule[] {
  return authorisationRules.map(({ rules, operators, consentRequired }) => ({
    policyRules: rules.map((one) => PPR[one]).toSorted((a, b) => a - b),
    operators: operators.map(ownerOf),
    flags: consentRequired ? [CONSENT_REQUIRED] : [],
  }));
}

function checkDistinct(config: EuiccConfig, profiles: readonly ProfileSetup[]): void {
  const fixed = [
    { name: 'ISD-R', aid: unhex(config.isdR.aid) },
    { name: 'ECASD', aid: unhex(config.ecasd.aid) },
    ...profiles.map((one) => ({ name: one.name, aid: one.isdP })),
  ];
  for (const [i, one] of fixed.entries()) {
    const twin = fixed.slice(0, i).find((other) => equal(other.aid, one.aid));
    check(twin === undefined, `${twin?.name} and ${one.name} have one AID`);
  }
  for (const [i, one] of profiles.entries()) {
    const twin = profiles
      .slice(0, i)
      .find((other) => equal(other.metadata.iccid, one.metadata.iccid));
    check(twin === undefined, `${twin?.name} and ${one.name} have one ICCID`);
    for (const inner of contentOf(config.profiles[i]!)) {
      const clash = fixed.find((other) => equal(other.aid, inner.aid));
      check(clash === undefined, `${one.name}: its ${inner.name} has the AID of ${clash?.name}`);
    }
  }
}

/** What a profile brings along; its own registry looks for one AID twice. */
function contentOf({ name, mnoSd, applications = [], uicc }: ProfileConfig) {
  const isHosted = mnoSd !== undefined || applications.length === 0;
  check(isHosted, `${name}: its applications need an MNO-SD to belong to`);
  const domain = mnoSd === undefined ? [] : [{ name: 'MNO-SD', aid: mnoSd }];
  const adfs = uicc?.applications ?? [];
  return [...domain, ...applications, ...adfs].map((one) => ({
    name: one.name,
    aid: unhex(one.aid),
  }));
}

const NEXT = 'correct the eUICC in the device description';

function check(condition: boolean, what: string, next = NEXT): void {
  if (!condition) throw new HostError('DESCRIPTION_INVALID', what, next);
}

/** Whether the 32 digits, as one number, leave 1 when divided by 97. [SGP29 §3] */
function isEid(digits: string): boolean {
  let rest = 0;
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % 97;
  return digits.length === 32 && rest === 1;
}

function ownerOf(owner: ConsumerProfileConfig['owner']): OperatorId {
  const { mccMnc } = owner;
  return {
    mccMnc: emitPlmn({ mcc: mccMnc.slice(0, 3), mnc: mccMnc.slice(3) }),
    gid1: owner.gid1 === undefined ? undefined : unhex(owner.gid1),
    gid2: owner.gid2 === undefined ? undefined : unhex(owner.gid2),
  };
}
