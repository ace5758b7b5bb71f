/** ES10b.PrepareDownload. [SGP22 §5.7.5] */
import { concat, equal } from '../../base/index.ts';
import type { Session } from '../../os/abi/index.ts';
import {
  DOWNLOAD_ERROR,
  emitEuiccSigned2,
  emitPrepareDownloadResponse,
  emitSignature,
  ES10_TAG,
  parsePrepareDownloadRequest,
  parseSmdpSigned2,
  type PrepareDownloadRequest,
  type SmdpSigned2,
} from '../../wire/es10/index.ts';
import { type Es10Function, noteError, readable, type Wrong, wrong } from '../es10-function.ts';
import type { Euicc } from '../euicc.ts';
import { type Signer, signerOf } from '../notification-store.ts';
import { keyForDownload } from '../one-time-key.ts';
import type { AuthenticatedServer } from '../download/index.ts';
import { type CheckedCertificate, isProblem, isSignatureOf, signData } from '../trust/index.ts';
import { checkServerCertificate } from './server-certificate.ts';

const CLAUSE = 'SGP22 §5.7.5';
const NAME = 'PrepareDownload';

type ErrorName = keyof typeof DOWNLOAD_ERROR;

interface Checked {
  readonly server: AuthenticatedServer;
  readonly signer: Signer;
  readonly certificate: CheckedCertificate;
}

interface Incoming {
  readonly request: PrepareDownloadRequest;
  readonly signed: SmdpSigned2;
  readonly session: Session;
}

/** Whether a confirmation code is there that the server requires, the server finds. */
export const prepareDownload: Es10Function = {
  name: NAME,
  tag: ES10_TAG.prepareDownload,
  run(euicc, source, session) {
    const request = readable(parsePrepareDownloadRequest(source), CLAUSE);
    const signed = readable(parseSmdpSigned2(request.smdpSigned2), CLAUSE);
    const { transactionId } = signed;
    const checked = check(euicc, { request, signed, session });
    if ('error' in checked) {
      noteError(euicc, NAME, checked);
      if (checked.error !== 'noSessionContext') euicc.setSession(undefined);
      return emitPrepareDownloadResponse({ transactionId, error: DOWNLOAD_ERROR[checked.error] });
    }
    return answer(euicc, { request, signed, session }, checked);
  },
};

function check(euicc: Euicc, { request, signed, session }: Incoming): Checked | Wrong<ErrorName> {
  const server = euicc.sessionOf(session.card)?.server;
  const signer = server && signerOf(euicc.signers, server.ciKeyId);
  if (server === undefined || signer === undefined)
    return wrong('noSessionContext', 'no server is authenticated');
  if (server.certificate.role !== 'dp-auth')
    return wrong('noSessionContext', 'the server is no SM-DP+');
  const { ciKeyId, oid, euiccSignature1, transactionId } = server;
  const { smdpCertificate, smdpSigned2, smdpSignature2 } = request;
  const roles = ['dp-pb'] as const;
  const certificate = checkServerCertificate(euicc, smdpCertificate, { ciKeyId, roles });
  if (isProblem(certificate)) {
    const error = certificate.problem === 'curve' ? 'unsupportedCurve' : 'invalidCertificate';
    return wrong(error, `the certificate: ${certificate.why}`);
  }
  if (certificate.oid !== oid)
    return wrong('invalidCertificate', 'the certificate is of another server');
  const data = concat(smdpSigned2, emitSignature(euiccSignature1));
  const claim = { signature: smdpSignature2, data };
  if (!isSignatureOf(euicc.services.crypto, certificate, claim))
    return wrong('invalidSignature', 'the signature of the server is wrong');
  if (!equal(signed.transactionId, transactionId))
    return wrong('invalidTransactionId', 'it is another transaction');
  return { server, signer, certificate };
}

function answer(
  euicc: Euicc,
  { request, signed, session }: Incoming,
  { server, signer, certificate }: Checked,
): Uint8Array {
  const { services, oneTimeKey } = euicc;
  const { boundKey, transactionId } = signed;
  const { curve } = certificate;
  const key = keyForDownload(services, oneTimeKey.get(), { curve, smdpOid: server.oid, boundKey });
  if (key !== oneTimeKey.get()) oneTimeKey.set(key);
  const euiccSigned2 = emitEuiccSigned2({
    transactionId,
    oneTimeKey: key.publicKey,
    confirmationCodeHash: request.confirmationCodeHash,
  });
  const data = concat(euiccSigned2, emitSignature(request.smdpSignature2));
  const euiccSignature2 = signData(services, signer, data);
  const { challenge } = euicc.session!;
  const download = { certificate, key };
  euicc.setSession({ card: session.card, challenge, server, download });
  return emitPrepareDownloadResponse({ euiccSigned2, euiccSignature2 });
}
