/**
 * A package becomes a profile: its ISD-P, its files and PINs, its operator's card. All of it is
 * created by one command, or nothing is. [SGP22 §2.5.3] [SAIP §8.10]
 */
import {
  bigEndian,
  type Bytes,
  Fault,
  HostError,
  readBigEndian,
  unhex,
  utf8,
} from '../../base/index.ts';
import { nativeRuntime } from '../../applets/index.ts';
import { Refusal, type Services } from '../../os/abi/index.ts';
import {
  type DownloadFacts,
  type Installation,
  type Profile,
  PROFILES_MAX,
} from '../../rsp/index.ts';
import {
  createApplications,
  ElementProblem,
  explainPackage,
  keptElements,
  keptElementsIn,
  operatorCard,
  PackageReader,
  type Plan,
  type ProfileSupport,
  uiccOfPlan,
} from '../../rsp/package/index.ts';
import { PROFILE_NAME_LENGTH_MAX } from '../../wire/es10/index.ts';
import { swapDigits } from '../../wire/index.ts';
import type { ServiceName } from '../../wire/saip/index.ts';
import type { OpenEuicc } from './open-euicc.ts';

/** What profiles may require of this eUICC; of `csim` the files. [SAIP §8.2.1] */
const SERVICES: readonly ServiceName[] = [
  'usim',
  'isim',
  'csim',
  'milenage',
  'tuak128',
  'tuak256',
  'usim-test-algorithm',
  'gba-usim',
  'gba-isim',
  'multiple-usim',
  'multiple-isim',
  'multiple-csim',
  'ber-tlv',
  'get-identity',
  'profile-a-x25519',
  'profile-b-p256',
  's16mode',
];

export const PROFILE_SUPPORT: ProfileSupport = {
  services: new Set(SERVICES),
  // The first generic test profiles require it, and bring no application.
  tolerated: new Set(['javacard']),
  libraries: new Set(),
  runs: (load) => nativeRuntime.recognizes(load),
};

/** RID and PIX of ISD-Ps: a number of two bytes, from 0010 on, and a last byte. [SGP02 §H] */
const ISD_P_NAME = unhex('A0000005591010FFFFFFFF8900001000');
const NUMBER_AT = 13;
const FIRST_NUMBER = 0x10;
const LAST_NUMBER = 65_535;

/** A package in words, with what this eUICC would report of it. */
export function explainProfilePackage(
  source: Bytes,
  { showKeys }: { readonly showKeys: boolean },
): readonly string[] {
  return explainPackage(source, { support: PROFILE_SUPPORT, showKeys });
}

/** Reads a whole package and creates its profile. */
export function installPackage(open: OpenEuicc, services: Services, source: Bytes): Installation {
  const reader = new PackageReader(PROFILE_SUPPORT);
  reader.take(source);
  reader.finish();
  return createFromPackage(open, services, reader);
}

/** Creates the profile of a package that was read to its end, of the manufacturer or a download. */
export function createFromPackage(
  open: OpenEuicc,
  services: Services,
  { expansion }: PackageReader,
  facts?: DownloadFacts,
): Installation {
  const plan = expansion.plan();
  const profile =
    plan && createOrUndo(open, services, { plan, facts, fail: (one) => expansion.fail(one) });
  return { response: expansion.response(), profile, why: expansion.failure?.why };
}

interface Creation {
  readonly plan: Plan;
  readonly facts: DownloadFacts | undefined;
  fail(problem: ElementProblem): void;
}

function createOrUndo(
  open: OpenEuicc,
  { nvm }: Services,
  { plan, facts, fail }: Creation,
): Profile | undefined {
  const savepoint = nvm.savepoint();
  try {
    const profile = create(open, plan, facts);
    savepoint.release();
    return profile;
  } catch (error) {
    savepoint.rollback();
    fail(problemOf(error));
    return undefined;
  }
}

/** What memory, or the card of the operator, had no room or no place for. */
function problemOf(error: unknown): ElementProblem {
  if (error instanceof ElementProblem) return error;
  if (error instanceof Refusal) return ElementProblem.ofRefusal(error);
  if (error instanceof HostError) return new ElementProblem('bad-values', { why: error.message });
  throw error;
}

function create(
  { euicc, cards, uiccs }: OpenEuicc,
  plan: Plan,
  facts: DownloadFacts | undefined,
): Profile {
  const { profiles } = euicc;
  if (profiles.list.length >= PROFILES_MAX)
    throw new ElementProblem('not-enough-memory', { why: `${PROFILES_MAX} profiles are there` });
  const iccid = swapDigits(plan.header.iccid);
  if (profiles.findIccid(iccid) !== undefined)
    throw new ElementProblem('bad-values', { why: 'a profile with this ICCID is there' });
  const { profileType } = plan.header;
  const title = profileType && shortened(profileType, PROFILE_NAME_LENGTH_MAX);
  const number = freeNumber(numbersOf(profiles.list));
  const name = (facts?.metadata.profileName || title) ?? `profile ${number}`;
  const profile = profiles.add({
    name,
    isdP: isdPName(number),
    metadata: facts?.metadata ?? { iccid, profileName: title, class: 'operational' },
    ciKeyId: facts?.ciKeyId,
    nickname: undefined,
    enabled: false,
    fallBack: false,
  });
  const card = operatorCard(plan.domains, name);
  if (card !== undefined) {
    const number = plan.domains[0]!.header.identification;
    const created = inElement(number, () => cards.create(profile, card));
    createApplications(created, plan.loads);
  }
  uiccs.create(profile, uiccOfPlan(plan));
  const kept = keptElements(plan);
  if (kept.length > 0) keptElementsIn(profile.nvm).set(kept);
  return profile;
}

/** What fails in it is reported with the number of the element. */
function inElement<T>(identification: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw problemOf(error).of(identification);
  }
}

/** As many characters as stand in so many bytes of UTF-8. */
function shortened(text: string, lengthMax: number): string {
  let short = '';
  for (const character of text) {
    if (utf8(short + character).length > lengthMax) break;
    short += character;
  }
  return short;
}

/** The numbers of the ISD-Ps that are there. */
function numbersOf(list: readonly Profile[]): ReadonlySet<number> {
  return new Set(
    list
      .filter(({ isdP }) => isdP.length === ISD_P_NAME.length)
      .map(({ isdP }) => readBigEndian(isdP.subarray(NUMBER_AT, NUMBER_AT + 2))),
  );
}

function freeNumber(taken: ReadonlySet<number>): number {
  for (let number = FIRST_NUMBER; number <= LAST_NUMBER; number++) {
    if (!taken.has(number)) return number;
  }
  throw new Fault('there are fewer profiles than numbers');
}

function isdPName(number: number): Bytes {
  const name = ISD_P_NAME.slice();
  name.set(bigEndian(number, 2), NUMBER_AT);
  return name;
}
