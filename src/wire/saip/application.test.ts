/** Security domains, RFM and applications, as another ASN.1 compiler reads them. */
import { type Bytes, unhex } from '../../base/index.ts';
import { der } from '../asn1/index.ts';
import { holdVector } from '../../../tests/support/wire-vector.ts';
import * as saip from './index.ts';

const header = { mandated: null, identification: 5 };
const AID = unhex('A0000000871002FF49FF0589');
const instance = {
  applicationLoadPackageAID: unhex('A0000001515350'),
  classAID: unhex('A000000151535041'),
  instanceAID: unhex('A000000151000000'),
  extraditeSecurityDomainAID: AID,
  applicationPrivileges: unhex('82DC00'),
  lifeCycleState: unhex('0F'),
  applicationSpecificParametersC9: unhex('810280008201F0'),
  systemSpecificParameters: {
    volatileMemoryQuotaC7: unhex('0100'),
    nonVolatileMemoryQuotaC8: unhex('00001000'),
    implicitSelectionParameter: unhex('80'),
    ts102226AdditionalContactlessParameters: { protocolParameterData: unhex('01') },
    cumulativeGrantedVolatileMemory: unhex('0200'),
  },
  applicationParameters: {
    uiccToolkitApplicationSpecificParametersField: unhex('0100'),
    uiccAccessApplicationSpecificParametersField: unhex('00'),
  },
  processData: [unhex('80E2800000'), unhex('80E2800100')],
  controlReferenceTemplate: { applicationProviderIdentifier: unhex('A1') },
};
function vector(name: string, value: saip.KnownElement, bytes: string): void {
  const parse = (source: Bytes) => der.parseDer(saip.PROFILE_ELEMENT, source);
  holdVector({ name, bytes, value, emit: saip.PROFILE_ELEMENT.emit, parse });
}

vector(
  'security domain',
  {
    kind: 'securityDomain',
    value: {
      header,
      instance,
      keyList: [
        {
          keyUsageQualifier: unhex('18'),
          keyAccess: unhex('00'),
          keyIdentifier: unhex('01'),
          keyVersionNumber: unhex('20'),
          keyCounterValue: unhex('0000000001'),
          keyComponents: [
            {
              keyType: unhex('88'),
              keyData: unhex('404142434445464748494A4B4C4D4E4F'),
              macLength: 8,
            },
          ],
        },
      ],
      sdPersoData: [unhex('00700102')],
      openPersoData: { restrictParameter: unhex('00'), contactlessProtocolParameters: unhex('01') },
      catTpParameters: { catTpMaxSduSize: 256, catTpMaxPduSize: 1024 },
    },
  },
  'A681C9A0058000810105A1734F07A00000015153504F08A0000001515350414F08A0000001510000004F' +
    '0CA0000000871002FF49FF0589820382DC0083010FC907810280008201F0EF16C7020100C80400001000' +
    'CF0180A00380010182020200EA0780020100810100300E040580E2800000040580E2800100B0045F2001' +
    'A1A231302F95011896010082010183012085050000000001301A30188001888610404142434445464748' +
    '494A4B4C4D4E4F870108A306040400700102A406D90100040101A5088002010081020400',
);

vector(
  'RFM',
  {
    kind: 'rfm',
    value: {
      header,
      instanceAID: unhex('A00000055910100001'),
      securityDomainAID: unhex('A000000151000000'),
      tarList: [unhex('B00001'), unhex('B00011')],
      minimumSecurityLevel: unhex('16'),
      uiccAccessDomain: unhex('00'),
      uiccAdminAccessDomain: unhex('02'),
      adfRFMAccess: { adfAID: AID, adfAccessDomain: unhex('00'), adfAdminAccessDomain: unhex('') },
    },
  },
  'A746A00580008101054F09A000000559101000014F08A000000151000000A00A0403B000010403B00011' +
    '8101160401000401023013800CA0000000871002FF49FF05898101008200',
);

vector(
  'application',
  {
    kind: 'application',
    value: {
      header,
      loadBlock: {
        loadPackageAID: unhex('A00000000101'),
        securityDomainAID: unhex('A000000151000000'),
        nonVolatileCodeLimitC6: unhex('1000'),
        volatileDataLimitC7: unhex('10'),
        nonVolatileDataLimitC8: unhex('20'),
        hashValue: unhex('AA'),
        loadBlockObject: unhex('C4'),
      },
      instanceList: [
        {
          applicationLoadPackageAID: unhex('A00000000101'),
          classAID: unhex('A0000000010101'),
          instanceAID: unhex('A0000000010102'),
          applicationPrivileges: unhex('00'),
          applicationSpecificParametersC9: unhex(''),
        },
      ],
    },
  },
  'A84EA0058000810105A1224F06A000000001014F08A000000151000000C6021000C70110C80120C101AA' +
    'C401C4A221301F4F06A000000001014F07A00000000101014F07A0000000010102820100C900',
);
