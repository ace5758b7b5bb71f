/** Packages with one thing wrong: each error at its command of ES8+. [SGP22 §5.5] [SGP22 §2.5.6] */
import { type Bytes, unhex } from '../../../base/index.ts';
import * as es10 from '../../../wire/es10/index.ts';
import type { BoundProfilePackage } from '../../../wire/es8/index.ts';
import { emitIccid, emitTlv } from '../../../wire/index.ts';
import { boundFor, checkFailure, load, profilesOf, retrieve, serverOf } from '../download-steps.ts';
import type { BindOptions } from '../download-server.ts';
import type { EuiccBench } from '../euicc-bench.ts';
import { check, checkBytes, checkSame } from '../expectations.ts';
import type { GroupId } from '../groups.ts';
import { ICCIDS } from '../offered-profile.ts';
import type { ReportCase } from '../report-case.ts';

type Failure = Parameters<typeof checkFailure>[2];

/** The last bit, or that of a byte, changed. */
export const flip = (segment: Bytes, at = segment.length - 1): Bytes =>
  segment.map((byte, index) => (index === at ? byte ^ 1 : byte));

const reference = (changes: object): BindOptions => ({
  agreement: {
    controlReference: {
      keyType: unhex('88'),
      keyLength: unhex('10'),
      hostId: unhex('01'),
      ...changes,
    },
  },
});

interface WrongPackage {
  readonly group: GroupId;
  readonly clause: string;
  readonly what: string;
  readonly failure: Failure;
  readonly options?: (bench: EuiccBench) => BindOptions;
  readonly change?: (bound: BoundProfilePackage) => BoundProfilePackage;
}

const CHANNEL: readonly WrongPackage[] = (
  [
    [
      'a signature by another key',
      'invalidSignature',
      ({ servers }: EuiccBench) => ({ signedBy: servers.first.auth }),
    ],
    [
      'another transaction',
      'invalidTransactionId',
      () => ({ agreement: { transactionId: unhex('55') } }),
    ],
    [
      'another operation',
      'unsupportedRemoteOperationType',
      () => ({ agreement: { remoteOperation: 2 } }),
    ],
    ['keys of another kind', 'unsupportedCrtValues', () => reference({ keyType: unhex('80') })],
    ['keys of another length', 'unsupportedCrtValues', () => reference({ keyLength: unhex('20') })],
    [
      'a one-time key that is no point of the curve',
      'incorrectInputValues',
      () => ({ agreement: { oneTimeKey: unhex(`04${'07'.repeat(64)}`) } }),
    ],
  ] as const
).map(([what, reason, options]) => ({
  group: '4.2.3',
  clause: '§5.5.1',
  what,
  failure: ['initialiseSecureChannel', reason],
  options,
}));

const COMMANDS: readonly WrongPackage[] = [
  {
    group: '4.2.4',
    clause: '§5.5.2',
    what: 'a configuration of another kind',
    failure: ['configureISDP', 'incorrectInputValues'],
    options: () => ({ configuration: unhex('BF2600') }),
  },
  {
    group: '4.2.4',
    clause: '§5.5.2',
    what: 'more than 128 bytes of proprietary data',
    failure: ['configureISDP', 'incorrectInputValues'],
    options: () => ({ configuration: emitTlv(0xbf24, emitTlv(0xb8, new Uint8Array(127))) }),
  },
  {
    group: '4.2.4',
    clause: '§2.6.4',
    what: 'a wrong MAC',
    failure: ['configureISDP', 'scp03tSecurityError'],
    change: (bound) => ({ ...bound, configureIsdp: bound.configureIsdp.map((one) => flip(one)) }),
  },
  {
    group: '4.2.5',
    clause: '§5.5.3',
    what: 'an icon without its type',
    failure: ['storeMetadata', 'incorrectInputValues'],
    options: () => ({ metadata: { icon: unhex('89') } }),
  },
  {
    group: '4.2.5',
    clause: '§2.6.4',
    what: 'a changed byte of the metadata',
    failure: ['storeMetadata', 'scp03tSecurityError'],
    change: (bound) => ({
      ...bound,
      storeMetadata: bound.storeMetadata.map((one) => flip(one, 20)),
    }),
  },
  {
    group: '5.2.2',
    clause: '§2.9.2.4',
    what: 'both policy rules for an operator that has no right to them',
    failure: ['storeMetadata', 'pprNotAllowed'],
    options: () => ({
      metadata: {
        policyRules: [es10.PPR.ppr1, es10.PPR.ppr2],
        owner: { mccMnc: unhex('99F999'), gid1: unhex('FE'), gid2: unhex('FE') },
      },
    }),
  },
  {
    group: '4.2.6',
    clause: '§5.5.4',
    what: 'a wrong MAC',
    failure: ['replaceSessionKeys', 'scp03tSecurityError'],
    options: () => ({ replacesKeys: true }),
    change: (bound) => ({
      ...bound,
      replaceSessionKeys: bound.replaceSessionKeys!.map((one) => flip(one)),
    }),
  },
  {
    group: '4.2.7',
    clause: '§5.5.5',
    what: 'another ICCID in its header than in the metadata',
    failure: ['loadProfileElements', 'installFailedDueToDataMismatch'],
    options: () => ({ metadata: { iccid: emitIccid(ICCIDS[2]) } }),
  },
  {
    group: '4.2.7',
    clause: '§5.5.5',
    what: 'the key of an operator in a test profile',
    failure: ['loadProfileElements', 'testProfileInstallFailedDueToInvalidNaaKey'],
    options: () => ({ metadata: { class: 'test' } }),
  },
  ...(
    [
      [
        'a wrong MAC in its third segment',
        'scp03tSecurityError',
        (segments: readonly Bytes[]) => segments.map((one, at) => (at === 2 ? flip(one) : one)),
      ],
      [
        'two segments exchanged',
        'scp03tSecurityError',
        ([first, second, ...others]: readonly Bytes[]) => [second!, first!, ...others],
      ],
      [
        'a segment that comes twice',
        'scp03tSecurityError',
        ([first, ...others]: readonly Bytes[]) => [first!, first!, ...others],
      ],
      ['a segment too short for a MAC', 'scp03tStructureError', () => [unhex('860401020304')]],
      ['no elements', 'installFailedDueToPEProcessingError', () => []],
    ] as const
  ).map(([what, reason, change]): WrongPackage => ({
    group: '4.2.7',
    clause: '§5.5.5',
    what,
    failure: ['loadProfileElements', reason],
    options: () => ({ replacesKeys: true }),
    change: (bound) => ({ ...bound, profileElements: change(bound.profileElements) }),
  })),
];

function wrongPackage(wrong: WrongPackage): ReportCase {
  const { group, clause, what, failure, options, change = (bound) => bound } = wrong;
  return {
    group,
    name: `error: ${what}: ${failure[1]}, and no profile is left`,
    clause,
    needs: ['servers'],
    run: (bench) => {
      const before = profilesOf(bench).length;
      const bound = change(boundFor(bench, serverOf(bench), options?.(bench)));
      const answer = load(bench, bound);
      checkFailure(bench, answer, failure);
      checkSame('profiles', profilesOf(bench).length, before);
      const pending = retrieve(bench, { events: [es10.NOTIFICATION_EVENT.install] });
      check('notifications' in pending, 'the result waits for its server as a notification');
      checkBytes('the notification', pending.notifications.at(-1), answer);
    },
  };
}

export const WRONG_PACKAGE_CASES: readonly ReportCase[] = [...CHANNEL, ...COMMANDS].map(
  wrongPackage,
);
