/**
 * The functions of chapter 5 of SGP.22 and its annexes, each with what shows it: cases of
 * `bifrons report`, tests, or what is missing.
 */
import { REPORT_CASES, REPORT_GROUPS } from '../../src/host/report/index.ts';
import type { Tag } from './tags.ts';

/** The test that runs every case of the report. */
export const REPORT_TEST = 'tests/conformance/sgp23/report.test.ts';

/** Each case is evidence for its clause. */
export const REPORTED: readonly Tag[] = REPORT_CASES.map(({ clause }) => ({
  name: 'SGP22',
  clause,
  path: REPORT_TEST,
}));

export interface SpecifiedFunction {
  /** `§5.7.13`, `Annex G`. */
  readonly clause: string;
  readonly title: string;
  /** A test that shows an annex, which has no handler to tag. */
  readonly shownBy?: string;
  /** What is not there, or not shown. */
  readonly gap?: string;
}

const named = (chapter: string, titles: readonly string[]): readonly SpecifiedFunction[] =>
  titles.map((title, at) => ({ clause: `§${chapter}.${at + 1}`, title }));

const FUNCTIONS: readonly SpecifiedFunction[] = [
  { clause: '§5.2.6', title: 'status codes of functions between servers and devices' },
  ...named('5.3', [
    'ES2+.DownloadOrder',
    'ES2+.ConfirmOrder',
    'ES2+.CancelOrder',
    'ES2+.ReleaseProfile',
    'ES2+.HandleDownloadProgressInfo',
  ]),
  ...named('5.4', ['ES6.UpdateMetadata']),
  ...named('5.5', [
    'ES8+.InitialiseSecureChannel',
    'ES8+.ConfigureISDP',
    'ES8+.StoreMetadata',
    'ES8+.ReplaceSessionKeys',
    'ES8+.LoadProfileElements',
  ]),
  ...named('5.6', [
    'ES9+.InitiateAuthentication',
    'ES9+.GetBoundProfilePackage',
    'ES9+.AuthenticateClient',
    'ES9+.HandleNotification',
    'ES9+.CancelSession',
  ]),
  ...named('5.7', [
    'selection of the ISD-R',
    'transport of ES10',
    'ES10a.GetEuiccConfiguredAddresses',
    'ES10a.SetDefaultDpAddress',
    'ES10b.PrepareDownload',
    'ES10b.LoadBoundProfilePackage',
    'ES10b.GetEUICCChallenge',
    'ES10b.GetEUICCInfo',
    'ES10b.ListNotification',
    'ES10b.RetrieveNotificationsList',
    'ES10b.RemoveNotificationFromList',
    'ES10b.LoadCRL',
    'ES10b.AuthenticateServer',
    'ES10b.CancelSession',
    'ES10c.GetProfilesInfo',
    'ES10c.EnableProfile',
    'ES10c.DisableProfile',
    'ES10c.DeleteProfile',
    'ES10c.eUICCMemoryReset',
    'ES10c.GetEID',
    'ES10c.SetNickname',
    'ES10b.GetRAT',
  ]),
  ...named('5.8', ['ES11.InitiateAuthentication', 'ES11.AuthenticateClient']),
  ...named('5.9', ['ES12.RegisterEvent', 'ES12.DeleteEvent']),
];

const ANNEXES: readonly SpecifiedFunction[] = [
  {
    clause: 'Annex A',
    title: 'privileges of GlobalPlatform',
    gap: 'no test compares the privileges of ISD-R, ISD-P and ECASD with the table',
  },
  {
    clause: 'Annex B',
    title: 'definitions of data',
    shownBy: 'src/wire/es10/euicc.test.ts',
  },
  {
    clause: 'Annex C',
    title: 'requirements for devices',
    gap: 'they concern the device around the eUICC, which is not emulated',
  },
  {
    clause: 'Annex D',
    title: 'AIDs of ISD-R, ECASD and ISD-P',
    shownBy: 'src/containers/euicc/entities.test.ts',
  },
  { clause: 'Annex E', title: 'list of identifiers', gap: 'informative' },
  {
    clause: 'Annex F',
    title: 'eligibility of profiles',
    gap: 'informative; the SM-DP+ compares memory and capabilities with nothing',
  },
  {
    clause: 'Annex G',
    title: 'derivation of keys',
    shownBy: 'tests/conformance/crypto/secure-channels.test.ts',
  },
  {
    clause: 'Annex H',
    title: 'ASN.1 definitions',
    shownBy: 'src/wire/es10/session.test.ts',
  },
  { clause: 'Annex I', title: 'examples of requests in JSON', gap: 'informative' },
  {
    clause: 'Annex J',
    title: 'allocation of tags',
    shownBy: 'src/wire/es8/es8.test.ts',
  },
  {
    clause: 'Annex K',
    title: 'allocation of object identifiers',
    shownBy: 'tests/conformance/rsp/certificates.test.ts',
  },
];

/** What a function lacks, though it is tested. */
const GAPS: Readonly<Record<string, string>> = {
  '§5.7.15': 'refArDo, BF76, is given for no profile: the access rules inside it are not read',
};

export const SGP22_FUNCTIONS: readonly SpecifiedFunction[] = [
  ...FUNCTIONS.map((one) => {
    const gap = GAPS[one.clause];
    return gap === undefined ? one : { ...one, gap };
  }),
  ...ANNEXES,
];

/** Files that carry a clause of SGP.22, by the clause. */
export type ClausePlaces = (clause: string) => readonly string[];

const caseCount = (clause: string): number =>
  REPORT_CASES.filter((one) => one.clause === clause).length;

const shown = (one: SpecifiedFunction, testsOf: ClausePlaces): readonly string[] =>
  [...testsOf(one.clause), ...(one.shownBy === undefined ? [] : [one.shownBy])].filter(
    (path) => path !== REPORT_TEST,
  );

export function renderFunctions(testsOf: ClausePlaces): string {
  const rows = SGP22_FUNCTIONS.map((one) => {
    const count = caseCount(one.clause);
    const tests = shown(one, testsOf).map((path) => `\`${path}\``);
    const title = `SGP22 ${one.clause} | ${one.title}`;
    return `| ${title} | ${count || ''} | ${tests.join(' ')} | ${one.gap ?? ''} |`;
  });
  const gaps = SGP22_FUNCTIONS.filter(({ gap }) => gap !== undefined).length;
  return `## SGP.22: chapter 5 and annexes

What shows each function: cases of \`bifrons report\`, all of which \`${REPORT_TEST}\`
runs, and tests that name its clause. ${REPORT_CASES.length} cases in \
${Object.keys(REPORT_GROUPS).length} groups; ${SGP22_FUNCTIONS.length} clauses, ${gaps} with a gap.

| | function | cases | tests | gap |
|---|---|---|---|---|
${rows.join('\n')}
`;
}

/** Clauses that nothing shows, and of which no gap is stated; files that are not there. */
export function unshown(testsOf: ClausePlaces, exists: (path: string) => boolean) {
  return SGP22_FUNCTIONS.flatMap((one): readonly string[] => {
    if (one.shownBy !== undefined && !exists(one.shownBy))
      return [`${one.clause}: there is no ${one.shownBy}`];
    if (one.gap !== undefined || caseCount(one.clause) > 0) return [];
    if (shown(one, testsOf).length > 0) return [];
    return [`${one.clause} ${one.title}: no case, no test, and no gap is stated`];
  });
}
