/** What a device description says of an eUICC, by the remote provisioning it is made for. */
import { z } from 'zod';
import { aid, applications, hexBytes, keySet, label, name, quota } from './description-parts.ts';

/** What a profile is in either architecture. */
const profileShape = {
  name: label,
  iccid: z.string().regex(/^[0-9]{19,20}$/, 'an ICCID: 19 or 20 digits'),
  isdP: aid,
  mnoSd: aid.optional(),
  mnoSdKeys: z.array(keySet).max(8).optional(),
  mnoSdPrivileges: hexBytes({ min: 3, max: 3 }, 'privileges').optional(),
  applications,
  state: z.enum(['enabled', 'disabled']).default('disabled'),
};

/** And what SGP.22 has it say of itself. */
const consumerProfileShape = {
  ...profileShape,
  class: z.enum(['test', 'provisioning', 'operational']).default('operational'),
  nickname: z.string().max(64).optional(),
  serviceProvider: z.string().max(32),
  profileName: z.string().max(64),
  owner: z.strictObject({
    mccMnc: z.string().regex(/^[0-9]{5,6}$/, 'MCC and MNC: 5 or 6 digits'),
    gid1: hexBytes({ min: 0, max: 16 }, 'a group identifier').optional(),
    gid2: hexBytes({ min: 0, max: 16 }, 'a group identifier').optional(),
  }),
};

const m2mProfileShape = {
  ...profileShape,
  /** The profile that the eUICC falls back to; at most one has it. [SGP02 §3.16] */
  fallBackAttribute: z.boolean().default(false),
};

const euiccShape = {
  id: name,
  kind: z.literal('euicc'),
  quota: quota.default(262_144),
  isdR: z.strictObject({ aid }),
  ecasd: z.strictObject({ aid }).default({ aid: 'A0000005591010FFFFFFFF8900000200' }),
  eid: z.string().regex(/^[0-9]{32}$/, 'an EID: 32 digits'),
  emptySelect: z.enum(['isd-r', 'mno-sd']).default('mno-sd'),
};

const consumerShape = {
  ...euiccShape,
  /** SGP.22: a user and an LPA manage it. Also what an eUICC is that does not say. */
  architecture: z.literal('consumer').optional(),
  version: z.enum(['2.0', '2.1', '2.2', '2.5']).default('2.1'),
  ciPublicKeys: z.array(hexBytes({ min: 20, max: 20 }, 'a subject key identifier')).default([]),
};

const m2mShape = {
  ...euiccShape,
  /** SGP.02: an SM-SR manages it from afar, and nobody near it. [P-03] */
  architecture: z.literal('m2m'),
  version: z.enum(['3.1', '3.2', '4.0', '4.2']).default('4.2'),
};

type Architecture = 'consumer' | 'm2m';

/** Fields of the other architecture are named as such; the rest is left to the usual words. */
function foreign(architecture: Architecture, shape: object): z.core.$ZodErrorMap {
  const spec = architecture === 'm2m' ? 'SGP.02' : 'SGP.22';
  return (issue) => {
    if (issue.code !== 'unrecognized_keys') return undefined;
    const keys = issue.keys.filter((key) => key in shape).join(', ');
    if (keys === '') return undefined;
    return `${keys}: only of ${spec}; take it out, or say "architecture": "${architecture}"`;
  };
}

const consumer = z.strictObject(
  {
    ...consumerShape,
    profiles: z
      .array(z.strictObject(consumerProfileShape, { error: foreign('m2m', m2mProfileShape) }))
      .default([]),
  },
  { error: foreign('m2m', m2mShape) },
);

const m2m = z.strictObject(
  {
    ...m2mShape,
    profiles: z
      .array(z.strictObject(m2mProfileShape, { error: foreign('consumer', consumerProfileShape) }))
      .default([]),
  },
  { error: foreign('consumer', consumerShape) },
);

/** By whom its profiles are managed. [M-26] [P-03] */
export const euicc = z.discriminatedUnion('architecture', [consumer, m2m], {
  error: 'an architecture: consumer or m2m',
});
