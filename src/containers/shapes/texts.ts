/** Names, byte strings and sizes of a description. */
import * as z from 'zod';
import { utf8 } from '../../base/index.ts';

/** Longer texts do not reach the regular expression, whose memory grows with them. */
export const hexBytes = (lengths: { min: number; max: number }, what: string) => {
  const bounds =
    lengths.min === lengths.max ? `exactly ${lengths.min}` : `${lengths.min} to ${lengths.max}`;
  const error = `${what}: ${bounds} bytes`;
  return z
    .string()
    .max(2 * lengths.max, { error, abort: true })
    .regex(/^([0-9A-Fa-f]{2})*$/, `${what}: hexadecimal digits, two a byte`)
    .refine((text) => text.length / 2 >= lengths.min, { error });
};

/** A text whose bound counts bytes: a character takes one to four. */
export const utf8Text = (lengthMax: number) => {
  const error = `at most ${lengthMax} bytes of UTF-8`;
  return z
    .string()
    .max(lengthMax, { error, abort: true })
    .refine((text) => utf8(text).length <= lengthMax, { error });
};

export const aid = hexBytes({ min: 5, max: 16 }, 'an AID').describe('AID: 5 to 16 bytes.');
export const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/, 'a name of 1 to 32 letters, digits, . _ -');
export const label = z.string().min(1).max(32).describe('Name for people and traces.');

/** The fields of every container, whatever its kind. */
export const containerShape = {
  id: name.describe('Identifier of the container, used by pairing, aliases, ruling and reach.'),
  quota: z
    .int()
    .min(1_024)
    .max(16 * 1_024 * 1_024)
    .default(262_144)
    .describe('Non-volatile memory that the container may use, in bytes.'),
};
