/** What several parts of a device description are written with. */
import { z } from 'zod';
import { MODULE_NAMES } from '../applets/index.ts';

export const hexBytes = (lengths: { min: number; max: number }, what: string) =>
  z
    .string()
    .regex(/^([0-9A-Fa-f]{2})*$/, `${what}: hexadecimal digits, two a byte`)
    .refine((text) => text.length / 2 >= lengths.min && text.length / 2 <= lengths.max, {
      message:
        lengths.min === lengths.max
          ? `${what}: exactly ${lengths.min} bytes`
          : `${what}: ${lengths.min} to ${lengths.max} bytes`,
    });

export const aid = hexBytes({ min: 5, max: 16 }, 'an AID');
export const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/, 'a name of 1 to 32 letters, digits, . _ -');
export const label = z.string().min(1).max(32);
export const quota = z
  .int()
  .min(1_024)
  .max(16 * 1_024 * 1_024);
export const keySet = z.strictObject({
  version: z.int().min(1).max(255),
  enc: hexBytes({ min: 16, max: 16 }, 'an AES-128 key'),
  mac: hexBytes({ min: 16, max: 16 }, 'an AES-128 key'),
  dek: hexBytes({ min: 16, max: 16 }, 'an AES-128 key'),
});

/** Applications whose code is part of Bifrons, in the registry that they are listed with. */
export const applications = z
  .array(
    z.strictObject({
      name: label,
      aid,
      privileges: hexBytes({ min: 3, max: 3 }, 'privileges').default('000000'),
      module: z.enum(MODULE_NAMES),
    }),
  )
  .max(64)
  .optional();
