/** Secure channel keys of a security domain. */
import * as z from 'zod';
import type { Whole } from './read-only.ts';
import { secret } from './secret.ts';
import { hexBytes } from './texts.ts';

const key = secret(hexBytes({ min: 16, max: 16 }, 'an AES-128 key'));

export const keySet = z
  .strictObject({
    version: z
      .int()
      .min(1)
      .max(255)
      .describe('Key version number, 1 to 127, or 255 for the initial key set.'),
    enc: key.describe('Key identifier 1: S-ENC is derived from it.'),
    mac: key.describe('Key identifier 2: S-MAC and S-RMAC are derived from it.'),
    dek: key.describe('Key identifier 3: it encrypts sensitive data.'),
  })
  .describe('AES-128 keys of secure channel protocol 03.');

export type KeySetDescription = Whole<typeof keySet>;
