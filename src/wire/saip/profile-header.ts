/** ProfileHeader: the first element, with what the eUICC must support. [SAIP §8.2.1] */
import { der } from '../asn1/index.ts';
import { ICCID_LENGTH } from '../index.ts';
import { APPLICATION_IDENTIFIER, UINT8 } from './pe-header.ts';

/** The services that a package may require, in the order of ServicesList. */
export const SERVICE_NAMES = [
  'contactless',
  'usim',
  'isim',
  'csim',
  'milenage',
  'tuak128',
  'cave',
  'gba-usim',
  'gba-isim',
  'mbms',
  'eap',
  'javacard',
  'multos',
  'multiple-usim',
  'multiple-isim',
  'multiple-csim',
  'tuak256',
  'usim-test-algorithm',
  'ber-tlv',
  'dfLink',
  'cat-tp',
  'get-identity',
  'profile-a-x25519',
  'profile-b-p256',
  'suciCalculatorApi',
  'dns-resolution',
  'scp11ac',
  'scp11c-authorization-mechanism',
  's16mode',
  'eaka',
] as const;

export type ServiceName = (typeof SERVICE_NAMES)[number];

/** The services that a list names; those of a later edition stand in `unknown`. */
export interface ServicesList {
  readonly names: readonly ServiceName[];
  readonly unknown?: Uint8Array | undefined;
}

const SERVICES_LIST: der.DerType<ServicesList> = der.structure<ServicesList>(
  'ServicesList',
  der.automaticTags(SERVICE_NAMES.map((name) => ({ name, type: der.NULL, required: false }))),
  {
    fromValues({ values, unknown }) {
      const names = SERVICE_NAMES.filter((_, at) => values[at] !== undefined);
      return unknown === undefined ? { names } : { names, unknown };
    },
    toValues({ names, unknown }) {
      const values = SERVICE_NAMES.map((name) => (names.includes(name) ? null : undefined));
      return { values, unknown };
    },
  },
);

export const PROFILE_HEADER = der.sequence(
  'ProfileHeader',
  {
    majorVersion: UINT8,
    minorVersion: UINT8,
    profileType: der.optional(der.utf8String({ min: 1, max: 100 })),
    iccid: der.octets(ICCID_LENGTH),
    pol: der.optional(der.octetString()),
    mandatoryServices: SERVICES_LIST,
    mandatoryTemplates: der.sequenceOf(der.OBJECT_IDENTIFIER),
    connectivityParameters: der.optional(der.octetString()),
    mandatoryAids: der.optional(
      der.sequenceOf(
        der.sequence('SEQUENCE', { aid: APPLICATION_IDENTIFIER, version: der.octets(2) }),
      ),
    ),
    iotOptions: der.optional(
      der.sequence('IotOptions', { pix: der.octetString({ min: 7, max: 11 }) }),
    ),
  },
  {
    majorVersion: 'major-version',
    minorVersion: 'minor-version',
    mandatoryServices: 'eUICC-Mandatory-services',
    mandatoryTemplates: 'eUICC-Mandatory-GFSTEList',
    mandatoryAids: 'eUICC-Mandatory-AIDs',
  },
);

export type ProfileHeader = der.ValueOf<typeof PROFILE_HEADER>;
