/** Downloading a profile: from an activation code to an installed one. [SGP22 §3.1.3] */
import {
  type Bytes,
  concat,
  describeWireError,
  equal,
  fromUtf8,
  HostError,
  isWireError,
  utf8,
} from '../../base/index.ts';
import {
  DOWNLOAD_ERROR,
  emitEmptyRequest,
  emitPrepareDownloadRequest,
  isFailed,
  parseGetRatResponse,
  parsePrepareDownloadResponse,
  parseSmdpSigned2,
  PPR,
} from '../../wire/es10/index.ts';
import { parseStoreMetadataRequest, type StoreMetadataRequest } from '../../wire/es8/index.ts';
import { ES9_FUNCTIONS, type ResponseOf } from '../../wire/es9/index.ts';
import { parseDigits } from '../../wire/index.ts';
import { authenticate, type AuthenticationWish } from './authenticate.ts';
import { cancelSession, type OpenSession } from './cancel-session.ts';
import { type LpaConversation, YES } from './conversation.ts';
import { call, readAnswer } from './es10-call.ts';
import { type Installed, loadPackage } from './load-package.ts';
import type { LpaParts } from './lpa-parts.ts';
import type { ProfileOffer } from './offer.ts';
import { isForbidden } from './policy.ts';
import { wordsOf } from './result.ts';
import { callServer } from './server-call.ts';
import { TAG_SIGNATURE, valueUnder } from './tagged.ts';

export interface DownloadWish extends AuthenticationWish {
  /** Given beforehand; else it is a question to the end user. */
  readonly confirmationCode?: string | undefined;
}

export interface Downloaded extends Installed {
  readonly offer: ProfileOffer;
}

type Offered = ResponseOf<(typeof ES9_FUNCTIONS)['authenticateClient']>;

/**
 * Throws `HostError` SERVER_REFUSED, SERVER_UNREACHABLE, EUICC_REFUSED, CARD_REFUSED, CANCELLED;
 * no profile is then installed. What the LPA or the end user decides is cancelled at both sides; a
 * session that the server, the card or the way to them has broken off is left.
 */
export function* download(parts: LpaParts, wish: DownloadWish): LpaConversation<Downloaded> {
  const { isdR } = parts;
  const { address } = wish;
  const { transactionId, response } = yield* authenticate(parts, wish);
  const session: OpenSession = { isdR, address, transactionId };
  const offered = yield* callServer(address, ES9_FUNCTIONS.authenticateClient, {
    transactionId,
    authenticateServerResponse: response,
  });
  const { metadata, offer } = yield* readOffer(session, offered);
  yield* checkPolicy(session, metadata);
  const consent = yield { question: { kind: 'consent', offer } };
  yield* checkConsent(session, consent);
  const code = offer.codeRequired ? yield* confirmationCode(session, wish) : undefined;
  const prepared = yield* prepare(parts, session, { offered, code });
  const { boundProfilePackage } = yield* callServer(address, ES9_FUNCTIONS.getBoundProfilePackage, {
    transactionId,
    prepareDownloadResponse: prepared,
  });
  const installed = yield* loadPackage(session, boundProfilePackage);
  return { ...installed, offer };
}

interface ReadOffer {
  readonly metadata: StoreMetadataRequest;
  readonly offer: ProfileOffer;
}

function* readOffer(session: OpenSession, offered: Offered): LpaConversation<ReadOffer> {
  const metadata = parseStoreMetadataRequest(offered.profileMetadata);
  const signed = parseSmdpSigned2(offered.smdpSigned2);
  if (isWireError(metadata) || isWireError(signed)) {
    yield* cancelSession(session, 'metadataMismatch');
    const why = [metadata, signed].filter(isWireError).map(describeWireError).join('; ');
    const next = 'report it to the operator: the profile is described wrongly';
    throw new HostError(
      'SERVER_REFUSED',
      `the offer of ${session.address} does not read: ${why}`,
      next,
    );
  }
  const offer: ProfileOffer = {
    iccid: parseDigits(metadata.iccid),
    serviceProvider: metadata.serviceProvider,
    profileName: metadata.profileName,
    class: metadata.class ?? 'operational',
    policyRules: metadata.policyRules ?? [],
    codeRequired: signed.confirmationCodeRequired,
  };
  return { metadata, offer };
}

/** Policy rules that the table of the eUICC does not allow are refused. [SGP22 §2.9.2.4] */
function* checkPolicy(session: OpenSession, metadata: StoreMetadataRequest): LpaConversation<void> {
  const wished = (metadata.policyRules ?? []).filter((bit) => bit !== PPR.updateControl);
  if (wished.length === 0) return;
  const rules = yield* call(session.isdR, {
    name: 'GetRAT',
    request: emitEmptyRequest('getRat'),
    parse: parseGetRatResponse,
  });
  if (!isForbidden(wished, metadata.owner, rules)) return;
  yield* cancelSession(session, 'pprNotAllowed');
  throw new HostError(
    'EUICC_REFUSED',
    'the profile has policy rules that the eUICC does not allow this operator',
    'request a profile without them, or use an eUICC whose rules allow them: bifrons lpa chip',
  );
}

/** A rejection ends the order at the server, a postponement does not. [SGP22 §3.1.3] */
function* checkConsent(session: OpenSession, consent: Bytes): LpaConversation<void> {
  if (equal(consent, YES)) return;
  const isLater = consent.length === 0;
  yield* cancelSession(session, isLater ? 'postponed' : 'endUserRejection');
  throw isLater
    ? cancelled('the profile waits for consent', 'repeat the command, with --yes or at a terminal')
    : cancelled('the profile is rejected', 'the order is closed: the operator can make a new one');
}

function* confirmationCode(session: OpenSession, wish: DownloadWish): LpaConversation<string> {
  if (wish.confirmationCode !== undefined) return wish.confirmationCode;
  const given = yield { question: { kind: 'confirmation-code' } };
  if (given.length > 0) return fromUtf8(given);
  yield* cancelSession(session, 'postponed');
  const next = 'give the code that the operator has sent: --confirmation-code CODE';
  throw cancelled('the profile needs a confirmation code', next);
}

interface Preparation {
  readonly offered: Offered;
  readonly code: string | undefined;
}

/** A whole PrepareDownloadResponse. [SGP22 §5.7.5] */
function* prepare(
  { isdR, crypto }: LpaParts,
  session: OpenSession,
  { offered, code }: Preparation,
): LpaConversation<Bytes> {
  const hash = crypto.hash('sha256');
  const { transactionId } = session;
  const confirmationCodeHash =
    code === undefined ? undefined : hash.digest(concat(hash.digest(utf8(code)), transactionId));
  const request = emitPrepareDownloadRequest({
    smdpSigned2: offered.smdpSigned2,
    smdpSignature2: valueUnder(TAG_SIGNATURE, offered.smdpSignature2),
    confirmationCodeHash,
    smdpCertificate: offered.smdpCertificate,
  });
  const response = yield* isdR.send('PrepareDownload', request);
  const result = readAnswer('PrepareDownload', parsePrepareDownloadResponse(response));
  if (!isFailed(result)) return response;
  yield* cancelSession(session, 'undefinedReason');
  const words = wordsOf(DOWNLOAD_ERROR, result.error);
  throw new HostError(
    'EUICC_REFUSED',
    `PrepareDownload: the eUICC rejects ${session.address}: ${words}`,
    'the certificate with which the server binds profiles is not one, or it signs wrongly',
  );
}

function cancelled(why: string, next: string): HostError {
  return new HostError('CANCELLED', why, next);
}
