/** What a device description says of an eUICC, by the remote provisioning it is made for. */
import * as z from 'zod';
import { EDITION_NAMES, EMPTY_SELECTS, M2M_EDITION_NAMES } from '../../rsp/index.ts';
import {
  ADDRESS_LENGTH_MAX,
  NICKNAME_LENGTH_MAX,
  NOTIFICATION_EVENT,
  type NotificationEventName,
  type OperatorId,
  PROFILE_CLASSES,
  PROFILE_NAME_LENGTH_MAX,
  PROFILE_STATES,
  type ProfileInfo,
  SERVICE_PROVIDER_LENGTH_MAX,
} from '../../wire/es10/index.ts';
import {
  aid,
  applications,
  containerShape,
  hexBytes,
  keySet,
  label,
  secret,
  utf8Text,
  type Whole,
} from '../shapes/index.ts';
import { uicc } from './uicc-description.ts';

/**
 * Security Domain, CVM Management, Trusted Path, Authorized Management and the three global
 * privileges, as the field's test profile has them: global within the profile. [GSMA TS.48]
 */
export const MNO_SD_PRIVILEGES = '82DC00';

const policyRules = z.array(z.enum(['ppr1', 'ppr2'])).max(2);
const EVENT_NAMES = Object.keys(NOTIFICATION_EVENT) as readonly NotificationEventName[];

/** A profile of either architecture. */
const profileShape = {
  name: label.describe('Name of the profile for people and traces: ISD-P1.'),
  iccid: z
    .string()
    .regex(/^[0-9]{19,20}$/, 'an ICCID: 19 or 20 digits')
    .describe('ICCID: 19 or 20 digits.'),
  isdP: aid.describe('AID of the ISD-P.'),
  mnoSd: aid
    .optional()
    .describe('AID of the operator’s security domain, selectable while the profile is enabled.'),
  mnoSdKeys: z
    .array(keySet)
    .max(8)
    .optional()
    .describe('Secure channel keys of the MNO-SD; without any, it opens no secure channel.'),
  mnoSdPrivileges: hexBytes({ min: 3, max: 3 }, 'privileges')
    .optional()
    .describe(`Privileges of the MNO-SD, three bytes; ${MNO_SD_PRIVILEGES} when left out.`),
  applications: applications.describe('Applications of the profile, associated with the MNO-SD.'),
  uicc: uicc
    .optional()
    .describe('Files and PINs of the profile, which the terminal reaches while it is enabled.'),
  state: z.enum(PROFILE_STATES).default('disabled').describe('State at first boot.'),
};

const owner = {
  mccMnc: z
    .string()
    .regex(/^[0-9]{5,6}$/, 'MCC and MNC: 5 or 6 digits')
    .describe('Mobile country and network code, 5 or 6 digits.'),
  gid1: hexBytes({ min: 0, max: 16 }, 'a group identifier')
    .optional()
    .describe('Group identifier level 1.'),
  gid2: hexBytes({ min: 0, max: 16 }, 'a group identifier')
    .optional()
    .describe('Group identifier level 2.'),
} satisfies { readonly [K in keyof OperatorId]-?: z.ZodType };

/** Elements of ProfileInfo, under their names there, that a profile of SGP.22 has besides. */
const metadata = {
  class: z.enum(PROFILE_CLASSES).default('operational').describe('Profile class.'),
  nickname: utf8Text(NICKNAME_LENGTH_MAX).optional().describe('Nickname of the profile.'),
  serviceProvider: utf8Text(SERVICE_PROVIDER_LENGTH_MAX).describe('Name of the service provider.'),
  profileName: utf8Text(PROFILE_NAME_LENGTH_MAX).describe('Name of the profile.'),
  owner: z.strictObject(owner).describe('The operator that owns the profile.'),
  policyRules: policyRules
    .optional()
    .describe('PPR1: the profile may not be disabled. PPR2: it may not be deleted.'),
  notifications: z
    .array(
      z
        .strictObject({
          events: z
            .array(z.enum(EVENT_NAMES))
            .min(1)
            .describe('Changes of the profile that a notification is made of.'),
          address: utf8Text(ADDRESS_LENGTH_MAX).describe('Where the notifications go.'),
        })
        .describe('Notifications to one address.'),
    )
    .max(16)
    .optional()
    .describe('Which changes of the profile are notified; it needs trust to sign with.'),
} satisfies { readonly [K in keyof ProfileInfo]?: z.ZodType };

/** [SGP22 §5.7.15] */
const consumerProfileShape = { ...profileShape, ...metadata };

const m2mProfileShape = {
  ...profileShape,
  fallBackAttribute: z
    .boolean()
    .default(false)
    .describe('Whether the eUICC falls back to this profile; at most one has it. [SGP02 §3.16]'),
};

const euiccShape = {
  ...containerShape,
  kind: z.literal('euicc').describe('An eUICC.'),
  isdR: z
    .strictObject({ aid: aid.describe('AID of the ISD-R.') })
    .describe('The issuer security domain root.'),
  ecasd: z
    .strictObject({ aid: aid.describe('AID of the ECASD.') })
    .default({ aid: 'A0000005591010FFFFFFFF8900000200' })
    .describe('The controlling authority security domain.'),
  eid: z
    .string()
    .regex(/^[0-9]{32}$/, 'an EID: 32 digits')
    .describe('EID: 32 digits with right check digits. [SGP29 §3]'),
  emptySelect: z
    .enum(EMPTY_SELECTS)
    .default('mno-sd')
    .describe('What a SELECT with an empty AID means while a profile is enabled.'),
};

