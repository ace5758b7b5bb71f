/**
 * AuthenticateServer: the server and the eUICC prove who they are. What is signed, a certificate,
 * and the parameters of the device travel as the bytes that they are. [SGP22 §5.7.13]
 */
import { elements, type Message, UNIVERSAL } from '../asn1/index.ts';
import { ADDRESS_LENGTH_MAX } from './configured-addresses.ts';
import { sessionOutcomeOf } from './outcome.ts';
import { SIGNATURE } from './signature.ts';
import { ELEMENT, ES10_TAG } from './tags.ts';
import { TRANSACTION_ID } from './transaction-id.ts';

const { element, messageOf, octets, text, whole } = elements;

const CHALLENGE = octets({ min: 16, max: 16 });

export const AUTHENTICATE_ERROR = {
  invalidCertificate: 1,
  invalidSignature: 2,
  unsupportedCurve: 3,
  noSessionContext: 4,
  invalidOid: 5,
  euiccChallengeMismatch: 6,
  ciPKUnknown: 7,
  undefinedError: 127,
} as const;

const SERVER_SIGNED_1 = {
  transactionId: element(0x80, TRANSACTION_ID),
  euiccChallenge: element(0x81, CHALLENGE),
  serverAddress: element(0x83, text(ADDRESS_LENGTH_MAX)),
  serverChallenge: element(0x84, CHALLENGE),
} as const;
export type ServerSigned1 = Message<typeof SERVER_SIGNED_1>;

export const { parse: parseServerSigned1, emit: emitServerSigned1 } = messageOf(
  'ServerSigned1',
  UNIVERSAL.sequence,
  SERVER_SIGNED_1,
);

const REQUEST = {
  /** A `ServerSigned1`. */
  serverSigned1: element(UNIVERSAL.sequence, whole(UNIVERSAL.sequence)),
  serverSignature1: SIGNATURE,
  /** Subject key identifier of the issuer under which both sign. */
  ciKeyId: element(UNIVERSAL.octetString, octets()),
  /** CERT.DPauth or CERT.DSauth. */
  serverCertificate: element(UNIVERSAL.sequence, whole(UNIVERSAL.sequence)),
  /** A `CtxParams1`. */
  ctxParams1: element(ELEMENT.firstConstructed, whole(ELEMENT.firstConstructed)),
} as const;
export type AuthenticateServerRequest = Message<typeof REQUEST>;

export const { parse: parseAuthenticateServerRequest, emit: emitAuthenticateServerRequest } =
  messageOf('AuthenticateServerRequest', ES10_TAG.authenticateServer, REQUEST);

const EUICC_SIGNED_1 = {
  transactionId: element(0x80, TRANSACTION_ID),
  serverAddress: element(0x83, text(ADDRESS_LENGTH_MAX)),
  serverChallenge: element(0x84, CHALLENGE),
  /** An `EuiccInfo2`. */
  euiccInfo2: element(ES10_TAG.getEuiccInfo2, whole(ES10_TAG.getEuiccInfo2)),
  /** A `CtxParams1`, as it came. */
  ctxParams1: element(ELEMENT.firstConstructed, whole(ELEMENT.firstConstructed)),
} as const;
export type EuiccSigned1 = Message<typeof EUICC_SIGNED_1>;

export const { parse: parseEuiccSigned1, emit: emitEuiccSigned1 } = messageOf(
  'EuiccSigned1',
  UNIVERSAL.sequence,
  EUICC_SIGNED_1,
);

const RESULT = {
  /** An `EuiccSigned1`. */
  euiccSigned1: element(UNIVERSAL.sequence, whole(UNIVERSAL.sequence)),
  euiccSignature1: SIGNATURE,
  euiccCertificate: element(UNIVERSAL.sequence, whole(UNIVERSAL.sequence)),
  eumCertificate: element(UNIVERSAL.sequence, whole(UNIVERSAL.sequence)),
} as const;
export type AuthenticateServerResult = Message<typeof RESULT>;

export const { parse: parseAuthenticateServerResponse, emit: emitAuthenticateServerResponse } =
  sessionOutcomeOf('AuthenticateServerResponse', ES10_TAG.authenticateServer, RESULT);
