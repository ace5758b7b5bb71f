/**
 * From the device description's words to the eUICC's own form, with the checks that a schema of
 * single fields cannot make.
 */
import { bytes, equal, HostError, unhex, utf8 } from '../../base/index.ts';
import { type EuiccSetup, PROFILES_MAX, type ProfileSetup } from '../../rsp/index.ts';
import {
  ICCID_LENGTH,
  NICKNAME_LENGTH_MAX,
  type OperatorId,
  PROFILE_NAME_LENGTH_MAX,
  SERVICE_PROVIDER_LENGTH_MAX,
} from '../../wire/index.ts';
import type { EuiccConfig, ProfileConfig } from './config.ts';

/** Throws `HostError` DESCRIPTION_INVALID. */
export function setupOf(config: EuiccConfig): EuiccSetup {
  check(isEid(config.eid), `eid: ${config.eid} has wrong check digits`);
  check(config.profiles.length <= PROFILES_MAX, `profiles: at most ${PROFILES_MAX}`);
  const enabled = config.profiles.filter((one) => one.state === 'enabled');
  check(
    enabled.length <= 1,
    `profiles: ${enabled.map((one) => one.name).join(' and ')} are both enabled`,
  );
  const profiles = config.profiles.map(profileOf);
  checkDistinct(config, profiles);
  return {
    edition: config.version,
    eid: unhex(config.eid),
    ciPublicKeys: config.ciPublicKeys.map(unhex),
    profiles,
  };
}

function profileOf(config: ProfileConfig): ProfileSetup {
  const { name, nickname, serviceProvider, profileName, owner } = config;
  const fits = (text: string | undefined, max: number) => utf8(text ?? '').length <= max;
  check(fits(nickname, NICKNAME_LENGTH_MAX), `${name}: nickname: at most 64 bytes of UTF-8`);
  check(
    fits(serviceProvider, SERVICE_PROVIDER_LENGTH_MAX),
    `${name}: serviceProvider: at most 32 bytes`,
  );
  check(
    fits(profileName, PROFILE_NAME_LENGTH_MAX),
    `${name}: profileName: at most 64 bytes of UTF-8`,
  );
  return {
    name,
    iccid: codedIccid(config.iccid),
    isdP: unhex(config.isdP),
    mnoSd: config.mnoSd === undefined ? undefined : unhex(config.mnoSd),
    enabled: config.state === 'enabled',
    class: config.class,
    nickname,
    serviceProvider,
    profileName,
    owner: ownerOf(owner),
  };
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
    const twin = profiles.slice(0, i).find((other) => equal(other.iccid, one.iccid));
    check(twin === undefined, `${twin?.name} and ${one.name} have one ICCID`);
    for (const inner of contentOf(config.profiles[i]!)) {
      const clash = fixed.find((other) => equal(other.aid, inner.aid));
      check(clash === undefined, `${one.name}: its ${inner.name} has the AID of ${clash?.name}`);
    }
  }
}

/** What a profile brings along; its own registry looks for one AID twice. */
function contentOf({ name, mnoSd, applications = [] }: ProfileConfig) {
  const isHosted = mnoSd !== undefined || applications.length === 0;
  check(isHosted, `${name}: its applications need an MNO-SD to belong to`);
  const domain = mnoSd === undefined ? [] : [{ name: 'MNO-SD', aid: mnoSd }];
  return [...domain, ...applications].map((one) => ({ name: one.name, aid: unhex(one.aid) }));
}

function check(condition: boolean, what: string): void {
  if (condition) return;
  throw new HostError('DESCRIPTION_INVALID', what, 'mend the eUICC of the device description');
}

/** Whether the 32 digits, as one number, leave 1 when divided by 97. [SGP29 §3] */
function isEid(digits: string): boolean {
  let rest = 0;
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % 97;
  return digits.length === 32 && rest === 1;
}

/** Digits in swapped halves of bytes, filled up with F. [TS102221 §13.2] */
function codedIccid(digits: string): Uint8Array {
  const filled = digits.padEnd(2 * ICCID_LENGTH, 'F');
  return unhex(filled.replace(/(.)(.)/g, '$2$1'));
}

/** MCC and MNC as networks are coded over the air. [TS24008 §10.5.1.13] */
function ownerOf(owner: ProfileConfig['owner']): OperatorId {
  const [c1, c2, c3, n1, n2, n3] = [...owner.mccMnc].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number?,
  ];
  return {
    mccMnc: bytes((c2 << 4) | c1, ((n3 ?? 15) << 4) | c3, (n2 << 4) | n1),
    gid1: owner.gid1 === undefined ? undefined : unhex(owner.gid1),
    gid2: owner.gid2 === undefined ? undefined : unhex(owner.gid2),
  };
}
