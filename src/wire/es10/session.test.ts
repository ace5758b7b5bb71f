/**
 * The vectors are byte for byte what another ASN.1 compiler's DER encoder writes for the same
 * values under the module that SGP.22 publishes.
 */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { hex, isWireError, unhex } from '../../base/index.ts';
import { holdVector } from '../../../tests/support/wire-vector.ts';
import * as es10 from './index.ts';

const SIGNATURE = 'AA'.repeat(64);
const KEY = '04'.repeat(65);
const HASH = 'CC'.repeat(32);
const TRANSACTION = '11'.repeat(16);
const CHALLENGES = ['01'.repeat(16), '02'.repeat(16)] as const;
const ICCID = '980000000000000000F1';
/** `dp.example` */
const DP = '64702E6578616D706C65';
const ISD_P = 'A0000005591010FFFFFFFF8900001000';
/** Stand-ins for two certificates. */
const [EUICC, EUM] = [unhex('3003020105'), unhex('3003020106')];

const transactionId = unhex(TRANSACTION);
const signature = unhex(SIGNATURE);
const SIGNED_1: es10.ServerSigned1 = {
  transactionId,
  euiccChallenge: unhex(CHALLENGES[0]),
  serverAddress: 'dp.example',
  serverChallenge: unhex(CHALLENGES[1]),
};
const PARAMETERS = {
  matchingId: 'ABC',
  deviceInfo: {
    tac: unhex('35290611'),
    capabilities: {
      gsm: [5, 0, 0],
      utran: undefined,
      cdma2000onex: undefined,
      cdma2000hrpd: undefined,
      cdma2000ehrpd: undefined,
      eutranEpc: [9, 0, 0],
      contactless: undefined,
      rspCrl: undefined,
      nrEpc: undefined,
      nr5gc: undefined,
      eutran5gc: undefined,
    },
    imei: undefined,
  },
} satisfies es10.CtxParams1;
const EUICC_SIGNED_1: es10.EuiccSigned1 = {
  transactionId,
  serverAddress: 'dp.example',
  serverChallenge: unhex(CHALLENGES[1]),
  euiccInfo2: unhex(
    'BF223081030201008203020500830300010084038101028502058088020780A90404020102AA040402010204' +
      '030100000C0153',
  ),
  ctxParams1: es10.emitCtxParams1(PARAMETERS),
};
const SMDP_SIGNED_2: es10.SmdpSigned2 = {
  transactionId,
  confirmationCodeRequired: true,
  boundKey: unhex(KEY),
};
const EUICC_SIGNED_2: es10.EuiccSigned2 = {
  transactionId,
  oneTimeKey: unhex(KEY),
  confirmationCodeHash: unhex(HASH),
};
const METADATA: es10.NotificationMetadata = {
  sequenceNumber: 200,
  events: [es10.NOTIFICATION_EVENT.install],
  address: 'dp.example',
  iccid: unhex(ICCID),
};
const CANCELLED: es10.EuiccCancelSessionSigned = {
  transactionId,
  smdpOid: '2.999.10',
  reason: es10.CANCEL_REASON.postponed,
};
const INSTALLED: es10.ProfileInstallationResultData = {
  transactionId,
  metadata: METADATA,
  smdpOid: '2.999.10',
  finalResult: { aid: unhex(ISD_P), simaResponse: unhex('3000') },
};

holdVector({
  name: 'ServerSigned1',
  bytes: `30428010${TRANSACTION}8110${CHALLENGES[0]}830A${DP}8410${CHALLENGES[1]}`,
  value: SIGNED_1,
  emit: es10.emitServerSigned1,
  parse: es10.parseServerSigned1,
});

holdVector({
  name: 'CtxParams1',
  bytes: 'A0198003414243A112800435290611A10A80030500008503090000',
  value: PARAMETERS,
  emit: es10.emitCtxParams1,
  parse: es10.parseCtxParams1,
});

holdVector({
  name: 'AuthenticateServerRequest',
  bytes:
    `BF3881AB30428010${TRANSACTION}8110${CHALLENGES[0]}830A${DP}8410${CHALLENGES[1]}5F37` +
    `40${SIGNATURE}040201023003020105A0198003414243A112800435290611A10A800305000085030900` +
    '00',
  value: {
    serverSigned1: es10.emitServerSigned1(SIGNED_1),
    serverSignature1: signature,
    ciKeyId: unhex('0102'),
    serverCertificate: EUICC,
    ctxParams1: es10.emitCtxParams1(PARAMETERS),
  },
  emit: es10.emitAuthenticateServerRequest,
  parse: es10.parseAuthenticateServerRequest,
});

holdVector({
  name: 'EuiccSigned1',
  bytes:
    `307E8010${TRANSACTION}830A${DP}8410${CHALLENGES[1]}BF223081030201008203020500830300` +
    '010084038101028502058088020780A90404020102AA040402010204030100000C0153A0198003414243' +
    'A112800435290611A10A80030500008503090000',
  value: EUICC_SIGNED_1,
  emit: es10.emitEuiccSigned1,
  parse: es10.parseEuiccSigned1,
});

