/** The machine around the chip. The chip never reads this: its host does. [M-14] */
import * as z from 'zod';
import { label, name, type Whole } from '../containers/shapes/index.ts';

/** Machines that a chip is built into. [M-100] [M-102] */
export const HOST_KINDS = [
  'phone',
  'car',
  'meter',
  'slot-machine',
  'tv',
  'tablet',
  'laptop',
  'watch',
  'computer',
  'modem-with-ise',
] as const;

/** How the chip is built into its host. [M-101] [M-102] */
export const MOUNTS = ['removable', 'soldered', 'integrated'] as const;

/** Which client a link can have. [M-91]-[M-96] */
export const CLIENTS = ['modem', 'rich-os', 'tee', 'nfc-reader', 'host', 'computer'] as const;

export const host = z
  .strictObject({
    kind: z.enum(HOST_KINDS).describe('Kind of machine.'),
    mount: z
      .enum(MOUNTS)
      .describe('In a slot, soldered to the board, or part of another element. [M-101] [M-102]'),
    functions: z
      .array(label)
      .max(8)
      .default([])
      .describe('Other functions of the element that an integrated chip is part of. [M-102]'),
    clients: z
      .record(name, z.enum(CLIENTS))
      .default({})
      .describe('Client of a link, by the link’s id; by the link’s protocol when left out.'),
  })
  .describe('The machine around the chip.');

/** The machine around the chip, as a description has it. */
export type HostDescription = Whole<typeof host>;
export type HostKind = (typeof HOST_KINDS)[number];
/** What sits at a link: a modem, an NFC reader, the TEE, the rich OS, the host itself. */
export type ClientKind = (typeof CLIENTS)[number];
