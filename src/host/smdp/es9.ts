/** ES9+: an LPA downloads a profile for its eUICC. [SGP22 §5.6] */
import {
  type Bytes,
  concat,
  describeWireError,
  equal,
  hex,
  isWireError,
} from '../../base/index.ts';
import {
  emitSignature,
  emitSmdpSigned2,
  parseEuiccSigned2,
  parsePrepareDownloadResponse,
  type EuiccSigned2,
} from '../../wire/es10/index.ts';
import { emitStoreMetadataRequest } from '../../wire/es8/index.ts';
import {
  type ES9_FUNCTIONS,
  type Failure,
  failedStatus,
  type RequestOf,
  type ResponseOf,
} from '../../wire/es9/index.ts';
import { unhex } from '../../base/index.ts';
import {
  authenticate,
  type CheckedEuicc,
  initiate,
  type Initiated,
  isFailure,
  isSigned,
  refused,
  type Sessions,
  signAs,
} from '../rsp-server/index.ts';
import { bindPackage, confirmationCodeHash } from './bind-package.ts';
import { report, type SmdpContext } from './context.ts';
import { findOrder } from './find-order.ts';
import type { ProfileRecord } from './profile-record.ts';

type Functions = typeof ES9_FUNCTIONS;
type Request<N extends keyof Functions> = RequestOf<Functions[N]>;
type Response<N extends keyof Functions> = ResponseOf<Functions[N]>;

/** What a session adds once the eUICC proved who it is and an order was found. */
export interface SmdpSession {
  readonly initiated: Initiated;
  readonly download?:
    | {
        readonly euicc: CheckedEuicc;
        readonly iccid: string;
        /** Over smdpSigned2. */
        readonly signature2: Bytes;
      }
    | undefined;
}

export interface Es9Context extends SmdpContext {
  readonly sessions: Sessions<SmdpSession>;
}

/** [SGP22 §5.6.1] */
export function initiateAuthentication(
  context: Es9Context,
  request: Request<'initiateAuthentication'>,
): Response<'initiateAuthentication'> | Failure {
  const { parts, sessions, options } = context;
  const begun = initiate(parts, request, { server: 'smdp', ...options });
  if (isFailure(begun)) return begun;
  sessions.begin(begun.session.transactionId, { initiated: begun.session });
  return begun.response;
}

function unknownTransaction(transactionId: Bytes): Failure {
  return refused('transactionId', 'unknown', `there is no session ${hex(transactionId)}`);
}

/** [SGP22 §5.6.3] */
export function authenticateClient(
  context: Es9Context,
  { transactionId, authenticateServerResponse }: Request<'authenticateClient'>,
): Response<'authenticateClient'> | Failure {
  const { parts, sessions, shelf, options } = context;
  const session = sessions.find(transactionId);
  if (session === undefined) return unknownTransaction(transactionId);
  const done = authenticate(parts, session.initiated, authenticateServerResponse);
  const found = isFailure(done) ? done : findOrder(context, done);
  if (isFailure(done) || isFailure(found)) {
    sessions.end(transactionId);
    return isFailure(done) ? done : (found as Failure);
  }
  const { binding } = session.initiated.identity;
  if (binding === undefined) return refused('smdpCertificate', 'unavailable', 'no CERT.DPpb');
  const { attempts } = found.order;
  const record =
    attempts === undefined ? found : shelf.changeOrder(found, { attempts: attempts - 1 });
  report(context, record, 'eligibility');
  const { boundKey, codeHash } = record.order;
  const smdpSigned2 = emitSmdpSigned2({
    transactionId,
    confirmationCodeRequired: codeHash !== undefined,
    boundKey: boundKey === undefined ? undefined : unhex(boundKey),
  });
  const chained = concat(smdpSigned2, emitSignature(done.signature1));
  const signature2 = options.faults.signature2(signAs(parts, binding, chained));
  const download = { euicc: done.euicc, iccid: record.iccid, signature2 };
  sessions.replace(transactionId, { ...session, download });
  return {
    transactionId,
    profileMetadata: emitStoreMetadataRequest(record.metadata),
    smdpSigned2,
    smdpSignature2: emitSignature(signature2),
    smdpCertificate: binding.certificate,
  };
}

