/**
 * AuthenticateServer, PrepareDownload, CancelSession.
 * [SGP22 §5.7.13] [SGP22 §5.7.5] [SGP22 §5.7.14]
 */
import { type Bytes, unhex } from '../../../base/index.ts';
import * as es10 from '../../../wire/es10/index.ts';
import { SW } from '../../../wire/index.ts';
import { CERTIFICATE_ROLE } from '../../../wire/x509/index.ts';
import {
  authenticateWith,
  behind,
  challengeOf,
  checkSigned,
  prepareWith,
  serverOf,
} from '../download-steps.ts';
import type { AuthenticateChanges, PrepareChanges } from '../download-server.ts';
import type { EuiccBench } from '../euicc-bench.ts';
import {
  check,
  checkBytes,
  checkResult,
  checkSame,
  errorOf,
  NotApplicable,
  readable,
  successOf,
} from '../expectations.ts';
import type { Need, ReportCase } from '../report-case.ts';

function damaged(source: Bytes): Bytes {
  const copy = source.slice();
  copy[copy.length - 1]! ^= 1;
  return copy;
}

interface Wrong<C> {
  readonly what: string;
  readonly error: string;
  readonly needs?: readonly Need[];
  readonly changes: (bench: EuiccBench) => C;
}

/** The certificate under the second issuer, on its curve. */
function otherCurve(bench: EuiccBench) {
  const { second } = bench.servers;
  if (second === undefined) throw new NotApplicable('there is no issuer on another curve');
  return second;
}

const AUTHENTICATE_ERRORS: readonly Wrong<AuthenticateChanges>[] = [
  {
    what: 'a certificate whose signature is wrong',
    error: 'invalidCertificate',
    changes: ({ servers }) => ({
      request: { serverCertificate: damaged(servers.first.auth.certificate) },
    }),
  },
  {
    what: 'a certificate whose key may not sign data',
    error: 'invalidCertificate',
    needs: ['issuer-key'],
    changes: (bench) => ({
      request: {
        serverCertificate: bench.servers.certificate(
          bench.rng('certificate'),
          bench.servers.first.auth,
          { policy: CERTIFICATE_ROLE['dp-auth'], usage: 'issuer', oid: '2.999.10' },
        ),
      },
    }),
  },
  {
    what: 'the certificate that binds profiles',
    error: 'invalidOid',
    changes: ({ servers }) => ({
      request: { serverCertificate: servers.first.binding!.certificate },
    }),
  },
  {
    what: 'a certificate without an object identifier',
    error: 'invalidOid',
    needs: ['issuer-key'],
    changes: (bench) => ({
      request: {
        serverCertificate: bench.servers.certificate(
          bench.rng('certificate'),
          bench.servers.first.auth,
          { policy: CERTIFICATE_ROLE['dp-auth'] },
        ),
      },
    }),
  },
  {
    what: 'a certificate on another curve',
    error: 'unsupportedCurve',
    needs: ['second-curve'],
    changes: (bench) => ({
      request: { serverCertificate: otherCurve(bench).auth.certificate },
    }),
  },
  {
    what: 'a signature by another key',
    error: 'invalidSignature',
    changes: ({ servers }) => ({ signedBy: servers.first.binding! }),
  },
  {
    what: 'a signature of 63 bytes',
    error: 'invalidSignature',
    changes: () => ({ request: { serverSignature1: unhex('00'.repeat(63)) } }),
  },
  {
    what: 'a challenge that it did not give',
    error: 'euiccChallengeMismatch',
    changes: () => ({ signed: { euiccChallenge: unhex('11'.repeat(16)) } }),
  },
  {
    what: 'an issuer that it does not know',
    error: 'ciPKUnknown',
    changes: () => ({ request: { ciKeyId: unhex('22'.repeat(20)) } }),
  },
];

const parse1 = es10.parseAuthenticateServerResponse;
const parse2 = es10.parsePrepareDownloadResponse;

