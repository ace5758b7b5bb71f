/** The USIM: its files, its optional files, 2G and 5G. [SAIP §8.3.4] */
import { type Bytes, bytes, concat, unhex, utf8 } from '../../base/index.ts';
import { emitDigits, emitTlv } from '../../wire/index.ts';
import type { FileElement, NamedFile } from '../../wire/saip/index.ts';
import { emitAlphaField, emitNetworkName } from '../../wire/sms/index.ts';
import { ADF_KEYS, accessRuleFile } from './card-elements.ts';
import {
  accessClass,
  diallingNumber,
  imsiFile,
  messageParameters,
  plmn,
  serviceTable,
  suciCalculationInfo,
} from './elementary-files.ts';
import { directory, filled, linear, sized, transparent, untouched } from './file-parts.ts';
import type { ProfileSpecification } from './specification.ts';

type Body = Omit<FileElement, 'header'>;

export const USIM_AID = unhex('A0000000871002FF49FF0589');
const USIM_TEMPORARY_FID = unhex('7FD0');
const UST_LENGTH = 17;
/** The full name of a network, in EF PNN. [TS31102 §4.2.58] */
const TAG_FULL_NAME = 0x43;
const MESSAGE_PARAMETERS = 40;
const NUMBER_RECORD = 28;

/** Services of EF UST; the names are those of the specification. [TS31102 §4.2.8] */
const SERVICE = {
  shortMessages: 10,
  messageParameters: 12,
  serviceProviderName: 19,
  controlledPlmns: 20,
  msisdn: 21,
  gsmAccess: 27,
  smsDataDownload: 28,
  always: 33,
  gsmContext: 38,
  operatorPlmns: 42,
  homePlmns: 43,
  networkNames: 45,
  operatorList: 46,
  displayList: 51,
  equivalentHomePlmns: 71,
  epsMobility: 85,
  mobility5gs: 122,
  subscriptionPrivacy: 124,
  suciByUsim: 125,
} as const;

function servicesOf({ msisdn, suci }: ProfileSpecification): readonly number[] {
  const { msisdn: number, subscriptionPrivacy, suciByUsim, ...always } = SERVICE;
  return [
    ...Object.values(always),
    ...(msisdn === undefined ? [] : [number]),
    ...(suci === undefined ? [] : [subscriptionPrivacy]),
    ...(suci?.onCard === true ? [suciByUsim] : []),
  ];
}

export function usimElement(specification: ProfileSpecification): Body {
  const { imsi, mncLength, operator, smsc, version } = specification;
  const { newUst } = { newUst: version !== '2.3' };
  const table = serviceTable(servicesOf(specification), UST_LENGTH);
  return {
    templateID: newUst ? '2.23.143.1.2.4.2' : '2.23.143.1.2.4',
    files: [
      directory('adf-usim', ADF_KEYS, { fileID: USIM_TEMPORARY_FID, dfName: USIM_AID }),
      filled('ef-imsi', imsiFile(imsi)),
      accessRuleFile('ef-arr'),
      newUst ? filled('ef-ust', table) : transparent('ef-ust', table),
      linear('ef-fdn', { length: NUMBER_RECORD, count: 10 }),
      linear('ef-smsp', {
        length: MESSAGE_PARAMETERS,
        count: 1,
        content: [messageParameters(smsc, MESSAGE_PARAMETERS)],
      }),
      filled('ef-spn', concat(bytes(0), emitAlphaField(operator))),
      filled('ef-est', bytes(0)),
      filled('ef-acc', accessClass(imsi)),
      filled('ef-ad', bytes(0, 0, 0, mncLength)),
      linear('ef-ecc', { length: 4, count: 2, content: [unhex('11F2FF00'), unhex('19F1FF00')] }),
    ],
  };
}

/** Every access technology: GSM, UTRAN, E-UTRAN, NG-RAN. [TS31102 §4.2.5] */
const ACCESS_TECHNOLOGIES = bytes(0xc8, 0x80);

export function optionalUsimElement(specification: ProfileSpecification): Body {
  const { imsi, mncLength, operator, msisdn, version } = specification;
  const home = plmn(imsi, mncLength);
  const number = msisdn === undefined ? [] : [diallingNumber(msisdn, NUMBER_RECORD)];
  const networkName = emitTlv(TAG_FULL_NAME, emitNetworkName(operator));
  return {
    templateID: version === '2.3' ? '2.23.143.1.2.5' : '2.23.143.1.2.5.2',
    files: [
      filled('ef-li', utf8('en')),
      filled('ef-gid1', bytes(0xff)),
      linear('ef-msisdn', { length: NUMBER_RECORD, count: 1, content: number }),
      untouched('ef-plmnwact'),
      untouched('ef-oplmnwact'),
      filled('ef-hplmnwact', concat(home, ACCESS_TECHNOLOGIES)),
      linear('ef-smsr', { length: 30, count: 10 }),
      linear('ef-pnn', { length: 24, count: 1, content: [networkName] }),
      linear('ef-opl', {
        length: 8,
        count: 1,
        content: [concat(home, bytes(0x00, 0x00, 0xff, 0xfe, 0x01))],
      }),
      transparent('ef-spdi', concat(bytes(0xa3, 0x05, 0x80, 0x03), home)),
      filled('ef-ehplmn', home),
    ],
  };
}

export function gsmAccessElement(): Body {
  return {
    templateID: '2.23.143.1.2.7',
    files: [directory('df-gsm-access', ADF_KEYS), untouched('ef-kc'), untouched('ef-kcgprs')],
  };
}

/** The SUCI information: in DF.5GS for the terminal, in DF.SAIP for the USIM. [TS33501 §6.12] */
export function suciInfo({ suci }: ProfileSpecification): Bytes | undefined {
  if (suci === undefined) return undefined;
  const scheme = { null: 0, A: 1, B: 2 } as const;
  const publicKey = suci.publicKey === undefined ? undefined : unhex(suci.publicKey);
  return suciCalculationInfo({ scheme: scheme[suci.profile], keyId: suci.keyId, publicKey });
}

export function df5gsElement(specification: ProfileSpecification): Body {
  const { suci, version } = specification;
  const info = suciInfo(specification);
  const indicator =
    suci === undefined ? undefined : emitDigits(suci.routingIndicator.padEnd(4, 'F'));
  const files: (NamedFile | undefined)[] = [
    directory('df-df-5gs', ADF_KEYS),
    untouched('ef-5gs3gpploci'),
    untouched('ef-5gsn3gpploci'),
    untouched('ef-5gs3gppnsc'),
    untouched('ef-5gsn3gppnsc'),
    sized('ef-5gauthkeys', 110),
    suci?.onCard === false && info !== undefined
      ? transparent('ef-suci-calc-info', info)
      : undefined,
    indicator && filled('ef-routing-indicator', concat(indicator, bytes(0xff, 0xff))),
  ];
  return {
    templateID: version === '2.3' ? '2.23.143.1.2.13' : '2.23.143.1.2.13.3',
    files: files.filter((one) => one !== undefined),
  };
}

export function dfSaipElement(info: Bytes): Body {
  return {
    templateID: '2.23.143.1.2.14',
    files: [directory('df-df-saip', ADF_KEYS), transparent('ef-suci-calc-info-usim', info)],
  };
}