holdVector({
  name: 'AuthenticateServerResponse',
  bytes:
    `BF3881D0A081CD307E8010${TRANSACTION}830A${DP}8410${CHALLENGES[1]}BF2230810302010082` +
    '03020500830300010084038101028502058088020780A90404020102AA040402010204030100000C0153' +
    `A0198003414243A112800435290611A10A800305000085030900005F3740${SIGNATURE}300302010530` +
    '03020106',
  value: {
    euiccSigned1: es10.emitEuiccSigned1(EUICC_SIGNED_1),
    euiccSignature1: signature,
    euiccCertificate: EUICC,
    eumCertificate: EUM,
  },
  emit: es10.emitAuthenticateServerResponse,
  parse: es10.parseAuthenticateServerResponse,
});

holdVector({
  name: 'AuthenticateServerResponse with an error',
  bytes: `BF3817A1158010${TRANSACTION}020107`,
  value: { transactionId, error: es10.AUTHENTICATE_ERROR.ciPKUnknown },
  emit: es10.emitAuthenticateServerResponse,
  parse: es10.parseAuthenticateServerResponse,
});

holdVector({
  name: 'SmdpSigned2',
  bytes: `30598010${TRANSACTION}0101FF5F4941${KEY}`,
  value: SMDP_SIGNED_2,
  emit: es10.emitSmdpSigned2,
  parse: es10.parseSmdpSigned2,
});

holdVector({
  name: 'EUICCSigned2',
  bytes: `30788010${TRANSACTION}5F4941${KEY}0420${HASH}`,
  value: EUICC_SIGNED_2,
  emit: es10.emitEuiccSigned2,
  parse: es10.parseEuiccSigned2,
});

holdVector({
  name: 'PrepareDownloadRequest',
  bytes:
    `BF2181C530598010${TRANSACTION}0101FF5F4941${KEY}5F3740${SIGNATURE}0420${HASH}300302` + '0105',
  value: {
    smdpSigned2: es10.emitSmdpSigned2(SMDP_SIGNED_2),
    smdpSignature2: signature,
    confirmationCodeHash: unhex(HASH),
    smdpCertificate: EUICC,
  },
  emit: es10.emitPrepareDownloadRequest,
  parse: es10.parsePrepareDownloadRequest,
});

holdVector({
  name: 'PrepareDownloadResponse',
  bytes: `BF2181C0A081BD30788010${TRANSACTION}5F4941${KEY}0420${HASH}5F3740${SIGNATURE}`,
  value: { euiccSigned2: es10.emitEuiccSigned2(EUICC_SIGNED_2), euiccSignature2: signature },
  emit: es10.emitPrepareDownloadResponse,
  parse: es10.parsePrepareDownloadResponse,
});

holdVector({
  name: 'PrepareDownloadResponse with an error',
  bytes: `BF2117A1158010${TRANSACTION}020105`,
  value: { transactionId, error: es10.DOWNLOAD_ERROR.invalidTransactionId },
  emit: es10.emitPrepareDownloadResponse,
  parse: es10.parsePrepareDownloadResponse,
});

holdVector({
  name: 'CancelSessionRequest',
  bytes: `BF41158010${TRANSACTION}81017F`,
  value: { transactionId, reason: es10.CANCEL_REASON.undefinedReason },
  emit: es10.emitCancelSessionRequest,
  parse: es10.parseCancelSessionRequest,
});

holdVector({
  name: 'EuiccCancelSessionSigned',
  bytes: `301A8010${TRANSACTION}810388370A820101`,
  value: CANCELLED,
  emit: es10.emitEuiccCancelSessionSigned,
  parse: es10.parseEuiccCancelSessionSigned,
});

holdVector({
  name: 'CancelSessionResponse',
  bytes: `BF4161A05F301A8010${TRANSACTION}810388370A8201015F3740${SIGNATURE}`,
  value: { signed: es10.emitEuiccCancelSessionSigned(CANCELLED), signature },
  emit: es10.emitCancelSessionResponse,
  parse: es10.parseCancelSessionResponse,
});

holdVector({
  name: 'CancelSessionResponse with an error',
  bytes: 'BF4103810105',
  value: { error: es10.CANCEL_ERROR.invalidTransactionId },
  emit: es10.emitCancelSessionResponse,
  parse: es10.parseCancelSessionResponse,
});

holdVector({
  name: 'ProfileInstallationResultData',
  bytes:
    `BF27548010${TRANSACTION}BF2F20800200C8810207800C0A${DP}5A0A${ICCID}060388370AA218A0` +
    '164F10A0000005591010FFFFFFFF890000100004023000',
  value: INSTALLED,
  emit: es10.emitProfileInstallationResultData,
  parse: es10.parseProfileInstallationResultData,
});

