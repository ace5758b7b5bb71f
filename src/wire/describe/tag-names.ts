/**
 * The names of data objects, each declared once: which objects there are at the top of a message,
 * and inside each constructed one. Programs show them, no codec depends on them.
 */
import { ES10_TAG, PROFILE_INFO_TAG, PROFILE_TAG } from '../es10/index.ts';
import {
  ENTRY_TAG,
  OBJECT,
  RECOGNITION_TAG,
  TAG_KEY_INFORMATION,
} from '../globalplatform/index.ts';
import type { ValueForm } from './value-words.ts';

export interface TagName {
  readonly name: string;
  /** How its value is shown in words, beside its bytes. */
  readonly form?: ValueForm;
  /** The objects inside it, where their names are known. */
  readonly inside?: TagTable;
}

export type TagTable = ReadonlyMap<number, TagName>;

function table(rows: Readonly<Record<number, TagName | string>>): TagTable {
  return new Map(
    Object.entries(rows).map(([tag, row]) => [
      Number(tag),
      typeof row === 'string' ? { name: row } : row,
    ]),
  );
}

const OBJECT_IDENTIFIER = table({ 0x06: { name: 'object identifier', form: 'oid' } });

/** [GPCS §H.2] */
const CARD_RECOGNITION = table({
  [RECOGNITION_TAG.OBJECT_IDENTIFIER]: { name: 'object identifier', form: 'oid' },
  [RECOGNITION_TAG.VERSION]: {
    name: 'card management type and version',
    inside: OBJECT_IDENTIFIER,
  },
  [RECOGNITION_TAG.IDENTIFICATION]: {
    name: 'card identification scheme',
    inside: OBJECT_IDENTIFIER,
  },
  [RECOGNITION_TAG.SECURE_CHANNEL]: { name: 'secure channel protocol', inside: OBJECT_IDENTIFIER },
  [RECOGNITION_TAG.CONFIGURATION]: {
    name: 'card configuration details',
    inside: OBJECT_IDENTIFIER,
  },
  [RECOGNITION_TAG.CHIP]: { name: 'card and chip details', inside: OBJECT_IDENTIFIER },
  [RECOGNITION_TAG.TRUST_POINT]: { name: 'security domain trust point', inside: OBJECT_IDENTIFIER },
  [RECOGNITION_TAG.CERTIFICATE]: { name: 'security domain certificate', inside: OBJECT_IDENTIFIER },
});

/** [SGP22 §5.7.2] [SGP22 §4.3] */
const ISD_R_TEMPLATE = table({
  0x82: { name: 'SGP.22 version of the LPA interface', form: 'version' },
});

/** [GPCS §11.9.3.1] [ISO7816-4 §5.3.3] */
const FCI_PROPRIETARY = table({
  [RECOGNITION_TAG.TEMPLATE]: { name: 'security domain management data', inside: CARD_RECOGNITION },
  0x9f6e: 'application production life cycle data',
  0x9f65: { name: 'maximum length of command data', form: 'number' },
});

/** [ISO7816-4 §5.3.3] [TS102221 §11.1.1.3] */
const CONTROL_PARAMETERS = table({
  0x80: { name: 'file size', form: 'number' },
  0x81: { name: 'total file size', form: 'number' },
  0x82: 'file descriptor',
  0x83: 'file identifier',
  0x84: { name: 'application identifier (AID)', form: 'aid' },
  0x88: 'short file identifier',
  0x8a: { name: 'life cycle status', form: 'number' },
  0x8b: 'security attributes (referenced)',
  0x8c: 'security attributes (compact)',
  0xab: 'security attributes (expanded)',
  0xa5: { name: 'proprietary information', inside: FCI_PROPRIETARY },
  0xc6: {
    name: 'PIN status template',
    inside: table({
      0x83: 'key reference',
      0x90: 'PS_DO: which keys are enabled',
      0x95: 'usage qualifier',
    }),
  },
  0xe0: { name: 'ISD-R proprietary application template', inside: ISD_R_TEMPLATE },
});

/** [GPCS §11.4.3.1] */
const REGISTRY_ENTRY = table({
  [ENTRY_TAG.AID]: { name: 'application identifier (AID)', form: 'aid' },
  [ENTRY_TAG.LIFE_CYCLE]: { name: 'life cycle state', form: 'number' },
  [ENTRY_TAG.LOAD_FILE]: { name: "application's executable load file AID", form: 'aid' },
  [ENTRY_TAG.PRIVILEGES]: 'privileges',
  [ENTRY_TAG.DOMAIN]: { name: "associated security domain's AID", form: 'aid' },
  [ENTRY_TAG.IMPLICIT]: 'implicit selection parameter',
  [ENTRY_TAG.VERSION]: 'executable load file version number',
  [ENTRY_TAG.MODULE]: { name: 'executable module AID', form: 'aid' },
});

