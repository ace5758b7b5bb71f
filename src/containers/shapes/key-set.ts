/** Secure channel keys of a security domain. */
import * as z from 'zod';
import { REFERENCED_CURVES } from '../../crypto/index.ts';
import type { Whole } from './read-only.ts';
import { secret } from './secret.ts';
import { hexBytes } from './texts.ts';

const key = secret(hexBytes({ min: 16, max: 32 }, 'a key'));

/** Lengths of keys by type, in hexadecimal digits. [GPAmdD §6.1] [GPCS §E.2] */
const DIGITS = { AES: [32, 48, 64], DES: [32] } as const;

const version = z
  .int()
  .min(1)
  .max(255)
  .describe('Key version number, 1 to 127, or 255 for the initial key set.');

export const keySet = z
  .strictObject({
    version,
    type: z
      .enum(['AES', 'DES'])
      .default('AES')
      .describe('AES keys of 16, 24 or 32 bytes for SCP03; DES keys of 16 bytes for SCP02.'),
    enc: key.describe('Key identifier 1: S-ENC is derived from it.'),
    mac: key.describe('Key identifier 2: S-MAC and S-RMAC are derived from it.'),
    dek: key.describe('Key identifier 3: it encrypts sensitive data.'),
  })
  .refine(
    ({ type, enc, mac, dek }) => {
      const lengths = new Set([enc.length, mac.length, dek.length]);
      return lengths.size === 1 && (DIGITS[type] as readonly number[]).includes(enc.length);
    },
    { error: 'three keys of one length that their type has' },
  )
  .describe('Keys of secure channel protocol 02 or 03.');

export type KeySetDescription = Whole<typeof keySet>;

export const ecKey = z
  .strictObject({
    version,
    id: z
      .int()
      .min(1)
      .max(127)
      .describe('Key identifier: 17 SCP11a, 19 SCP11b, 21 SCP11c, 16 and 32 to 47 authorities.'),
    curve: z.enum(REFERENCED_CURVES).default('p256').describe('Curve of the key.'),
    privateKey: secret(hexBytes({ min: 32, max: 66 }, 'a private key'))
      .optional()
      .describe('SK.SD.ECKA, for a key of the security domain.'),
    publicKey: hexBytes({ min: 65, max: 133 }, 'a public key')
      .optional()
      .describe('Public key of a certification authority, uncompressed.'),
    certificates: z
      .array(hexBytes({ min: 1, max: 4096 }, 'a certificate'))
      .default([])
      .describe('Certificates of the key for the store BF21; the one of the key is the last.'),
    authority: hexBytes({ min: 1, max: 32 }, 'an identifier')
      .optional()
      .describe('Identifier of the certification authority of the key.'),
    allowedSerials: z
      .array(hexBytes({ min: 1, max: 20 }, 'a serial number'))
      .optional()
      .describe('Serial numbers of the certificates that are accepted; left out, all are.'),
  })
  .refine((one) => (one.privateKey === undefined) !== (one.publicKey === undefined), {
    error: 'either a private or a public key',
  })
  .describe('A key of secure channel protocol 11.');

export type EcKeyDescription = Whole<typeof ecKey>;
