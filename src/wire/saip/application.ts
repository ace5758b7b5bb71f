/** PE-Application: load packages and instances. [SAIP §8.7] */
import { der } from '../asn1/index.ts';
import { APPLICATION_IDENTIFIER, PE_HEADER } from './pe-header.ts';

const AID = APPLICATION_IDENTIFIER.under(der.application(15));
const octetString = (tag: der.TagNumber) => der.optional(der.octetString().under(tag));
/** A number of bytes of memory. [GPCS §11.5.2.3.7] */
const memory = (tag: der.TagNumber) => der.optional(der.octetString({ min: 2, max: 4 }).under(tag));

const APPLICATION_LOAD_PACKAGE = der.sequence('ApplicationLoadPackage', {
  loadPackageAID: AID,
  securityDomainAID: der.optional(AID),
  nonVolatileCodeLimitC6: octetString(der.privateTag(6)),
  volatileDataLimitC7: octetString(der.privateTag(7)),
  nonVolatileDataLimitC8: octetString(der.privateTag(8)),
  hashValue: octetString(der.privateTag(1)),
  loadBlockObject: der.octetString().under(der.privateTag(4)),
});

const CONTACTLESS_PARAMETERS = der.sequence('TS102226AdditionalContactlessParameters', {
  protocolParameterData: der.octetString(),
});

const APPLICATION_SYSTEM_PARAMETERS = der.sequence('ApplicationSystemParameters', {
  volatileMemoryQuotaC7: memory(der.privateTag(7)),
  nonVolatileMemoryQuotaC8: memory(der.privateTag(8)),
  globalServiceParameters: octetString(der.privateTag(11)),
  implicitSelectionParameter: octetString(der.privateTag(15)),
  volatileReservedMemory: memory(der.privateTag(23)),
  nonVolatileReservedMemory: memory(der.privateTag(24)),
  ts102226SIMFileAccessToolkitParameter: octetString(der.privateTag(10)),
  ts102226AdditionalContactlessParameters: der.optional(
    CONTACTLESS_PARAMETERS.under(der.context(0)),
  ),
  contactlessProtocolParameters: octetString(der.privateTag(25)),
  userInteractionContactlessParameters: octetString(der.privateTag(26)),
  cumulativeGrantedVolatileMemory: memory(der.context(2)),
  cumulativeGrantedNonVolatileMemory: memory(der.context(3)),
});

const UICC_APPLICATION_PARAMETERS = der.sequence('UICCApplicationParameters', {
  uiccToolkitApplicationSpecificParametersField: octetString(der.context(0)),
  uiccAccessApplicationSpecificParametersField: octetString(der.context(1)),
  uiccAdministrativeAccessApplicationSpecificParametersField: octetString(der.context(2)),
});

const CONTROL_REFERENCE_TEMPLATE = der.sequence('ControlReferenceTemplate', {
  applicationProviderIdentifier: der.octetString().under(der.application(32)),
});

export const APPLICATION_INSTANCE = der.sequence('ApplicationInstance', {
  applicationLoadPackageAID: AID,
  classAID: AID,
  instanceAID: AID,
  extraditeSecurityDomainAID: der.optional(AID),
  applicationPrivileges: der.octetString().under(der.context(2)),
  lifeCycleState: der.optional(der.octets(1).under(der.context(3))),
  applicationSpecificParametersC9: der.octetString().under(der.privateTag(9)),
  systemSpecificParameters: der.optional(APPLICATION_SYSTEM_PARAMETERS.under(der.privateTag(15))),
  applicationParameters: der.optional(UICC_APPLICATION_PARAMETERS.under(der.privateTag(10))),
  processData: der.optional(der.sequenceOf(der.octetString(), { min: 1 })),
  controlReferenceTemplate: der.optional(CONTROL_REFERENCE_TEMPLATE.under(der.context(16))),
});

export type ApplicationInstance = der.ValueOf<typeof APPLICATION_INSTANCE>;

/** SELECTABLE, which stands for a life cycle state that was not sent. */
export const INSTANCE_DEFAULTS = { lifeCycleState: 0x07 } as const;

export const PE_APPLICATION = der.sequence(
  'PE-Application',
  {
    header: PE_HEADER,
    loadBlock: der.optional(APPLICATION_LOAD_PACKAGE),
    instanceList: der.optional(der.sequenceOf(APPLICATION_INSTANCE, { min: 1 })),
  },
  { header: 'app-Header' },
);

export type Application = der.ValueOf<typeof PE_APPLICATION>;
