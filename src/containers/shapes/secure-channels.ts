/** Secure channel protocols that security domains offer. [GPCS §10.7] */
import * as z from 'zod';
import type { Whole } from './read-only.ts';

const scp02 = z
  .strictObject({
    protocol: z.literal('SCP02').describe('Secure channel protocol 02, with DES keys.'),
    i: z
      .enum(['05', '15', '35', '45', '55', '75'])
      .describe('Option byte: explicit initiation with three keys. [GPCS §E.1.1]'),
  })
  .describe('Secure channel protocol 02.');

const scp03 = z
  .strictObject({
    protocol: z.literal('SCP03').describe('Secure channel protocol 03, with AES keys.'),
    i: z
      .enum(['00', '10', '20', '30', '60', '70', '01', '11', '21', '31', '61', '71'])
      .describe('Option byte; with bit 1 it is mode S16. [GPAmdD §5.1]'),
  })
  .describe('Secure channel protocol 03.');

const scp11 = z
  .strictObject({
    protocol: z.literal('SCP11').describe('Secure channel protocol 11, with elliptic curve keys.'),
    i: z
      .string()
      .regex(/^([0-7][0-9A-Fa-f]|[89A-Fa-f][0-9A-Fa-f][0-7][0-9A-Fa-f])$/, 'one or two bytes')
      .describe('Option of one byte, or of two where bit 8 of the first is set. [GPAmdF §5.1]'),
  })
  .describe('Secure channel protocol 11.');

export const secureChannel = z
  .discriminatedUnion('protocol', [scp02, scp03, scp11])
  .describe('A protocol with one of its options; more options are more rows.');

export type SecureChannelDescription = Whole<typeof secureChannel>;

export const secureChannels = z
  .array(secureChannel)
  .min(1)
  .max(16)
  .default([{ protocol: 'SCP03', i: '70' }])
  .describe('Secure channel protocols of the security domains, the preferred one first.');
