/** ES10b.AuthenticateServer. [SGP22 §5.7.13] */
import { equal, hex, isWireError } from '../../base/index.ts';
import { refuse, type Session } from '../../os/abi/index.ts';
import {
  AUTHENTICATE_ERROR,
  type AuthenticateServerRequest,
  emitAuthenticateServerResponse,
  emitEuiccSigned1,
  ES10_TAG,
  parseAuthenticateServerRequest,
  parseCtxParams1,
  parseServerSigned1,
  type ServerSigned1,
} from '../../wire/es10/index.ts';
import { SW } from '../../wire/index.ts';
import { type Es10Function, noteError, readable, type Wrong, wrong } from '../es10-function.ts';
import type { Euicc } from '../euicc.ts';
import { type Signer, signerOf } from '../notification-store.ts';
import {
  type CertificateProblem,
  type CheckedCertificate,
  isProblem,
  isSignatureOf,
  signData,
} from '../trust/index.ts';
import { emitOwnInfo2 } from './get-euicc-info.ts';
import { checkServerCertificate } from './server-certificate.ts';

const CLAUSE = 'SGP22 §5.7.13';
const NAME = 'AuthenticateServer';

type ErrorName = keyof typeof AUTHENTICATE_ERROR;

/** Of a problem with a certificate. */
const PROBLEM_ERROR = {
  certificate: 'invalidCertificate',
  curve: 'unsupportedCurve',
  role: 'invalidOid',
} as const satisfies Readonly<Record<CertificateProblem['problem'], ErrorName>>;

interface Checked {
  readonly signer: Signer;
  readonly certificate: CheckedCertificate;
  readonly oid: string;
}

export const authenticateServer: Es10Function = {
  name: NAME,
  tag: ES10_TAG.authenticateServer,
  run(euicc, source, session) {
    const request = readable(parseAuthenticateServerRequest(source), CLAUSE);
    const signed = readable(parseServerSigned1(request.serverSigned1), CLAUSE);
    if (isWireError(parseCtxParams1(request.ctxParams1)))
      refuse(SW.WRONG_DATA, CLAUSE, 'parameters of no common authentication');
    const { transactionId } = signed;
    const checked = check(euicc, { request, signed, session });
    if ('error' in checked) {
      noteError(euicc, NAME, checked);
      if (checked.error !== 'noSessionContext') euicc.setSession(undefined);
      const error = AUTHENTICATE_ERROR[checked.error];
      return emitAuthenticateServerResponse({ transactionId, error });
    }
    return answer(euicc, { request, signed, session }, checked);
  },
};

interface Incoming {
  readonly request: AuthenticateServerRequest;
  readonly signed: ServerSigned1;
  readonly session: Session;
}

function check(euicc: Euicc, { request, signed, session }: Incoming): Checked | Wrong<ErrorName> {
  const current = euicc.sessionOf(session.card);
  if (current === undefined || current.server !== undefined)
    return wrong('noSessionContext', 'no challenge was given that is not used');
  const { ciKeyId } = request;
  const signer = signerOf(euicc.signers, ciKeyId);
  if (signer === undefined) return wrong('ciPKUnknown', `it does not sign under ${hex(ciKeyId)}`);
  const certificate = checkServerCertificate(euicc, request.serverCertificate, {
    ciKeyId,
    roles: ['dp-auth', 'ds-auth'],
  });
  if (isProblem(certificate))
    return wrong(PROBLEM_ERROR[certificate.problem], `the certificate: ${certificate.why}`);
  const { oid } = certificate;
  if (oid === undefined) return wrong('invalidOid', 'the certificate names no object identifier');
  const { crypto } = euicc.services;
  const claim = { signature: request.serverSignature1, data: request.serverSigned1 };
  if (!isSignatureOf(crypto, certificate, claim))
    return wrong('invalidSignature', 'the signature of the server is wrong');
  if (!equal(signed.euiccChallenge, current.challenge))
    return wrong('euiccChallengeMismatch', 'the challenge is another');
  return { signer, certificate, oid };
}

function answer(
  euicc: Euicc,
  { request, signed, session }: Incoming,
  { signer, certificate, oid }: Checked,
): Uint8Array {
  const { transactionId, serverAddress, serverChallenge } = signed;
  const euiccSigned1 = emitEuiccSigned1({
    transactionId,
    serverAddress,
    serverChallenge,
    euiccInfo2: emitOwnInfo2(euicc),
    ctxParams1: request.ctxParams1,
  });
  const euiccSignature1 = signData(euicc.services, signer, euiccSigned1);
  const { challenge } = euicc.session!;
  euicc.setSession({
    card: session.card,
    challenge,
    server: {
      transactionId: transactionId.slice(),
      address: serverAddress,
      certificate,
      oid,
      ciKeyId: signer.ciKeyId,
      euiccSignature1,
    },
  });
  const { euicc: euiccCertificate, eum: eumCertificate } = signer.identity;
  return emitAuthenticateServerResponse({
    euiccSigned1,
    euiccSignature1,
    euiccCertificate,
    eumCertificate,
  });
}
