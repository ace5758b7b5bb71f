/**
 * PendingNotification: a notification as it is signed, the result of an installation or that of
 * another change. [SGP22 §2.5.6] [SGP22 §5.7.10]
 */
import { type Bytes, isWireError, type WireError } from '../../base/index.ts';
import { elements, type Message, openInside, optional, UNIVERSAL, wrong } from '../asn1/index.ts';
import { emitTlv, locateTlv } from '../index.ts';
import { METADATA, METADATA_TAG } from './notification-metadata.ts';
import { ISD_P_AID_LENGTH_MAX } from './profile-identifier.ts';
import { SIGNATURE } from './signature.ts';
import { ELEMENT } from './tags.ts';
import { TRANSACTION_ID } from './transaction-id.ts';

const { element, INTEGER, messageOf, OBJECT_IDENTIFIER, octets, optionalElement, whole } = elements;

/** The part of a bound package in which an installation failed. */
export const BPP_COMMAND = {
  initialiseSecureChannel: 0,
  configureISDP: 1,
  storeMetadata: 2,
  storeMetadata2: 3,
  replaceSessionKeys: 4,
  loadProfileElements: 5,
} as const;

export const INSTALL_ERROR = {
  incorrectInputValues: 1,
  invalidSignature: 2,
  invalidTransactionId: 3,
  unsupportedCrtValues: 4,
  unsupportedRemoteOperationType: 5,
  unsupportedProfileClass: 6,
  scp03tStructureError: 7,
  scp03tSecurityError: 8,
  installFailedDueToIccidAlreadyExistsOnEuicc: 9,
  installFailedDueToInsufficientMemoryForProfile: 10,
  installFailedDueToInterruption: 11,
  installFailedDueToPEProcessingError: 12,
  installFailedDueToDataMismatch: 13,
  testProfileInstallFailedDueToInvalidNaaKey: 14,
  pprNotAllowed: 15,
  installFailedDueToUnknownError: 127,
} as const;

const SUCCESS = elements.sequence({
  /** AID of the ISD-P. */
  aid: element(ELEMENT.isdPAid, octets({ min: 5, max: ISD_P_AID_LENGTH_MAX })),
  /** Responses of the profile package format, one after another. [SAIP §8.1.2] */
  simaResponse: element(UNIVERSAL.octetString, octets()),
});

const FAILURE = elements.sequence({
  /** Of `BPP_COMMAND`. */
  command: element(0x80, INTEGER),
  /** Of `INSTALL_ERROR`. */
  reason: element(0x81, INTEGER),
  simaResponse: optionalElement(0x82, octets()),
});

export type InstallationSuccess = elements.ValueOf<typeof SUCCESS>;
export type InstallationFailure = elements.ValueOf<typeof FAILURE>;
export type FinalResult = InstallationSuccess | InstallationFailure;

/** A CHOICE under a tag of its own. */
const FINAL_RESULT: elements.ElementType<FinalResult> = {
  parse(reader, value) {
    const inside = openInside(reader, value);
    if (isWireError(inside)) return inside;
    const success = optional(inside, ELEMENT.firstConstructed);
    const failure = optional(inside, ELEMENT.secondConstructed);
    if (success !== undefined) return SUCCESS.parse(inside, success);
    if (failure !== undefined) return FAILURE.parse(inside, failure);
    return wrong(reader, value, { expected: 'a success or an error', got: 'neither' });
  },
  emit: (tag, result) =>
    emitTlv(
      tag,
      'aid' in result
        ? SUCCESS.emit(ELEMENT.firstConstructed, result)
        : FAILURE.emit(ELEMENT.secondConstructed, result),
    ),
};

const RESULT_DATA_TAG = 0xbf27;

const RESULT_DATA = {
  transactionId: element(0x80, TRANSACTION_ID),
  metadata: element(METADATA_TAG, METADATA),
  /** Of the certificate that binds profiles. */
  smdpOid: element(UNIVERSAL.objectIdentifier, OBJECT_IDENTIFIER),
  finalResult: element(0xa2, FINAL_RESULT),
} as const;
export type ProfileInstallationResultData = Message<typeof RESULT_DATA>;

export const {
  parse: parseProfileInstallationResultData,
  emit: emitProfileInstallationResultData,
} = messageOf('ProfileInstallationResultData', RESULT_DATA_TAG, RESULT_DATA);

export const PROFILE_INSTALLATION_RESULT_TAG = 0xbf37;

const RESULT = {
  /** A `ProfileInstallationResultData`. */
  data: element(RESULT_DATA_TAG, whole(RESULT_DATA_TAG)),
  signature: SIGNATURE,
} as const;
export type ProfileInstallationResult = Message<typeof RESULT>;

export const { parse: parseProfileInstallationResult, emit: emitProfileInstallationResult } =
  messageOf('ProfileInstallationResult', PROFILE_INSTALLATION_RESULT_TAG, RESULT);

const OTHER = {
  /** A `NotificationMetadata`. */
  metadata: element(METADATA_TAG, whole(METADATA_TAG)),
  signature: SIGNATURE,
  euiccCertificate: element(UNIVERSAL.sequence, whole(UNIVERSAL.sequence)),
  eumCertificate: element(UNIVERSAL.sequence, whole(UNIVERSAL.sequence)),
} as const;
export type OtherSignedNotification = Message<typeof OTHER>;

export const { parse: parseOtherSignedNotification, emit: emitOtherSignedNotification } = messageOf(
  'OtherSignedNotification',
  UNIVERSAL.sequence,
  OTHER,
);

export type PendingNotification =
  | { readonly kind: 'installation'; readonly result: ProfileInstallationResult }
  | { readonly kind: 'other'; readonly notification: OtherSignedNotification };

/** Which of the two it is, its tag says. */
export function parsePendingNotification(source: Bytes): PendingNotification | WireError {
  const place = locateTlv(source);
  if (!isWireError(place) && place.tag === PROFILE_INSTALLATION_RESULT_TAG) {
    const result = parseProfileInstallationResult(source);
    return isWireError(result) ? result : { kind: 'installation', result };
  }
  const notification = parseOtherSignedNotification(source);
  return isWireError(notification) ? notification : { kind: 'other', notification };
}

export function emitPendingNotification(pending: PendingNotification): Bytes {
  return pending.kind === 'installation'
    ? emitProfileInstallationResult(pending.result)
    : emitOtherSignedNotification(pending.notification);
}
