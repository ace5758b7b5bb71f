/** What a profile package is built from: a short JSON of an operator's data preparation. */
import { z } from 'zod';
import { emitAlphaField } from '../../wire/sms/index.ts';
import { AUTHENTICATION_ALGORITHMS, AUTHENTICATION_LENGTHS } from '../../crypto/index.ts';

const hexOf = (length: number) =>
  z
    .string()
    .regex(new RegExp(`^[0-9A-Fa-f]{${2 * length}}$`), `expected ${length} bytes in hexadecimal`);
const digits = (min: number, max: number) =>
  z.string().regex(new RegExp(`^\\d{${min},${max}}$`), `expected ${min} to ${max} digits`);

const keySet = z
  .strictObject({
    version: z.number().int().min(1).max(0x7f).describe('Key version number.'),
    type: z.enum(['aes', 'des']).describe('Of all three keys.'),
    enc: z.string().describe('Key 1, in hexadecimal.'),
    mac: z.string().describe('Key 2, in hexadecimal.'),
    dek: z.string().describe('Key 3, in hexadecimal.'),
  })
  .refine(
    ({ enc, mac, dek }) =>
      [enc, mac, dek].every((key) =>
        /^([0-9A-Fa-f]{32}|[0-9A-Fa-f]{48}|[0-9A-Fa-f]{64})$/.test(key),
      ),
    'expected keys of 16, 24 or 32 bytes in hexadecimal',
  );

const suci = z.strictObject({
  profile: z.enum(['null', 'A', 'B']).describe('Protection scheme.'),
  publicKey: z.string().optional().describe('Home network public key, in hexadecimal.'),
  keyId: z
    .number()
    .int()
    .min(0)
    .max(255)
    .default(1)
    .describe('Home network public key identifier.'),
  routingIndicator: digits(1, 4).default('0').describe('Routing indicator.'),
  onCard: z.boolean().default(true).describe('Whether the USIM computes the SUCI.'),
});

/** What makes one subscription differ from another. */
const subscription = {
  iccid: digits(19, 20).describe('ICCID in digits; the 20th is its check digit.'),
  imsi: digits(6, 15).describe('IMSI.'),
  algorithm: z.enum(AUTHENTICATION_ALGORITHMS).describe('Algorithm of authentication.'),
  k: z
    .string()
    .regex(/^([0-9A-Fa-f]{32}|[0-9A-Fa-f]{64})$/)
    .describe('Key K, in hexadecimal.'),
  opc: z.string().optional().describe('OPc, or TOPc of TUAK, in hexadecimal.'),
  keys: z.array(keySet).describe('Keys of the operator’s security domain.'),
} as const;

type Algorithm = {
  readonly algorithm: keyof typeof AUTHENTICATION_LENGTHS;
  k: string;
  opc?: string | undefined;
};

/** Which secret has another length than its algorithm requires. [SAIP §8.4.2] */
function wrongSecret({ algorithm, k, opc }: Algorithm): 'k' | 'opc' | undefined {
  const lengths = AUTHENTICATION_LENGTHS[algorithm];
  if (!lengths.k.includes(k.length / 2)) return 'k';
  if (opc === undefined) return lengths.opc.includes(0) ? undefined : 'opc';
  return /^[0-9A-Fa-f]+$/.test(opc) && lengths.opc.includes(opc.length / 2) ? undefined : 'opc';
}

/** Room for the name in EF SPN. [TS31102 §4.2.12] */
const SPN_LENGTH = 16;

const specificationShape = z.strictObject({
  ...subscription,
  name: z.string().min(1).max(100).default('Test profile').describe('Profile type of the header.'),
  version: z.enum(['2.3', '3.3']).default('2.3').describe('Edition of the package format.'),
  operator: z
    .string()
    .max(SPN_LENGTH)
    .refine((name) => emitAlphaField(name).length <= SPN_LENGTH, {
      error: `a name of at most ${SPN_LENGTH} bytes, or 7 letters outside the default alphabet`,
    })
    .default('Test')
    .describe('Name that EF SPN shows.'),
  mncLength: z
    .union([z.literal(2), z.literal(3)])
    .default(2)
    .describe('Digits of the MNC.'),
  opc: subscription.opc,
  keys: subscription.keys.default([]),
  pin: digits(4, 8).default('0000').describe('PIN 1.'),
  pinEnabled: z.boolean().default(false).describe('Whether PIN 1 must be verified.'),
  puk: digits(8, 8).default('11111111').describe('Unblocking code of PIN 1.'),
  pin2: digits(4, 8).default('2222').describe('PIN 2.'),
  puk2: digits(8, 8).default('22222222').describe('Unblocking code of PIN 2.'),
  adm: hexOf(8).default('3131313131313131').describe('Administrative key 1.'),
  msisdn: digits(3, 15).optional().describe('Number of the subscriber, as EF MSISDN holds it.'),
  smsc: digits(3, 15).optional().describe('Address of the service centre for short messages.'),
  isim: z.boolean().default(true).describe('Whether there is an ISIM.'),
  suci: suci.optional().describe('Concealment of the subscription identifier in 5G.'),
  remoteFiles: z.boolean().default(true).describe('Whether files are managed remotely.'),
});

export const profileSpecification = specificationShape.superRefine((value, context) => {
  const wrong = wrongSecret(value);
  if (wrong === undefined) return;
  const message = `the algorithm ${value.algorithm} has another length, or needs it`;
  context.addIssue({ code: 'custom', path: [wrong], message });
});

export type ProfileSpecification = z.output<typeof profileSpecification>;

/** What is replaced in a package; all that is missing stays. */
export const profileChanges = z.strictObject(subscription).partial();

export type ProfileChanges = z.output<typeof profileChanges>;

/** For editors and programs: what may be given, with its defaults. */
export function profileJsonSchema(): unknown {
  return z.toJSONSchema(profileSpecification, { io: 'input' });
}