const AUTHENTICATE: readonly ReportCase[] = [
  {
    group: '4.2.18',
    name: 'the eUICC signs transaction, challenge and address of the server, and EUICCInfo2',
    clause: '§5.7.13',
    needs: ['servers'],
    run: (bench) => {
      const server = serverOf(bench);
      const result = successOf('AuthenticateServer', parse1(authenticateWith(bench, server)));
      const { euiccSigned1: data, euiccSignature1: signature } = result;
      checkSigned(bench, { what: 'euiccSigned1', signature, data });
      const signed = readable('euiccSigned1', es10.parseEuiccSigned1(data));
      checkBytes('transactionId', signed.transactionId, server.transactionId);
      const info2 = bench.answer('ES10b.GetEUICCInfo2', es10.emitEmptyRequest('getEuiccInfo2'));
      checkBytes('euiccInfo2', signed.euiccInfo2, info2);
    },
  },
  ...AUTHENTICATE_ERRORS.map(({ what, error, needs = [], changes }): ReportCase => ({
    group: '4.2.18',
    name: `error: ${what} gives ${error}`,
    clause: '§5.7.13',
    needs: ['servers', ...needs],
    run: (bench) => {
      const server = serverOf(bench);
      const got = errorOf(
        'AuthenticateServer',
        parse1(authenticateWith(bench, server, changes(bench))),
      );
      checkResult('error', es10.AUTHENTICATE_ERROR, { got, expected: error });
    },
  })),
  {
    group: '4.2.18',
    name: 'error: without a challenge there is noSessionContext',
    clause: '§5.7.13',
    needs: ['servers'],
    run: (bench) => {
      const request = serverOf(bench).authenticate(unhex('11'.repeat(16)));
      const got = errorOf(
        'AuthenticateServer',
        parse1(bench.answer('ES10b.AuthenticateServer', request)),
      );
      checkResult('error', es10.AUTHENTICATE_ERROR, { got, expected: 'noSessionContext' });
    },
  },
  {
    group: '4.2.18',
    name: 'error: a challenge is used once: the second time there is noSessionContext',
    clause: '§3.0.1',
    needs: ['servers'],
    run: (bench) => {
      const request = serverOf(bench).authenticate(challengeOf(bench));
      successOf('AuthenticateServer', parse1(bench.answer('ES10b.AuthenticateServer', request)));
      const again = parse1(bench.answer('ES10b.AuthenticateServer', request));
      const got = errorOf('AuthenticateServer', again);
      checkResult('error', es10.AUTHENTICATE_ERROR, { got, expected: 'noSessionContext' });
    },
  },
  {
    group: '4.2.18',
    name: 'a request that does not read is refused with 6A80',
    clause: '§5.7.13',
    run: (bench) => {
      challengeOf(bench);
      checkSame('SW', bench.request('ES10b.AuthenticateServer', unhex('BF3800')).sw, SW.WRONG_DATA);
    },
  },
];

const PREPARE_ERRORS: readonly Wrong<PrepareChanges>[] = [
  {
    what: 'the certificate of authentication',
    error: 'invalidCertificate',
    changes: ({ servers }) => ({
      request: { smdpCertificate: servers.first.auth.certificate },
    }),
  },
  {
    what: 'the certificate of another server',
    error: 'invalidCertificate',
    needs: ['issuer-key'],
    changes: (bench) => ({
      request: {
        smdpCertificate: bench.servers.certificate(
          bench.rng('certificate'),
          bench.servers.first.binding!,
          { policy: CERTIFICATE_ROLE['dp-pb'], oid: '2.999.99' },
        ),
      },
    }),
  },
  {
    what: 'a certificate on another curve',
    error: 'unsupportedCurve',
    needs: ['second-curve'],
    changes: (bench) => ({
      request: { smdpCertificate: otherCurve(bench).binding!.certificate },
    }),
  },
  {
    what: 'a signature by another key',
    error: 'invalidSignature',
    changes: ({ servers }) => ({ signedBy: servers.first.auth }),
  },
  {
    what: 'another transaction',
    error: 'invalidTransactionId',
    changes: () => ({ signed: { transactionId: unhex('33'.repeat(16)) } }),
  },
];

const CODE_HASH = unhex('5A'.repeat(32));