const certificate = (title: string) => hexBytes({ min: 64, max: 4096 }, title);

const trustChain = z
  .strictObject({
    ci: certificate('a certificate').describe('Certificate of the issuer, in DER.'),
    eum: certificate('a certificate')
      .optional()
      .describe('Certificate of the manufacturer under the issuer, in DER.'),
    euicc: certificate('a certificate')
      .optional()
      .describe('Certificate of the eUICC under the manufacturer, in DER.'),
    key: secret(hexBytes({ min: 32, max: 32 }, 'a private key'))
      .optional()
      .describe('Private key of the eUICC, SK.EUICC.ECDSA.'),
  })
  .refine(
    ({ eum, euicc, key }) =>
      (eum === undefined) === (euicc === undefined) && (eum === undefined) === (key === undefined),
    { error: 'eum, euicc and key go together' },
  )
  .describe('One issuer; without eum, euicc and key, its key is reported for verification alone.');

const authorisationRule = z
  .strictObject({
    rules: policyRules
      .min(1)
      .describe('PPR1: the profile may not be disabled. PPR2: it may not be deleted.'),
    operators: z
      .array(
        z
          .strictObject({
            ...owner,
            mccMnc: z
              .string()
              .regex(/^[0-9E]{5,6}$/, 'MCC and MNC: 5 or 6 digits, E for any')
              .describe('MCC and MNC, 5 or 6 digits; E stands for any digit.'),
          })
          .describe('An operator; an empty group identifier stands for any, an absent for none.'),
      )
      .min(1)
      .max(32)
      .describe('Operators that may set the rules.'),
    consentRequired: z
      .boolean()
      .default(false)
      .describe('Whether the LPA requires the consent of the user.'),
  })
  .describe('One rule of the table. [SGP22 §2.9.2]');

const consumerShape = {
  ...euiccShape,
  architecture: z
    .literal('consumer')
    .optional()
    .describe('SGP.22: an LPA manages the profiles; the architecture when left out.'),
  version: z.enum(EDITION_NAMES).default('2.1').describe('Edition of SGP.22. [M-80]'),
  ciPublicKeys: z
    .array(hexBytes({ min: 20, max: 20 }, 'a subject key identifier'))
    .default([])
    .describe(
      'Subject key identifiers of CI public keys that it reports, in order of preference, where ' +
        'trust is left out.',
    ),
  trust: z
    .array(trustChain)
    .default([])
    .describe(
      'Issuers that it reports, in order of preference, with its certificates under them; ' +
        'written by bifrons pki import.',
    ),
  time: z
    .string()
    .regex(/^[0-9]{14}$/, 'a time: 14 digits from the year to the second')
    .optional()
    .describe(
      'Time for the validity of certificates that servers send, 14 digits from the year to the ' +
        'second; without it validity is not checked: a chip has no clock.',
    ),
  authorisationRules: z
    .array(authorisationRule)
    .max(32)
    .optional()
    .describe(
      'Rules authorisation table: which operators may give their profiles policy rules; without ' +
        'any, no operator may.',
    ),
};

const m2mShape = {
  ...euiccShape,
  architecture: z.literal('m2m').describe('SGP.02: an SM-SR manages the profiles. [P-03]'),
  version: z
    .enum(M2M_EDITION_NAMES)
    .default('4.2')
    .describe('Edition of SGP.02; without an SM-SR all behave alike. [M-81]'),
};

type Architecture = 'consumer' | 'm2m';

/** Fields of the other architecture are named as such; other mistakes keep the usual message. */
function foreign(architecture: Architecture, shape: object): z.core.$ZodErrorMap {
  const spec = architecture === 'm2m' ? 'SGP.02' : 'SGP.22';
  return (issue) => {
    if (issue.code !== 'unrecognized_keys') return undefined;
    const keys = issue.keys.filter((key) => key in shape).join(', ');
    if (keys === '') return undefined;
    return `${keys}: only of ${spec}; take it out, or say "architecture": "${architecture}"`;
  };
}

const consumerProfile = z
  .strictObject(consumerProfileShape, { error: foreign('m2m', m2mProfileShape) })
  .describe('A profile.');
const m2mProfile = z
  .strictObject(m2mProfileShape, { error: foreign('consumer', consumerProfileShape) })
  .describe('A profile.');
const PROFILES = 'Profiles that the eUICC leaves the factory with; at most one is enabled.';

const consumer = z
  .strictObject(
    { ...consumerShape, profiles: z.array(consumerProfile).default([]).describe(PROFILES) },
    { error: foreign('m2m', m2mShape) },
  )
  .describe('A container of kind euicc, for SGP.22.');

const m2m = z
  .strictObject(
    { ...m2mShape, profiles: z.array(m2mProfile).default([]).describe(PROFILES) },
    { error: foreign('consumer', consumerShape) },
  )
  .describe('A container of kind euicc, for SGP.02.');

/** By the architecture that its profiles are managed in. [M-26] [P-03] */
export const euicc = z.discriminatedUnion('architecture', [consumer, m2m], {
  error: 'an architecture: consumer or m2m',
});

type Config<S extends z.ZodType> = Omit<Whole<S>, 'id' | 'kind' | 'quota'>;
export type ConsumerConfig = Config<typeof consumer>;
export type M2mConfig = Config<typeof m2m>;
/** The part of the description that the container is made from. */
export type EuiccConfig = ConsumerConfig | M2mConfig;
export type ConsumerProfileConfig = Whole<typeof consumerProfile>;
export type M2mProfileConfig = Whole<typeof m2mProfile>;
export type ProfileConfig = ConsumerProfileConfig | M2mProfileConfig;
