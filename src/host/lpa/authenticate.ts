/**
 * Common mutual authentication: server and eUICC prove to each other who they are, and the LPA
 * carries it. [SGP22 §3.0.1]
 */
import { type Bytes, HostError, isWireError } from '../../base/index.ts';
import {
  AUTHENTICATE_ERROR,
  emitAuthenticateServerRequest,
  emitCtxParams1,
  emitEmptyRequest,
  isFailed,
  parseAuthenticateServerResponse,
  parseEuiccInfo1,
  parseGetEuiccChallengeResponse,
  parseServerSigned1,
} from '../../wire/es10/index.ts';
import { UNIVERSAL } from '../../wire/asn1/index.ts';
import { ES9_FUNCTIONS } from '../../wire/es9/index.ts';
import {
  EXTENSION,
  findExtension,
  parseCertificate,
  parseRegisteredId,
} from '../../wire/x509/index.ts';
import type { LpaConversation } from './conversation.ts';
import { call, readAnswer } from './es10-call.ts';
import type { LpaParts } from './lpa-parts.ts';
import { SEE_TRACE, wordsOf } from './result.ts';
import { callServer } from './server-call.ts';
import { TAG_SIGNATURE, valueUnder } from './tagged.ts';

export interface AuthenticationWish {
  readonly address: string;
  /** A token, or the identifier of an event; nothing where the server goes by the EID. */
  readonly matchingId: string | undefined;
  /** Object identifier that the server's certificate is to have. */
  readonly oid?: string | undefined;
}

export interface Authenticated {
  readonly transactionId: Bytes;
  /** A whole AuthenticateServerResponse. */
  readonly response: Bytes;
}

export function* authenticate(
  parts: LpaParts,
  wish: AuthenticationWish,
): LpaConversation<Authenticated> {
  const { isdR } = parts;
  const { address } = wish;
  const info = emitEmptyRequest('getEuiccInfo1');
  const euiccInfo1 = yield* isdR.send('GetEuiccInfo1', info);
  readAnswer('GetEuiccInfo1', parseEuiccInfo1(euiccInfo1));
  const { challenge } = yield* call(isdR, {
    name: 'GetEUICCChallenge',
    request: emitEmptyRequest('getEuiccChallenge'),
    parse: parseGetEuiccChallengeResponse,
  });
  const initiated = yield* callServer(address, ES9_FUNCTIONS.initiateAuthentication, {
    euiccChallenge: challenge,
    euiccInfo1,
    smdpAddress: address,
  });
  checkServer(wish, initiated);
  const { matchingId } = wish;
  const request = emitAuthenticateServerRequest({
    serverSigned1: initiated.serverSigned1,
    serverSignature1: valueUnder(TAG_SIGNATURE, initiated.serverSignature1),
    ciKeyId: valueUnder(UNIVERSAL.octetString, initiated.euiccCiPKIdToBeUsed),
    serverCertificate: initiated.serverCertificate,
    ctxParams1: emitCtxParams1({
      matchingId,
      deviceInfo: { tac: parts.device.tac, capabilities: CAPABILITIES, imei: parts.device.imei },
    }),
  });
  const response = yield* isdR.send('AuthenticateServer', request);
  const result = readAnswer('AuthenticateServer', parseAuthenticateServerResponse(response));
  if (!isFailed(result)) return { transactionId: initiated.transactionId, response };
  const words = wordsOf(AUTHENTICATE_ERROR, result.error);
  throw new HostError(
    'EUICC_REFUSED',
    `AuthenticateServer: the eUICC rejects ${address}: ${words}`,
    NEXT[result.error] ?? SEE_TRACE,
  );
}

/** What the host of a phone follows, and SM-DP+s of the field require of it. */
const CAPABILITIES = {
  gsm: [5, 0, 0],
  utran: [8, 0, 0],
  eutranEpc: [15, 0, 0],
  rspCrl: [2, 2, 0],
} as const;

const NEXT: Readonly<Record<number, string>> = {
  [AUTHENTICATE_ERROR.invalidCertificate]:
    'the certificate of the server is not one for SM-DP+s, has expired, or was revoked',
  [AUTHENTICATE_ERROR.ciPKUnknown]: 'the eUICC does not trust its CI: see bifrons lpa chip',
  [AUTHENTICATE_ERROR.noSessionContext]: 'another LPA began a session: repeat the command',
  [AUTHENTICATE_ERROR.euiccChallengeMismatch]:
    'the server signed the challenge of another session: repeat the command',
};

/** Without the port: servers behind others have one of their own. */
function hostOf(address: string): string {
  return address.replace(/:\d+$/, '');
}

/** The server is the one that was meant. [SGP22 §3.0.1] */
function checkServer(
  { address, oid }: AuthenticationWish,
  initiated: { readonly serverSigned1: Bytes; readonly serverCertificate: Bytes },
): void {
  const signed = parseServerSigned1(initiated.serverSigned1);
  if (isWireError(signed)) throw untrusted(address, 'what it signed does not read');
  const { serverAddress } = signed;
  if (hostOf(serverAddress).toLowerCase() !== hostOf(address).toLowerCase())
    throw untrusted(address, `it signed for the address ${serverAddress}`);
  if (oid === undefined) return;
  const own = oidOf(initiated.serverCertificate);
  if (own !== oid) throw untrusted(address, `its certificate is for ${own ?? 'no identifier'}`);
}

function oidOf(der: Bytes): string | undefined {
  const certificate = parseCertificate(der);
  if (isWireError(certificate)) return undefined;
  const names = findExtension(certificate.extensions, EXTENSION.subjectAltName);
  const oid = names && parseRegisteredId(names.value);
  return isWireError(oid) ? undefined : oid;
}

function untrusted(address: string, why: string): HostError {
  const next = 'do not use it; request the address and activation code from the operator again';
  return new HostError(
    'SERVER_REFUSED',
    `${address} is not the server that was meant: ${why}`,
    next,
  );
}