const PREPARE: readonly ReportCase[] = [
  ...[undefined, CODE_HASH].map((confirmationCodeHash): ReportCase => ({
    group: '4.2.10',
    name: `a one-time key on the curve is signed, ${
      confirmationCodeHash === undefined ? 'without' : 'with the hash of'
    } a confirmation code`,
    clause: '§5.7.5',
    needs: ['servers'],
    run: (bench) => {
      const server = serverOf(bench);
      const request = server.prepare(authenticateWith(bench, server), {
        request: { confirmationCodeHash },
      });
      const { smdpSignature2 } = readable('request', es10.parsePrepareDownloadRequest(request));
      const answer = bench.answer('ES10b.PrepareDownload', request);
      const { euiccSigned2, euiccSignature2: signature } = successOf(
        'PrepareDownload',
        parse2(answer),
      );
      const data = behind(euiccSigned2, smdpSignature2);
      checkSigned(bench, { what: 'euiccSigned2', signature, data });
      const signed = readable('euiccSigned2', es10.parseEuiccSigned2(euiccSigned2));
      const curve = bench.crypto.curve(bench.servers.first.issuer.curve);
      check(curve.isOnCurve(signed.oneTimeKey), 'otPK.EUICC.ECKA is a point of the curve');
      if (confirmationCodeHash !== undefined)
        checkBytes('hashCc', signed.confirmationCodeHash, confirmationCodeHash);
    },
  })),
  ...PREPARE_ERRORS.map(({ what, error, needs = [], changes }): ReportCase => ({
    group: '4.2.10',
    name: `error: ${what} gives ${error}`,
    clause: '§5.7.5',
    needs: ['servers', ...needs],
    run: (bench) => {
      const answer = prepareWith(bench, serverOf(bench), changes(bench));
      const got = errorOf('PrepareDownload', parse2(answer));
      checkResult('error', es10.DOWNLOAD_ERROR, { got, expected: error });
    },
  })),
  {
    group: '4.2.10',
    name: 'error: without an authenticated server there is noSessionContext',
    clause: '§5.7.5',
    needs: ['servers'],
    run: (bench) => {
      const server = serverOf(bench);
      const request = server.prepare(authenticateWith(bench, server));
      challengeOf(bench);
      const got = errorOf(
        'PrepareDownload',
        parse2(bench.answer('ES10b.PrepareDownload', request)),
      );
      checkResult('error', es10.DOWNLOAD_ERROR, { got, expected: 'noSessionContext' });
    },
  },
];

function cancel(bench: EuiccBench, transactionId: Bytes, reason: number) {
  const request = es10.emitCancelSessionRequest({ transactionId, reason });
  return bench.call('ES10b.CancelSession', request, es10.parseCancelSessionResponse);
}

const CANCEL: readonly ReportCase[] = [
  ...Object.entries(es10.CANCEL_REASON).map(([name, reason]): ReportCase => ({
    group: '4.2.19',
    name: `${name} is signed, and the session is over`,
    clause: '§5.7.14',
    needs: ['servers'],
    run: (bench) => {
      const server = serverOf(bench);
      const { transactionId } = server;
      authenticateWith(bench, server);
      const result = successOf('CancelSession', cancel(bench, transactionId, reason));
      const { signed: data, signature } = result;
      checkSigned(bench, { what: 'euiccCancelSessionSigned', signature, data });
      const signed = readable('signed', es10.parseEuiccCancelSessionSigned(data));
      checkSame('reason', signed.reason, reason);
      checkSame('smdpOid', signed.smdpOid, bench.servers.first.auth.oid ?? '');
      const got = errorOf('CancelSession', cancel(bench, transactionId, reason));
      checkResult('error', es10.CANCEL_ERROR, { got, expected: 'invalidTransactionId' });
    },
  })),
  {
    group: '4.2.19',
    name: 'error: another transaction gives invalidTransactionId, and the session stays',
    clause: '§5.7.14',
    needs: ['servers'],
    run: (bench) => {
      const server = serverOf(bench);
      authenticateWith(bench, server);
      const got = errorOf('CancelSession', cancel(bench, unhex('44'.repeat(16)), 0));
      checkResult('error', es10.CANCEL_ERROR, { got, expected: 'invalidTransactionId' });
      successOf('CancelSession', cancel(bench, server.transactionId, 0));
    },
  },
];

export const AUTHENTICATION_CASES: readonly ReportCase[] = [...PREPARE, ...AUTHENTICATE, ...CANCEL];