holdVector({
  name: 'ProfileInstallationResultData of a failure',
  bytes:
    `BF27488010${TRANSACTION}BF2F20800200C8810207800C0A${DP}5A0A${ICCID}060388370AA20CA1` +
    '0A80010581010B82023000',
  value: {
    ...INSTALLED,
    finalResult: {
      command: es10.BPP_COMMAND.loadProfileElements,
      reason: es10.INSTALL_ERROR.installFailedDueToInterruption,
      simaResponse: unhex('3000'),
    },
  },
  emit: es10.emitProfileInstallationResultData,
  parse: es10.parseProfileInstallationResultData,
});

holdVector({
  name: 'PendingNotification of an installation',
  bytes:
    `BF37819ABF27548010${TRANSACTION}BF2F20800200C8810207800C0A${DP}5A0A${ICCID}06038837` +
    `0AA218A0164F10A0000005591010FFFFFFFF8900001000040230005F3740${SIGNATURE}`,
  value: {
    kind: 'installation',
    result: { data: es10.emitProfileInstallationResultData(INSTALLED), signature },
  },
  emit: es10.emitPendingNotification,
  parse: es10.parsePendingNotification,
});

holdVector({
  name: 'PendingNotification of another change',
  bytes:
    `3070BF2F20800200C8810207800C0A${DP}5A0A${ICCID}5F3740${SIGNATURE}300302010530030201` + '06',
  value: {
    kind: 'other',
    notification: {
      metadata: es10.emitNotificationMetadata(METADATA),
      signature,
      euiccCertificate: EUICC,
      eumCertificate: EUM,
    },
  },
  emit: es10.emitPendingNotification,
  parse: es10.parsePendingNotification,
});

holdVector({
  name: 'DeleteProfileRequest',
  bytes: `BF330C5A0A${ICCID}`,
  value: { by: 'iccid', value: unhex(ICCID) },
  emit: es10.emitDeleteProfileRequest,
  parse: es10.parseDeleteProfileRequest,
});

holdVector({
  name: 'DeleteProfileResponse',
  bytes: 'BF3303800103',
  value: es10.DELETE_RESULT.disallowedByPolicy,
  emit: es10.emitDeleteProfileResponse,
  parse: es10.parseDeleteProfileResponse,
});

holdVector({
  name: 'EuiccMemoryResetRequest',
  bytes: 'BF3404820205A0',
  value: {
    options: [
      es10.RESET_OPTION.deleteOperationalProfiles,
      es10.RESET_OPTION.resetDefaultSmdpAddress,
    ],
  },
  emit: es10.emitEuiccMemoryResetRequest,
  parse: es10.parseEuiccMemoryResetRequest,
});

holdVector({
  name: 'EuiccMemoryResetResponse',
  bytes: 'BF3403800101',
  value: es10.RESET_RESULT.nothingToDelete,
  emit: es10.emitEuiccMemoryResetResponse,
  parse: es10.parseEuiccMemoryResetResponse,
});

holdVector({
  name: 'LoadCRLRequest',
  bytes: 'BF3505A003020105',
  value: { crl: EUICC },
  emit: es10.emitLoadCrlRequest,
  parse: es10.parseLoadCrlRequest,
});

holdVector({
  name: 'LoadCRLResponse',
  bytes: 'BF350BA009A0070201010202012C',
  value: { missingParts: [1, 300] },
  emit: es10.emitLoadCrlResponse,
  parse: es10.parseLoadCrlResponse,
});

holdVector({
  name: 'LoadCRLResponse with an error',
  bytes: 'BF3503810106',
  value: { error: es10.LOAD_CRL_ERROR.baseCrlMissing },
  emit: es10.emitLoadCrlResponse,
  parse: es10.parseLoadCrlResponse,
});

test('a response that is neither a result nor an error is an error', () => {
  for (const [parse, bytes] of [
    [es10.parseAuthenticateServerResponse, 'BF3800'],
    [es10.parseCancelSessionResponse, 'BF4100'],
    [es10.parseLoadCrlResponse, 'BF3500'],
    [es10.parseProfileInstallationResultData, withoutResult()],
  ] as const) {
    assert.ok(isWireError(parse(unhex(bytes))));
  }
});

test('the certificate stands behind what is signed, though both are sequences', () => {
  const request = es10.emitAuthenticateServerRequest({
    serverSigned1: es10.emitServerSigned1(SIGNED_1),
    serverSignature1: signature,
    ciKeyId: unhex('0102'),
    serverCertificate: EUM,
    ctxParams1: es10.emitCtxParams1(PARAMETERS),
  });
  const parsed = es10.parseAuthenticateServerRequest(request);
  assert.ok(!isWireError(parsed));
  assert.deepEqual(parsed.serverCertificate, EUM);
});

function withoutResult(): string {
  const data = hex(es10.emitProfileInstallationResultData(INSTALLED));
  return data.replace('A218A016', 'A218A416');
}