/** [SGP22 §5.6.2] */
export function getBoundProfilePackage(
  context: Es9Context,
  { transactionId, prepareDownloadResponse }: Request<'getBoundProfilePackage'>,
): Response<'getBoundProfilePackage'> | Failure {
  const { parts, sessions, shelf, options } = context;
  const session = sessions.find(transactionId);
  const { download, initiated } = session ?? {};
  const record = download && shelf.find(download.iccid);
  if (download === undefined || record === undefined || initiated === undefined)
    return unknownTransaction(transactionId);
  const signed = checkPrepared(context, { transactionId, prepareDownloadResponse, download });
  if (isFailure(signed)) return signed;
  const code = checkCode(context, record, signed);
  if (code !== undefined) return code;
  const boundProfilePackage = bindPackage(parts, {
    transactionId,
    eid: download.euicc.eid,
    oneTimeKey: signed.oneTimeKey,
    binding: initiated.identity.binding!,
    metadata: record.metadata,
    upp: shelf.packageOf(record.iccid)!,
    ...options,
  });
  if (boundProfilePackage === undefined)
    return refused('function', 'invalid', 'euiccOtpk is no point of the curve');
  const bound = shelf.change(record, {
    state: 'downloaded',
    order: {
      ...record.order,
      eid: download.euicc.eid,
      boundKey: hex(signed.oneTimeKey),
      bound: {
        transactionId: hex(transactionId),
        publicKey: hex(download.euicc.publicKey),
        curve: download.euicc.curve,
      },
    },
  });
  report(context, bound, 'packageDownload');
  return { transactionId, boundProfilePackage };
}

interface Prepared extends Request<'getBoundProfilePackage'> {
  readonly download: NonNullable<SmdpSession['download']>;
}

function checkPrepared(
  { parts }: Es9Context,
  { transactionId, prepareDownloadResponse, download }: Prepared,
): EuiccSigned2 | Failure {
  const parsed = parsePrepareDownloadResponse(prepareDownloadResponse);
  if (isWireError(parsed)) return refused('function', 'invalid', describeWireError(parsed));
  if ('error' in parsed)
    return refused('boundProfilePackage', 'executionError', `the eUICC: error ${parsed.error}`);
  const signed = parseEuiccSigned2(parsed.euiccSigned2);
  if (isWireError(signed)) return refused('function', 'invalid', describeWireError(signed));
  if (!equal(signed.transactionId, transactionId)) return unknownTransaction(signed.transactionId);
  const message = concat(parsed.euiccSigned2, emitSignature(download.signature2));
  const { euiccSignature2: signature } = parsed;
  if (!isSigned(parts.crypto, download.euicc, { signature, message }))
    return refused('euicc', 'verificationFailed', 'euiccSignature2 is wrong');
  return signed;
}

/** A wrong code costs a try, which stays lost. [SGP22 §5.6.2] */
function checkCode(
  context: Es9Context,
  record: ProfileRecord,
  { transactionId, confirmationCodeHash: given }: EuiccSigned2,
): Failure | undefined {
  const { codeHash, codeTries = 0 } = record.order;
  if (codeHash === undefined) return undefined;
  if (codeTries === 0)
    return refused('confirmationCode', 'retriesExceeded', 'too many wrong confirmation codes');
  if (given === undefined)
    return refused('confirmationCode', 'mandatoryElementMissing', 'the order needs a code');
  const expected = confirmationCodeHash(context.parts.crypto, unhex(codeHash), transactionId);
  if (equal(given, expected)) return undefined;
  const left = codeTries - 1;
  const failure =
    left === 0
      ? refused('confirmationCode', 'retriesExceeded', 'too many wrong confirmation codes')
      : refused('confirmationCode', 'refused', `wrong confirmation code, ${left} tries left`);
  const tried = context.shelf.changeOrder(record, { codeTries: left });
  report(context, tried, 'confirmationFailure', failedStatus(failure).statusCodeData);
  return failure;
}
