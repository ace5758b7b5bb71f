/** Result numbers of ES10 in words, and what helps. [SGP22 §5.7] */
import { HostError, nameOf, spacedName } from '../../base/index.ts';

interface Words {
  readonly what: string;
  readonly next: string;
}

const LIST = 'see what there is: bifrons lpa list';
const NOT_FOUND: Words = { what: 'the eUICC has no such profile', next: LIST };
const POLICY: Words = {
  what: "the operator's policy rules of the profile forbid it",
  next: 'only the operator can change that',
};
const BUSY: Words = {
  what: 'the eUICC waits for the modem to end a proactive command',
  next: 'repeat it in some seconds',
};
const NOTHING: Words = { what: 'there is nothing of that kind', next: LIST };

/** What helps where a card says no more. */
export const SEE_TRACE = 'bifrons trace has the reason where the card is a device of Bifrons';

/** By function and number. */
const RESULTS = {
  EnableProfile: {
    1: NOT_FOUND,
    2: { what: 'the profile is enabled already', next: LIST },
    3: POLICY,
    4: {
      what: 'while a test profile is enabled, only the profile before it can be enabled again',
      next: 'disable the test profile first',
    },
    5: BUSY,
  },
  DisableProfile: {
    1: NOT_FOUND,
    2: { what: 'the profile is not enabled', next: LIST },
    3: POLICY,
    5: BUSY,
  },
  DeleteProfile: {
    1: NOT_FOUND,
    2: { what: 'the profile is enabled', next: 'disable it first: bifrons lpa disable PROFILE' },
    3: POLICY,
  },
  eUICCMemoryReset: { 1: NOTHING, 5: BUSY },
  SetNickname: { 1: NOT_FOUND },
  SetDefaultDpAddress: {},
  NotificationSent: {
    1: {
      what: 'the eUICC has no notification with this number',
      next: 'see what there is: bifrons lpa notifications list',
    },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<number, Words>>>>;

/** The name of a number in a table of the codecs, in words: `noSessionContext` as three. */
export function wordsOf(table: Readonly<Record<string, number>>, number: number): string {
  return `${spacedName(nameOf(table, number) ?? 'no name')} (${number})`;
}

export type ResultFunction = keyof typeof RESULTS;

/** Throws `HostError` EUICC_REFUSED for a result that is not 0. */
export function checkResult(name: ResultFunction, result: number): void {
  if (result === 0) return;
  const known = (RESULTS[name] as Readonly<Record<number, Words>>)[result];
  const { what, next } = known ?? {
    what: result === 127 ? 'the eUICC gives no reason' : 'a result that has no name',
    next: SEE_TRACE,
  };
  throw new HostError('EUICC_REFUSED', `${name}: ${what} (${result})`, next);
}

/** For an error number of a function whose result is something else. */
export function refusedWith(name: string, error: number): HostError {
  return new HostError('EUICC_REFUSED', `${name}: the eUICC answered error ${error}`, SEE_TRACE);
}