/** [SGP22 §5.7.15] */
const PROFILE_INFO = table({
  [PROFILE_TAG.iccid]: { name: 'ICCID', form: 'swapped-digits' },
  [PROFILE_TAG.isdP]: { name: 'ISD-P AID', form: 'aid' },
  [PROFILE_TAG.state]: { name: 'profile state', form: 'profile-state' },
  [PROFILE_TAG.nickname]: { name: 'nickname', form: 'text' },
  [PROFILE_TAG.serviceProvider]: { name: 'service provider name', form: 'text' },
  [PROFILE_TAG.profileName]: { name: 'profile name', form: 'text' },
  [PROFILE_TAG.iconType]: { name: 'icon type', form: 'icon-type' },
  [PROFILE_TAG.icon]: 'icon',
  [PROFILE_TAG.class]: { name: 'profile class', form: 'profile-class' },
  [PROFILE_TAG.policyRules]: 'profile policy rules',
  [PROFILE_TAG.owner]: {
    name: 'profile owner',
    inside: table({ 0x80: 'MCC and MNC', 0x81: 'GID1', 0x82: 'GID2' }),
  },
});

const IDENTIFIERS = table({ 0x04: 'CI key identifier' });

/** [SGP22 §5.7.8] */
const EUICC_INFO = table({
  0x81: { name: 'profile package version', form: 'version' },
  0x82: { name: 'SGP.22 version (SVN)', form: 'version' },
  0x83: { name: 'eUICC firmware version', form: 'version' },
  0x84: 'extended card resource',
  0x85: 'UICC capability',
  0x86: { name: 'TS 102 241 version', form: 'version' },
  0x87: { name: 'GlobalPlatform version', form: 'version' },
  0x88: 'RSP capability',
  0xa9: { name: 'CI keys for verification', inside: IDENTIFIERS },
  0xaa: { name: 'CI keys for signing', inside: IDENTIFIERS },
  0x8b: { name: 'eUICC category', form: 'number' },
  0x99: 'forbidden profile policy rules',
  0x04: { name: 'protection profile version', form: 'version' },
  0x0c: { name: 'SAS accreditation number', form: 'text' },
  0x8d: 'TRE properties',
  0xaf: 'additional package versions',
});

/** [SGP22 §5.7.16] and its neighbours: results and elements that several messages share. */
const ES10 = table({
  0x5a: { name: 'EID or ICCID' },
  0x5c: 'tag list',
  0x80: { name: 'first element, often the result', form: 'number' },
  0x81: 'second element',
  0x83: 'third element',
  0xa0: {
    name: 'list or first alternative',
    inside: table({ [PROFILE_INFO_TAG]: { name: 'profile information', inside: PROFILE_INFO } }),
  },
});

/** The name of an ES10 function is that of its type in ASN.1. */
function es10Message(name: string): TagName {
  const words = name.charAt(0).toUpperCase() + name.slice(1);
  if (name.startsWith('getEuiccInfo')) return { name: words, inside: EUICC_INFO };
  if (name !== 'getEuiccData') return { name: words, inside: ES10 };
  return {
    name: words,
    inside: table({ 0x5a: { name: 'EID', form: 'digits' }, 0x5c: 'tag list' }),
  };
}

const MESSAGES = Object.fromEntries(
  Object.entries(ES10_TAG).map(([name, tag]) => [tag, es10Message(name)]),
);

/** What an answer or a command's data may begin with. */
export const TOP: TagTable = table({
  0x06: { name: 'object identifier', form: 'oid' },
  [OBJECT.IIN]: { name: 'issuer identification number (IIN)' },
  [OBJECT.CIN]: { name: 'card image number (CIN)' },
  [OBJECT.AID]: { name: 'application identifier (AID)', form: 'aid' },
  0x5a: 'EID or ICCID',
  0x5c: 'tag list',
  0x5f37: 'signature',
  0x62: { name: 'file control parameters (FCP)', inside: CONTROL_PARAMETERS },
  [OBJECT.CARD_DATA]: {
    name: 'card data',
    inside: table({
      [RECOGNITION_TAG.TEMPLATE]: { name: 'card recognition data', inside: CARD_RECOGNITION },
    }),
  },
  0x6f: { name: 'file control information (FCI)', inside: CONTROL_PARAMETERS },
  0x7f20: { name: 'certificate' },
  0x84: { name: 'application identifier (AID)', form: 'aid' },
  [ENTRY_TAG.LIFE_CYCLE]: { name: 'life cycle state', form: 'number' },
  [OBJECT.PRODUCTION]: { name: 'card production life cycle data (CPLC)' },
  [OBJECT.SEQUENCE_COUNTER]: {
    name: 'sequence counter of the default key version',
    form: 'number',
  },
  [OBJECT.DIVERSIFICATION]: 'key diversification data',
  [OBJECT.KEY_INFORMATION]: {
    name: 'key information template',
    inside: table({ [TAG_KEY_INFORMATION]: { name: 'key information', form: 'key-information' } }),
  },
  [ENTRY_TAG.ENTRY]: { name: 'registry entry', inside: REGISTRY_ENTRY },
  ...MESSAGES,
});
