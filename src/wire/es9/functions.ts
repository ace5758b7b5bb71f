/**
 * The functions of ES9+, ES11, ES12 and ES2+ as JSON over HTTP: the path of each, and the fields of
 * its request and response. [SGP22 §6.5]
 */
import { EXECUTION } from './execution-status.ts';
import {
  BASE64,
  field,
  type Fields,
  FLAG,
  HEX,
  listOf,
  NUMBER,
  objectOf,
  optionalField,
  textOf,
} from './json-fields.ts';

export interface JsonFunction {
  readonly path: string;
  readonly request: Fields;
  /** Nothing but the header where it is empty. */
  readonly response: Fields;
  /** Without one the answer is HTTP 204 and has no body. [SGP22 §6.3] */
  readonly isNotification?: boolean;
}

const ES9 = '/gsma/rsp2/es9plus';
const ES2 = '/gsma/rsp2/es2plus';
const ES12 = '/gsma/rsp2/es12';

const TRANSACTION = field(HEX);
const ICCID = textOf('an ICCID of 18 to 20 digits', /^\d{18,20}F?$/i);
const EID = textOf('an EID of 32 digits', /^\d{32}$/);
const ADDRESS = textOf('an address', /^[^\s/]{1,255}$/);
const MATCHING_ID = textOf('letters, digits and hyphens', /^[0-9A-Za-z-]{0,255}$/);

const INITIATE_REQUEST = {
  euiccChallenge: field(BASE64),
  euiccInfo1: field(BASE64),
  smdpAddress: field(ADDRESS),
} as const;

const INITIATE_RESPONSE = {
  transactionId: TRANSACTION,
  serverSigned1: field(BASE64),
  serverSignature1: field(BASE64),
  euiccCiPKIdToBeUsed: field(BASE64),
  serverCertificate: field(BASE64),
} as const;

const AUTHENTICATE_REQUEST = {
  transactionId: TRANSACTION,
  authenticateServerResponse: field(BASE64),
} as const;

/** Between LPA and SM-DP+. [SGP22 §5.6] */
export const ES9_FUNCTIONS = {
  initiateAuthentication: {
    path: `${ES9}/initiateAuthentication`,
    request: INITIATE_REQUEST,
    response: INITIATE_RESPONSE,
  },
  authenticateClient: {
    path: `${ES9}/authenticateClient`,
    request: AUTHENTICATE_REQUEST,
    response: {
      transactionId: TRANSACTION,
      profileMetadata: field(BASE64),
      smdpSigned2: field(BASE64),
      smdpSignature2: field(BASE64),
      smdpCertificate: field(BASE64),
    },
  },
  getBoundProfilePackage: {
    path: `${ES9}/getBoundProfilePackage`,
    request: { transactionId: TRANSACTION, prepareDownloadResponse: field(BASE64) },
    response: { transactionId: TRANSACTION, boundProfilePackage: field(BASE64) },
  },
  handleNotification: {
    path: `${ES9}/handleNotification`,
    request: { pendingNotification: field(BASE64) },
    response: {},
    isNotification: true,
  },
  cancelSession: {
    path: `${ES9}/cancelSession`,
    request: { transactionId: TRANSACTION, cancelSessionResponse: field(BASE64) },
    response: {},
  },
} as const satisfies Readonly<Record<string, JsonFunction>>;

/** Between LPA and SM-DS, under the paths of ES9+. [SGP22 §5.8] */
export const ES11_FUNCTIONS = {
  initiateAuthentication: ES9_FUNCTIONS.initiateAuthentication,
  authenticateClient: {
    path: `${ES9}/authenticateClient`,
    request: AUTHENTICATE_REQUEST,
    response: {
      transactionId: TRANSACTION,
      eventEntries: field(
        listOf({ eventId: field(MATCHING_ID), rspServerAddress: field(ADDRESS) }),
      ),
    },
  },
} as const satisfies Readonly<Record<string, JsonFunction>>;

/** Between SM-DP+ and SM-DS. [SGP22 §5.9] */
export const ES12_FUNCTIONS = {
  registerEvent: {
    path: `${ES12}/registerEvent`,
    request: {
      eid: field(EID),
      rspServerAddress: field(ADDRESS),
      eventId: field(MATCHING_ID),
      forwardingIndicator: field(FLAG),
    },
    response: {},
  },
  deleteEvent: {
    path: `${ES12}/deleteEvent`,
    request: { eid: field(EID), eventId: field(MATCHING_ID) },
    response: {},
  },
} as const satisfies Readonly<Record<string, JsonFunction>>;

/** Between operator and SM-DP+. [SGP22 §5.3] */
export const ES2_FUNCTIONS = {
  downloadOrder: {
    path: `${ES2}/downloadOrder`,
    request: {
      eid: optionalField(EID),
      iccid: optionalField(ICCID),
      profileType: optionalField(textOf('a profile type', /^[^]{1,255}$/)),
    },
    response: { iccid: field(ICCID) },
  },
  confirmOrder: {
    path: `${ES2}/confirmOrder`,
    request: {
      iccid: field(ICCID),
      eid: optionalField(EID),
      matchingId: optionalField(MATCHING_ID),
      confirmationCode: optionalField(textOf('a confirmation code', /^[^]{1,255}$/)),
      smdsAddress: optionalField(ADDRESS),
      releaseFlag: field(FLAG),
    },
    response: {
      eid: optionalField(EID),
      matchingId: field(MATCHING_ID),
      smdpAddress: optionalField(ADDRESS),
    },
  },
  cancelOrder: {
    path: `${ES2}/cancelOrder`,
    request: {
      iccid: field(ICCID),
      eid: optionalField(EID),
      matchingId: optionalField(MATCHING_ID),
      finalProfileStatusIndicator: field(textOf('Available or Unavailable', /^(A|Una)vailable$/)),
    },
    response: {},
  },
  releaseProfile: {
    path: `${ES2}/releaseProfile`,
    request: { iccid: field(ICCID) },
    response: {},
  },
  handleDownloadProgressInfo: {
    path: `${ES2}/handleDownloadProgressInfo`,
    request: {
      eid: optionalField(EID),
      iccid: field(ICCID),
      profileType: field(textOf('a profile type')),
      timestamp: field(textOf('a time')),
      notificationPointId: field(NUMBER),
      notificationPointStatus: field(objectOf(EXECUTION)),
      resultData: optionalField(BASE64),
    },
    response: {},
    isNotification: true,
  },
} as const satisfies Readonly<Record<string, JsonFunction>>;
