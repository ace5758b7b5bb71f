/** What a device description says of a GlobalPlatform container. */
import * as z from 'zod';
import { GLOBAL_PLATFORM_VERSIONS } from '../../gp/index.ts';
import {
  aid,
  applications,
  containerShape,
  ecKey,
  hexBytes,
  keySet,
  label,
  secureChannels,
  type Whole,
} from '../shapes/index.ts';
import { personalityShape } from './personality.ts';

const securityDomain = z
  .strictObject({
    name: label,
    aid: aid.describe('AID of the security domain.'),
    privileges: hexBytes({ min: 3, max: 3 }, 'privileges').describe('Three bytes of privileges.'),
    lifeCycle: z
      .enum(['SELECTABLE', 'PERSONALIZED'])
      .default('PERSONALIZED')
      .describe('Life cycle state at first boot.'),
    data: z
      .record(z.string().regex(/^[0-9A-Fa-f]{2,6}$/), hexBytes({ min: 0, max: 255 }, 'an object'))
      .default({})
      .describe('Objects for GET DATA: tag in hexadecimal to value.'),
    keySets: z
      .array(keySet)
      .max(8)
      .optional()
      .describe('Its secure channel keys; without any, it opens no secure channel.'),
    ecKeys: z.array(ecKey).max(16).optional().describe('Its keys for secure channel protocol 11.'),
  })
  .describe('A supplementary security domain.');

/** [M-22] [M-24] [M-81] */
export const globalPlatform = z
  .strictObject({
    ...containerShape,
    kind: z.literal('globalplatform').describe('A GlobalPlatform card.'),
    version: z
      .enum(GLOBAL_PLATFORM_VERSIONS)
      .default('2.3')
      .describe('Edition of the GlobalPlatform Card Specification that it reports.'),
    javaCard: z
      .enum(['2.1.1', '2.2.1', '2.2.2', '3.0.4', '3.0.5', '3.1', '3.2'])
      .default('3.0.5')
      .describe('Edition of Java Card that it reports.'),
    isd: z
      .strictObject({ aid: aid.describe('AID of the issuer security domain.') })
      .describe('The issuer security domain, which is the root.'),
    lifeCycle: z
      .enum(['OP_READY', 'INITIALIZED', 'SECURED'])
      .default('SECURED')
      .describe('Card life cycle state at first boot.'),
    // [GPCS §7.4.1]
    iin: hexBytes({ min: 1, max: 16 }, 'an IIN').describe('Issuer identification number, tag 42.'),
    cin: hexBytes({ min: 1, max: 16 }, 'a CIN').describe('Card image number, tag 45.'),
    cplc: hexBytes({ min: 42, max: 42 }, 'CPLC data').describe(
      'Card production life cycle data, tag 9F7F.',
    ),
    secureChannels,
    ...personalityShape,
    authenticationAttempts: z
      .int()
      .min(1)
      .max(255)
      .default(255)
      .describe('Failed authentications in a row that block a key set until it is replaced.'),
    keySets: z
      .array(keySet)
      .min(1)
      .max(8)
      .describe('Keys of the issuer security domain; the first set is the default one.'),
    ecKeys: z
      .array(ecKey)
      .max(16)
      .default([])
      .describe('Keys of the issuer security domain for secure channel protocol 11.'),
    securityDomains: z
      .array(securityDomain)
      .default([])
      .describe('Supplementary security domains that are there at first boot.'),
    applications,
  })
  .describe('A container of kind globalplatform.');

/** The part of the description that the container is made from. */
export type GlobalPlatformConfig = Omit<Whole<typeof globalPlatform>, 'id' | 'kind' | 'quota'>;
export type SecurityDomainConfig = Whole<typeof securityDomain>;
