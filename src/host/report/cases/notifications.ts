/** Notifications, and lists of revoked certificates. [SGP22 §5.7.9] [SGP22 §5.7.12] */
import { type Bytes, equal, unhex } from '../../../base/index.ts';
import * as es10 from '../../../wire/es10/index.ts';
import { parseCertificate } from '../../../wire/x509/index.ts';
import type { RevocationListOptions } from '../../pki/index.ts';
import {
  authenticateWith,
  checkSigned,
  disable,
  enable,
  install,
  notificationsOf,
  remove,
  retrieve,
  serverOf,
} from '../download-steps.ts';
import type { EuiccBench } from '../euicc-bench.ts';
import {
  check,
  checkBytes,
  checkResult,
  checkSame,
  errorOf,
  fail,
  readable,
  successOf,
} from '../expectations.ts';
import type { ReportCase } from '../report-case.ts';
import { SERVER } from '../offered-profile.ts';

const { install: INSTALL, enable: ENABLE, delete: DELETE } = es10.NOTIFICATION_EVENT;

function removeNotification(bench: EuiccBench, sequenceNumber: number): number {
  const request = es10.emitRemoveNotificationRequest({ sequenceNumber });
  const parse = es10.parseRemoveNotificationResponse;
  return bench.call('ES10b.RemoveNotificationFromList', request, parse);
}

/** Installs, enables, disables and deletes a profile. */
function wholeLife(bench: EuiccBench): Bytes {
  const { iccid } = install(bench);
  const { ENABLE_RESULT, DISABLE_RESULT, DELETE_RESULT } = es10;
  checkResult('EnableProfile', ENABLE_RESULT, { got: enable(bench, iccid), expected: 'ok' });
  checkResult('DisableProfile', DISABLE_RESULT, { got: disable(bench, iccid), expected: 'ok' });
  checkResult('DeleteProfile', DELETE_RESULT, { got: remove(bench, iccid), expected: 'ok' });
  return iccid;
}

const LISTS: readonly ReportCase[] = [
  {
    group: '4.2.14',
    name: 'a fresh eUICC has none',
    clause: '§5.7.9',
    run: (bench) => checkSame('notifications', notificationsOf(bench).length, 0),
  },
  {
    group: '4.2.14',
    name: 'installation, enabling, disabling and deletion are listed in order',
    clause: '§3.5',
    needs: ['servers'],
    run: (bench) => {
      const iccid = wholeLife(bench);
      const own = notificationsOf(bench).filter((one) => !!one.iccid && equal(one.iccid, iccid));
      checkSame('events', own.map(({ events }) => events.join()).join(' '), '0 1 2 3');
      for (const { address } of own) checkSame('address', address, SERVER);
      const numbers = own.map(({ sequenceNumber }) => sequenceNumber);
      const ascending = numbers.every((one, at) => at === 0 || one > numbers[at - 1]!);
      check(ascending, `ascending numbers, not ${numbers.join()}`);
    },
  },
  {
    group: '4.2.14',
    name: 'only those of the events that are requested are listed',
    clause: '§5.7.9',
    needs: ['servers'],
    run: (bench) => {
      wholeLife(bench);
      for (const { events } of notificationsOf(bench, [ENABLE]))
        checkSame('event', events[0], ENABLE);
      check(notificationsOf(bench, [DELETE]).length > 0, 'the deletion is listed');
    },
  },
  {
    group: '4.2.15',
    name: 'without any there is the answer of the edition',
    clause: '§5.7.10',
    run: (bench) => {
      const pending = retrieve(bench);
      if (bench.facts.edition === '2.5')
        return check('notifications' in pending, 'an empty list from edition 2.5');
      const names = es10.RETRIEVE_NOTIFICATIONS_ERROR;
      if (!('error' in pending)) fail('expected noResultAvailable before edition 2.5, got a list');
      checkResult('error', names, { got: pending.error, expected: 'noResultAvailable' });
    },
  },
  {
    group: '4.2.15',
    name: 'a notification of a change is signed, and brings both certificates',
    clause: '§5.7.10',
    needs: ['servers'],
    run: (bench) => {
      wholeLife(bench);
      const pending = retrieve(bench, { events: [DELETE] });
      const [source] = 'notifications' in pending ? pending.notifications : [];
      if (source === undefined) fail('expected the notification of the deletion');
      const one = readable('notification', es10.parsePendingNotification(source));
      if (one.kind !== 'other') fail('expected an OtherSignedNotification');
      const { metadata: data, signature, euiccCertificate, eumCertificate } = one.notification;
      checkSigned(bench, { what: 'NotificationMetadata', signature, data });
      checkBytes('CERT.EUICC', euiccCertificate, bench.certificate!);
      readable('CERT.EUM', parseCertificate(eumCertificate));
    },
  },
  {
    group: '4.2.15',
    name: 'by its number one notification is found',
    clause: '§5.7.10',
    needs: ['servers'],
    run: (bench) => {
      wholeLife(bench);
      for (const { sequenceNumber } of notificationsOf(bench)) {
        const pending = retrieve(bench, { sequenceNumber });
        const count = 'notifications' in pending ? pending.notifications.length : 0;
        checkSame(`notifications of number ${sequenceNumber}`, count, 1);
      }
    },
  },
  {
    group: '4.2.16',
    name: 'one that was sent is removed, and its number does not come again',
    clause: '§5.7.11',
    needs: ['servers'],
    run: (bench) => {
      const { iccid } = install(bench);
      const [first] = notificationsOf(bench, [INSTALL]);
      const number = first?.sequenceNumber ?? fail('expected a notification of the installation');
      const names = es10.REMOVE_NOTIFICATION_RESULT;
      checkResult('result', names, { got: removeNotification(bench, number), expected: 'ok' });
      bench.restart();
      enable(bench, iccid);
      for (const { sequenceNumber } of notificationsOf(bench))
        check(sequenceNumber > number, `a number above ${number}, not ${sequenceNumber}`);
    },
  },
  {
    group: '4.2.16',
    name: 'error: a number that is not there gives nothingToDelete',
    clause: '§5.7.11',
    run: (bench) => {
      const got = removeNotification(bench, 99);
      checkResult('result', es10.REMOVE_NOTIFICATION_RESULT, { got, expected: 'nothingToDelete' });
    },
  },
];

