/** PE-SecurityDomain and PE-RFM. [SAIP §8.6] [SAIP §8.8] */
import { der } from '../asn1/index.ts';
import { APPLICATION_INSTANCE } from './application.ts';
import { APPLICATION_IDENTIFIER, PE_HEADER, UINT16, UINT8 } from './pe-header.ts';

const TAR_LENGTH = 3;

export const KEY_DEFAULTS = { keyAccess: 0, macLength: 8 } as const;

const KEY_COMPONENT = der.sequence('SEQUENCE', {
  keyType: der.octetString().under(der.context(0)),
  keyData: der.octetString().under(der.context(6)),
  macLength: der.optional(UINT8.under(der.context(7))),
});

const KEY_OBJECT = der.sequence('KeyObject', {
  keyUsageQualifier: der.octetString({ min: 1, max: 2 }).under(der.context(21)),
  keyAccess: der.optional(der.octets(1).under(der.context(22))),
  keyIdentifier: der.octets(1).under(der.context(2)),
  keyVersionNumber: der.octets(1).under(der.context(3)),
  keyCounterValue: der.optional(der.octetString().under(der.context(5))),
  keyComponents: der.sequenceOf(KEY_COMPONENT, { min: 1 }),
});

export type KeyObject = der.ValueOf<typeof KEY_OBJECT>;

const OPEN_PERSO_DATA = der.sequence('SEQUENCE', {
  restrictParameter: der.optional(der.octets(1).under(der.privateTag(25))),
  contactlessProtocolParameters: der.optional(der.octetString()),
});

const CAT_TP_PARAMETERS = der.sequence('SEQUENCE', {
  catTpMaxSduSize: UINT16,
  catTpMaxPduSize: UINT16,
});

export const PE_SECURITY_DOMAIN = der.sequence(
  'PE-SecurityDomain',
  {
    header: PE_HEADER,
    instance: APPLICATION_INSTANCE,
    keyList: der.optional(der.sequenceOf(KEY_OBJECT, { min: 1 })),
    sdPersoData: der.optional(der.sequenceOf(der.octetString(), { min: 1 })),
    openPersoData: der.optional(OPEN_PERSO_DATA),
    catTpParameters: der.optional(CAT_TP_PARAMETERS),
  },
  { header: 'sd-Header' },
);

export type SecurityDomain = der.ValueOf<typeof PE_SECURITY_DOMAIN>;

const ADF_RFM_ACCESS = der.sequence('ADFRFMAccess', {
  adfAID: APPLICATION_IDENTIFIER,
  adfAccessDomain: der.octetString(),
  adfAdminAccessDomain: der.octetString(),
});

const AID = APPLICATION_IDENTIFIER.under(der.application(15));

export const PE_RFM = der.sequence(
  'PE-RFM',
  {
    header: PE_HEADER.under(der.context(0)),
    instanceAID: AID,
    securityDomainAID: der.optional(AID),
    tarList: der.optional(der.sequenceOf(der.octets(TAR_LENGTH), { min: 1 }).under(der.context(0))),
    minimumSecurityLevel: der.octets(1).under(der.context(1)),
    uiccAccessDomain: der.octetString(),
    uiccAdminAccessDomain: der.octetString(),
    adfRFMAccess: der.optional(ADF_RFM_ACCESS),
  },
  { header: 'rfm-header' },
);

export type Rfm = der.ValueOf<typeof PE_RFM>;
