/** PrepareDownload: the eUICC gives a one-time key for one package. [SGP22 §5.7.5] */
import { elements, type Message, UNIVERSAL } from '../asn1/index.ts';
import { sessionOutcomeOf } from './outcome.ts';
import { SIGNATURE } from './signature.ts';
import { ELEMENT, ES10_TAG } from './tags.ts';
import { TRANSACTION_ID } from './transaction-id.ts';

const { BOOLEAN, element, messageOf, octets, optionalElement, whole } = elements;

export const DOWNLOAD_ERROR = {
  invalidCertificate: 1,
  invalidSignature: 2,
  unsupportedCurve: 3,
  noSessionContext: 4,
  invalidTransactionId: 5,
  undefinedError: 127,
} as const;

/** SHA-256 of SHA-256 of the code and the transaction. [SGP22 §4.7] */
const CODE_HASH = optionalElement(UNIVERSAL.octetString, octets({ min: 32, max: 32 }));

const SMDP_SIGNED_2 = {
  transactionId: element(ELEMENT.first, TRANSACTION_ID),
  confirmationCodeRequired: element(UNIVERSAL.boolean, BOOLEAN),
  /** The key of the eUICC that the package is bound to already. */
  boundKey: optionalElement(ELEMENT.oneTimeKey, octets()),
} as const;
export type SmdpSigned2 = Message<typeof SMDP_SIGNED_2>;

export const { parse: parseSmdpSigned2, emit: emitSmdpSigned2 } = messageOf(
  'SmdpSigned2',
  UNIVERSAL.sequence,
  SMDP_SIGNED_2,
);

const REQUEST = {
  /** An `SmdpSigned2`. */
  smdpSigned2: element(UNIVERSAL.sequence, whole(UNIVERSAL.sequence)),
  /** Over it and the first signature of the eUICC. */
  smdpSignature2: SIGNATURE,
  confirmationCodeHash: CODE_HASH,
  /** CERT.DPpb. */
  smdpCertificate: element(UNIVERSAL.sequence, whole(UNIVERSAL.sequence)),
} as const;
export type PrepareDownloadRequest = Message<typeof REQUEST>;

export const { parse: parsePrepareDownloadRequest, emit: emitPrepareDownloadRequest } = messageOf(
  'PrepareDownloadRequest',
  ES10_TAG.prepareDownload,
  REQUEST,
);

const EUICC_SIGNED_2 = {
  transactionId: element(ELEMENT.first, TRANSACTION_ID),
  /** An uncompressed point. */
  oneTimeKey: element(ELEMENT.oneTimeKey, octets()),
  confirmationCodeHash: CODE_HASH,
} as const;
export type EuiccSigned2 = Message<typeof EUICC_SIGNED_2>;

export const { parse: parseEuiccSigned2, emit: emitEuiccSigned2 } = messageOf(
  'EUICCSigned2',
  UNIVERSAL.sequence,
  EUICC_SIGNED_2,
);

const RESULT = {
  /** An `EuiccSigned2`. */
  euiccSigned2: element(UNIVERSAL.sequence, whole(UNIVERSAL.sequence)),
  /** Over it and the second signature of the server. */
  euiccSignature2: SIGNATURE,
} as const;
export type PrepareDownloadResult = Message<typeof RESULT>;

export const { parse: parsePrepareDownloadResponse, emit: emitPrepareDownloadResponse } =
  sessionOutcomeOf('PrepareDownloadResponse', ES10_TAG.prepareDownload, RESULT);
