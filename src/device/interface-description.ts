/** The interfaces of a device description, and the links that they carry. */
import * as z from 'zod';
import { LINK_PROTOCOLS, LSI_MAX } from '../base/index.ts';
import { hexBytes, name } from '../containers/shapes/index.ts';
import { rateFactors } from '../wire/index.ts';

const id = name.describe('Identifier of the interface.');
const atr = hexBytes({ min: 2, max: 33 }, 'an ATR').optional();
const historical = hexBytes({ min: 0, max: 15 }, 'historical bytes').default('');
const atrHistorical = historical.describe('Historical bytes of the answer to reset.');
const ifsc = (range: { readonly min: number; readonly max: number }) =>
  z
    .int()
    .min(range.min)
    .max(range.max)
    .default(range.max)
    .describe('Largest information field that the device receives, in bytes.');
const fwi = z.int().min(0).max(14).default(10).describe('Frame waiting time integer.');

const link = z
  .strictObject({
    id: name.describe('Identifier of the link.'),
    protocol: z.enum(LINK_PROTOCOLS).describe('Protocol of the link.'),
    lsis: z.int().min(1).max(LSI_MAX).default(1).describe('Number of logical secure elements.'),
    channels: z.int().min(1).max(20).default(20).describe('Number of logical channels.'),
  })
  .describe('One protocol that the interface carries.');

const links = (count: { readonly min: number; readonly max: number }) =>
  z.array(link).min(count.min).max(count.max).describe('Links that the interface carries.');

/** Bytes of an answer to reset that is made from the links. [ISO7816-3 §8.3] */
const timing = {
  ta1: hexBytes({ min: 1, max: 1 }, 'TA1')
    .refine((text) => rateFactors(Number.parseInt(text, 16)) !== undefined, 'TA1: a reserved rate')
    .default('96')
    .describe('F and D that the card offers, as TA1 codes them.'),
  wi: z.int().min(1).max(255).optional().describe('Waiting integer of T=0, TC2.'),
  bwi: z.int().min(0).max(9).default(4).describe('Block waiting integer of T=1, high half of TB3.'),
  cwi: z.int().min(0).max(15).default(5).describe('Character waiting integer of T=1, low half.'),
};

const isoInterface = z
  .strictObject({
    id,
    kind: z.literal('iso').describe('Contacts as in ISO/IEC 7816-3.'),
    atr: atr.describe('The whole answer to reset; made from the links when left out.'),
    historical: atrHistorical,
    edc: z.enum(['lrc', 'crc']).default('lrc').describe('Error detection code of T=1.'),
    ifsc: ifsc({ min: 16, max: 254 }),
    ...timing,
    links: links({ min: 1, max: 2 }),
  })
  .describe('Contacts.');

const spiInterface = z
  .strictObject({
    id,
    kind: z.literal('spi').describe('An SPI bus with T=1’.'),
    historical: atrHistorical,
    ifsc: ifsc({ min: 8, max: 4_089 }),
    links: links({ min: 1, max: 1 }),
  })
  .describe('An SPI bus.');

const typeA = z
  .strictObject({
    uid: hexBytes({ min: 4, max: 10 }, 'a UID')
      .refine((text) => [4, 7, 10].includes(text.length / 2), 'a UID: 4, 7 or 10 bytes')
      .optional()
      .describe('UID of 4, 7 or 10 bytes; chosen by the controller in each field when left out.'),
    historical: historical.describe('Historical bytes of the ATS.'),
    fwi,
  })
  .prefault({})
  .describe('Identity in a field of type A. [ISO14443-3 §6]');

const typeB = z
  .strictObject({
    pupi: hexBytes({ min: 4, max: 4 }, 'a PUPI')
      .optional()
      .describe('PUPI of 4 bytes; chosen by the controller in each field when left out.'),
    afi: z.int().min(0).max(255).default(0).describe('Application family identifier.'),
    applicationData: hexBytes({ min: 3, max: 3 }, 'application data')
      .default('000000')
      .describe('Application data of the ATQB, 3 bytes.'),
    fwi,
  })
  .prefault({})
  .describe('Identity in a field of type B. [ISO14443-3 §7]');

/** [M-72] [M-73] [M-74] */
const swpInterface = z
  .strictObject({
    id,
    kind: z.literal('swp').describe('A single wire to an NFC controller.'),
    syncId: hexBytes({ min: 2, max: 2 }, 'a sync identity')
      .default('4246')
      .describe('Identity by which the controller recognises the chip. [TS102613 §9.4.2]'),
    window: z.int().min(2).max(4).default(4).describe('Largest SHDLC window that the chip takes.'),
    atr: atr.describe('Answer to reset of the APDU gate; made from the rest when left out.'),
    historical: atrHistorical,
    typeA,
    typeB,
    links: links({ min: 1, max: 3 }),
  })
  .describe('A single wire.');

/** [M-77] */
const proprietaryInterface = z
  .strictObject({
    id,
    kind: z.literal('proprietary').describe('A protocol of a plug-in, which is given at boot.'),
    plugin: name.describe('Name of the plug-in.'),
    mode: z
      .enum(['contact', 'contactless'])
      .default('contact')
      .describe('Whether its link counts as contact or contactless.'),
    settings: z
      .record(name, z.union([z.string().max(256), z.number(), z.boolean()]))
      .default({})
      .describe('Settings that are passed to the plug-in.'),
    links: links({ min: 1, max: 1 }),
  })
  .describe('A protocol of a plug-in.');

export const interfaces = z
  .array(
    z.discriminatedUnion('kind', [isoInterface, spiInterface, swpInterface, proprietaryInterface]),
  )
  .min(1)
  .max(8)
  .describe('Physical ports of the device.');