function loadCrl(bench: EuiccBench, crl: Bytes) {
  return bench.call('ES10b.LoadCRL', es10.emitLoadCrlRequest({ crl }), es10.parseLoadCrlResponse);
}

function listOf(bench: EuiccBench, options: RevocationListOptions): Bytes {
  return bench.servers.revocationList(bench.rng('crl'), options);
}

function serialOf({ servers }: EuiccBench): Bytes {
  return readable('CERT.DPauth', parseCertificate(servers.first.auth.certificate)).serialNumber;
}

const CRL_ERRORS: readonly (readonly [
  what: string,
  error: keyof typeof es10.LOAD_CRL_ERROR,
  list: (bench: EuiccBench) => Bytes,
])[] = [
  [
    'signed by another key',
    'invalidSignature',
    (bench) => listOf(bench, { number: 9, revoked: [], signedBy: bench.servers.first.auth }),
  ],
  ['that is none', 'invalidCRLFormat', () => unhex('3003020105')],
  [
    'that is older than the one before',
    'fresherCrlAlreadyLoaded',
    (bench) => {
      successOf('LoadCRL', loadCrl(bench, listOf(bench, { number: 5, revoked: [] })));
      return listOf(bench, { number: 4, revoked: [] });
    },
  ],
];

function authentication(bench: EuiccBench) {
  return es10.parseAuthenticateServerResponse(authenticateWith(bench, serverOf(bench)));
}

function checkRevoked(bench: EuiccBench): void {
  const got = errorOf('AuthenticateServer', authentication(bench));
  checkResult('error', es10.AUTHENTICATE_ERROR, { got, expected: 'invalidCertificate' });
}

const REVOCATION: readonly ReportCase[] = [
  {
    group: '4.2.17',
    name: 'a server whose certificate is revoked is refused, after a loss of power too',
    clause: '§5.7.12',
    needs: ['servers', 'issuer-key'],
    run: (bench) => {
      const crl = listOf(bench, { number: 1, revoked: [serialOf(bench)] });
      successOf('LoadCRL', loadCrl(bench, crl));
      bench.restart();
      checkRevoked(bench);
    },
  },
  {
    group: '4.2.17',
    name: 'with a newer list without it the server is accepted again',
    clause: '§4.6',
    needs: ['servers', 'issuer-key'],
    run: (bench) => {
      const first = listOf(bench, { number: 1, revoked: [serialOf(bench)] });
      successOf('LoadCRL', loadCrl(bench, first));
      successOf('LoadCRL', loadCrl(bench, listOf(bench, { number: 2, revoked: [] })));
      successOf('AuthenticateServer', authentication(bench));
    },
  },
  {
    group: '4.2.17',
    name: 'of a list in two parts the missing one is named, and the second counts',
    clause: '§5.7.12',
    needs: ['servers', 'issuer-key'],
    run: (bench) => {
      const part = (number: number, revoked: readonly Bytes[]): string => {
        const crl = listOf(bench, { number: 1, revoked, part: [number, 2] });
        return successOf('LoadCRL', loadCrl(bench, crl)).missingParts?.join() ?? '';
      };
      checkSame('missing parts', part(1, []), '2');
      successOf('AuthenticateServer', authentication(bench));
      checkSame('missing parts', part(2, [serialOf(bench)]), '');
      checkRevoked(bench);
    },
  },
  {
    group: '4.2.17',
    name: 'a list of changes adds a certificate, and takes it off again',
    clause: '§4.6.2',
    needs: ['servers', 'issuer-key'],
    run: (bench) => {
      const serial = serialOf(bench);
      const lists: readonly RevocationListOptions[] = [
        { number: 1, revoked: [] },
        { number: 2, base: 1, revoked: [serial] },
      ];
      for (const list of lists) successOf('LoadCRL', loadCrl(bench, listOf(bench, list)));
      checkRevoked(bench);
      const back = { number: 3, base: 2, revoked: [], removed: [serial] };
      successOf('LoadCRL', loadCrl(bench, listOf(bench, back)));
      successOf('AuthenticateServer', authentication(bench));
    },
  },
  ...CRL_ERRORS.map(([what, error, list]): ReportCase => ({
    group: '4.2.17',
    name: `error: a list ${what} gives ${error}`,
    clause: '§5.7.12',
    needs: ['servers', 'issuer-key'],
    run: (bench) => {
      const got = errorOf('LoadCRL', loadCrl(bench, list(bench)));
      checkResult('error', es10.LOAD_CRL_ERROR, { got, expected: error });
    },
  })),
];

export const NOTIFICATION_CASES: readonly ReportCase[] = [...LISTS, ...REVOCATION];
