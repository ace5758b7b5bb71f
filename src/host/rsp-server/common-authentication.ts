/**
 * Common mutual authentication, which SM-DP+ and SM-DS share: the server proves who it is, then the
 * eUICC. [SGP22 §3.0.1] [SGP22 §5.6.1] [SGP22 §5.6.3]
 */
import { type Bytes, describeWireError, equal, isWireError } from '../../base/index.ts';
import {
  type CtxParams1,
  emitServerSigned1,
  emitSignature,
  type EuiccInfo1,
  type EuiccInfo2,
  EUICC_CHALLENGE_LENGTH,
  parseAuthenticateServerResponse,
  parseCtxParams1,
  parseEuiccInfo1,
  parseEuiccInfo2,
  parseEuiccSigned1,
} from '../../wire/es10/index.ts';
import type { Failure, RequestOf, ResponseOf, ES9_FUNCTIONS } from '../../wire/es9/index.ts';
import { UNIVERSAL } from '../../wire/asn1/index.ts';
import { emitTlv } from '../../wire/index.ts';
import type { ServerIdentity } from '../pki/index.ts';
import { type CheckedEuicc, checkEuicc } from './euicc-chain.ts';
import type { ServerFaults } from './faults.ts';
import { isFailure, isSameServer, refused, type ServerParts } from './parts.ts';
import { isSigned, signAs } from './signature.ts';

/** Which server it is: its subjects in failures. */
export type ServerName = 'smdp' | 'smds';

export interface Initiated {
  readonly transactionId: Bytes;
  readonly identity: ServerIdentity;
  readonly serverChallenge: Bytes;
  readonly serverAddress: string;
}

type InitiateRequest = RequestOf<typeof ES9_FUNCTIONS.initiateAuthentication>;
type InitiateResponse = ResponseOf<typeof ES9_FUNCTIONS.initiateAuthentication>;

/** The editions of SGP.22 that are served: all of version 2. */
const MAJOR_VERSION = 2;
const TRANSACTION_ID_LENGTH = 16;

export interface InitiateOptions {
  readonly server: ServerName;
  /** The server's own. */
  readonly address: string;
  readonly faults: ServerFaults;
}

export interface InitiateResult {
  readonly session: Initiated;
  readonly response: InitiateResponse;
}

/** A session begins, or why it does not. [SGP22 §5.6.1] */
export function initiate(
  parts: ServerParts,
  request: InitiateRequest,
  options: InitiateOptions,
): InitiateResult | Failure {
  const chosen = checkInitiate(parts, request, options);
  if (isFailure(chosen)) return chosen;
  const { identity, ciKeyId } = chosen;
  const { faults } = options;
  const transactionId = parts.rng.bytes(TRANSACTION_ID_LENGTH);
  const serverChallenge = parts.rng.bytes(EUICC_CHALLENGE_LENGTH);
  const serverAddress = request.smdpAddress;
  const serverSigned1 = emitServerSigned1({
    transactionId,
    euiccChallenge: faults.euiccChallenge(request.euiccChallenge),
    serverAddress,
    serverChallenge,
  });
  const auth = faults.authentication(identity);
  const signature = faults.signature1(signAs(parts, auth, serverSigned1));
  return {
    session: { transactionId, identity, serverChallenge, serverAddress },
    response: {
      transactionId,
      serverSigned1,
      serverSignature1: emitSignature(signature),
      euiccCiPKIdToBeUsed: emitTlv(UNIVERSAL.octetString, ciKeyId),
      serverCertificate: auth.certificate,
    },
  };
}

interface Chosen {
  readonly identity: ServerIdentity;
  /** Of the issuer under which the eUICC is to sign. */
  readonly ciKeyId: Bytes;
}

function checkInitiate(
  { identities }: ServerParts,
  request: InitiateRequest,
  { server, address }: InitiateOptions,
): Chosen | Failure {
  if (!isSameServer(request.smdpAddress, address))
    return refused(`${server}Address`, 'refused', `${request.smdpAddress} is another server`);
  if (request.euiccChallenge.length !== EUICC_CHALLENGE_LENGTH)
    return refused('function', 'invalid', `euiccChallenge has ${request.euiccChallenge.length}`);
  const info = parseEuiccInfo1(request.euiccInfo1);
  if (isWireError(info)) return refused('function', 'invalid', describeWireError(info));
  if (info.svn[0] !== MAJOR_VERSION)
    return refused(`${server}Version`, 'unsupported', `the eUICC follows ${info.svn.join('.')}`);
  return chooseIdentity(identities, info, server);
}

/** The eUICC signs under its first issuer that is trusted here; so does the server if it can. */
function chooseIdentity(
  identities: readonly ServerIdentity[],
  { signingKeys, verificationKeys }: EuiccInfo1,
  server: ServerName,
): Chosen | Failure {
  const under = (keyId: Bytes): ServerIdentity | undefined =>
    identities.find(({ issuer }) => equal(issuer.keyId, keyId));
  const ciKeyId = signingKeys.find((one) => under(one) !== undefined);
  if (ciKeyId === undefined)
    return refused(`${server}Security`, 'unsupported', 'no issuer of the eUICC is trusted here');
  const verified = verificationKeys.filter((one) => under(one) !== undefined);
  const keyId = verified.find((one) => equal(one, ciKeyId)) ?? verified[0];
  const identity = keyId && under(keyId);
  return identity === undefined
    ? refused(`${server}Certificate`, 'unavailable', 'no certificate that the eUICC can verify')
    : { identity, ciKeyId };
}

export interface Authenticated {
  readonly euicc: CheckedEuicc;
  readonly info: EuiccInfo2;
  readonly context: CtxParams1;
  /** What the server signs next is chained to it. */
  readonly signature1: Bytes;
}

/** The answer of the eUICC to AuthenticateServer, checked. [SGP22 §5.6.3] */
export function authenticate(
  parts: ServerParts,
  session: Initiated,
  authenticateServerResponse: Bytes,
): Authenticated | Failure {
  const parsed = parseAuthenticateServerResponse(authenticateServerResponse);
  if (isWireError(parsed)) return refused('function', 'invalid', describeWireError(parsed));
  if ('error' in parsed)
    return refused('euicc', 'verificationFailed', `the eUICC answered error ${parsed.error}`);
  const euicc = checkEuicc(parts, parsed);
  if (isFailure(euicc)) return euicc;
  const signed = { signature: parsed.euiccSignature1, message: parsed.euiccSigned1 };
  if (!isSigned(parts.crypto, euicc, signed))
    return refused('euicc', 'verificationFailed', 'euiccSignature1 is wrong');
  const content = parseEuiccSigned1(parsed.euiccSigned1);
  if (isWireError(content)) return refused('function', 'invalid', describeWireError(content));
  if (!equal(content.transactionId, session.transactionId))
    return refused('transactionId', 'unknown', 'the eUICC signed another transaction');
  if (!equal(content.serverChallenge, session.serverChallenge))
    return refused('euicc', 'verificationFailed', 'the eUICC signed another challenge');
  if (content.serverAddress !== session.serverAddress)
    return refused('euicc', 'verificationFailed', 'the eUICC signed another address');
  const info = parseEuiccInfo2(content.euiccInfo2);
  if (isWireError(info)) return refused('function', 'invalid', describeWireError(info));
  const context = parseCtxParams1(content.ctxParams1);
  if (isWireError(context)) return refused('function', 'invalid', describeWireError(context));
  return { euicc, info, context, signature1: parsed.euiccSignature1 };
}
