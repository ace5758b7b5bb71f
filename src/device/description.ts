/**
 * The device description: one JSON document that says what a device is made of. Counts, kinds,
 * versions and wiring are data; nothing of them is code. [M-32] [M-81]
 */
import { z } from 'zod';
import { CONTAINERS_MAX, HostError, LSI_MAX } from '../base/index.ts';
import { RULED_ACTIONS } from '../os/ruling/index.ts';
import { aid, applications, hexBytes, keySet, label, name, quota } from './description-parts.ts';
import { euicc } from './euicc-description.ts';

const link = z.strictObject({
  id: name,
  protocol: z.enum(['t0', 't1', 'swp-a', 'swp-b', 'apdu-gate', 'spi', 'proprietary']),
  lsis: z.int().min(1).max(LSI_MAX).default(1),
  channels: z.int().min(1).max(20).default(20),
});

const isoInterface = z.strictObject({
  id: name,
  kind: z.literal('iso'),
  /** The whole answer to reset, or left out: then made from the links it carries. */
  atr: hexBytes({ min: 2, max: 33 }, 'an ATR').optional(),
  historical: hexBytes({ min: 0, max: 15 }, 'historical bytes').default(''),
  /** Error detection code of T=1. */
  edc: z.enum(['lrc', 'crc']).default('lrc'),
  ifsc: z.int().min(16).max(254).default(254),
  links: z.array(link).min(1).max(2),
});

const spiInterface = z.strictObject({
  id: name,
  kind: z.literal('spi'),
  historical: hexBytes({ min: 0, max: 15 }, 'historical bytes').default(''),
  ifsc: z.int().min(8).max(4_089).default(4_089),
  links: z.array(link).length(1),
});

/** A single wire to an NFC controller. [M-72] [M-73] [M-74] */
const swpInterface = z.strictObject({
  id: name,
  kind: z.literal('swp'),
  /** By which the controller knows the chip again. [TS102613 §9.4.2] */
  syncId: hexBytes({ min: 2, max: 2 }, 'a sync identity').default('4246'),
  /** Largest window of SHDLC that the chip takes. */
  window: z.int().min(2).max(4).default(4),
  /** What the APDU gate answers a reset with, or left out: then made from the rest. */
  atr: hexBytes({ min: 2, max: 33 }, 'an ATR').optional(),
  historical: hexBytes({ min: 0, max: 15 }, 'historical bytes').default(''),
  /** As whom a reader's field of type A meets the chip. [ISO14443-3 §6] */
  typeA: z
    .strictObject({
      /** Left out: made up by the controller in each field. */
      uid: hexBytes({ min: 4, max: 10 }, 'a UID')
        .refine((text) => [4, 7, 10].includes(text.length / 2), 'a UID: 4, 7 or 10 bytes')
        .optional(),
      historical: hexBytes({ min: 0, max: 15 }, 'historical bytes').default(''),
      /** Frame waiting time integer. */
      fwi: z.int().min(0).max(14).default(10),
    })
    .prefault({}),
  /** And of type B. [ISO14443-3 §7] */
  typeB: z
    .strictObject({
      pupi: hexBytes({ min: 4, max: 4 }, 'a PUPI').optional(),
      afi: z.int().min(0).max(255).default(0),
      applicationData: hexBytes({ min: 3, max: 3 }, 'application data').default('000000'),
      fwi: z.int().min(0).max(14).default(10),
    })
    .prefault({}),
  links: z.array(link).min(1).max(3),
});

/** A protocol of one's own; its plug-in is given at boot. [M-77] */
const proprietaryInterface = z.strictObject({
  id: name,
  kind: z.literal('proprietary'),
  /** The plug-in's name. */
  plugin: name,
  mode: z.enum(['contact', 'contactless']).default('contact'),
  /** What the plug-in is told. */
  settings: z.record(name, z.union([z.string().max(256), z.number(), z.boolean()])).default({}),
  links: z.array(link).length(1),
});

const globalPlatform = z.strictObject({
  id: name,
  kind: z.literal('globalplatform'),
  quota: quota.default(262_144),
  version: z.enum(['2.2.1', '2.3', '2.3.1']).default('2.3'),
  javaCard: z.enum(['3.0.4', '3.0.5', '3.1', '3.2']).default('3.0.5'),
  isd: z.strictObject({ aid }),
  lifeCycle: z.enum(['OP_READY', 'INITIALIZED', 'SECURED']).default('SECURED'),
  iin: hexBytes({ min: 1, max: 16 }, 'an IIN'),
  cin: hexBytes({ min: 1, max: 16 }, 'a CIN'),
  cplc: hexBytes({ min: 42, max: 42 }, 'CPLC data'),
  scp03: z.strictObject({ i: z.enum(['00', '70']) }).default({ i: '70' }),
  keySets: z.array(keySet).min(1).max(8),
  securityDomains: z
    .array(
      z.strictObject({
        name: label,
        aid,
        privileges: hexBytes({ min: 3, max: 3 }, 'privileges'),
        lifeCycle: z.enum(['SELECTABLE', 'PERSONALIZED']).default('PERSONALIZED'),
        data: z
          .record(
            z.string().regex(/^[0-9A-Fa-f]{2,6}$/),
            hexBytes({ min: 0, max: 255 }, 'an object'),
          )
          .default({}),
        keySets: z.array(keySet).max(8).optional(),
      }),
    )
    .default([]),
  applications,
});

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

/** Who may sit at a link. [M-91]-[M-96] */
export const ENTITIES = ['modem', 'rich-os', 'tee', 'nfc-reader', 'host', 'computer'] as const;

/** The machine around the chip. The chip itself never reads this: its host does. [M-14] */
const host = z.strictObject({
  kind: z.enum(HOST_KINDS),
  /** How the chip is fixed: in a slot, on the board, or inside another element. [M-101] [M-102] */
  mount: z.enum(['removable', 'soldered', 'integrated']),
  /** What else the element does that the chip is integrated in. [M-102] */
  functions: z.array(label).max(8).default([]),
  /** Who sits at a link, by the link's id; others have whom their protocol suggests. */
  seats: z.record(name, z.enum(ENTITIES)).default({}),
});

export const FORM_FACTORS = ['eSE', 'iSE', 'secure-enclave', 'smart-card', 'm2m'] as const;

export const descriptionSchema = z.strictObject({
  $schema: z.string().optional(),
  /** Version of this document's form. */
  bifrons: z.literal(1),
  name,
  /** [M-11] */
  formFactor: z.enum(FORM_FACTORS).default('eSE'),
  host: host.optional(),
  /** Working and non-volatile memory, in bytes; by the form factor unless given. [M-103] [M-107] */
  memory: z
    .strictObject({
      ram: z
        .int()
        .min(1_024)
        .max(16 * 1_024 * 1_024)
        .optional(),
      nvm: z
        .int()
        .min(4_096)
        .max(64 * 1_024 * 1_024)
        .optional(),
    })
    .default({}),
  interfaces: z
    .array(
      z.discriminatedUnion('kind', [
        isoInterface,
        spiInterface,
        swpInterface,
        proprietaryInterface,
      ]),
    )
    .min(1)
    .max(8),
  containers: z
    .array(z.discriminatedUnion('kind', [euicc, globalPlatform]))
    .min(1)
    .max(CONTAINERS_MAX),
  pairing: z.strictObject({
    /** Whether the OS holds the pairing data or only reads it. [M-55] [M-56] */
    where: z.enum(['os', 'outside']).default('os'),
    rules: z.array(
      z.strictObject({
        /** A link's id, a protocol, `iso7816-3`, or `*`; the more exact rule wins. [M-53] */
        link: z.string().min(1).max(32),
        lsi: z
          .int()
          .min(0)
          .max(LSI_MAX - 1)
          .optional(),
        container: name,
      }),
    ),
  }),
  aliases: z.array(z.strictObject({ common: aid, container: name, real: aid })).default([]),
  /** What commands cost in virtual milliseconds, by class and instruction: `80E2`. */
  costs: z
    .record(
      z.string().regex(/^[0-9A-Fa-f]{4}$/, 'class and instruction: four hexadecimal digits'),
      z.int().min(0).max(600_000),
    )
    .default({}),
  policy: z.enum(['only-if-aliased', 'always']).default('only-if-aliased'),
  /** Which link, or which container from inside, may do what concerns the device. [P-01] */
  ruling: z
    .array(
      z.strictObject({
        action: z.enum(RULED_ACTIONS),
        by: z.string().min(1).max(32),
        container: name.optional(),
        verdict: z.enum(['allow', 'deny']),
        /** With an allowed `card-lock`: `device` locks every other container too. [P-04] */
        scope: z.enum(['container', 'device']).optional(),
      }),
    )
    .default([]),
  /** Per container: from which links its own AIDs may be selected. */
  reach: z.record(name, z.enum(['all', 'own'])).default({}),
});

/** What a chip of each form factor has when its description does not say. [M-11] [M-108] */
const MEMORY_OF: Readonly<Record<(typeof FORM_FACTORS)[number], Memory>> = {
  eSE: { ram: 65_536, nvm: 1_048_576 },
  iSE: { ram: 262_144, nvm: 4_194_304 },
  'secure-enclave': { ram: 524_288, nvm: 8_388_608 },
  'smart-card': { ram: 16_384, nvm: 786_432 },
  m2m: { ram: 32_768, nvm: 1_048_576 },
};

interface Memory {
  readonly ram: number;
  readonly nvm: number;
}

type Parsed = z.infer<typeof descriptionSchema>;
export type Description = Omit<Parsed, 'memory'> & { readonly memory: Memory };
export type HostDescription = z.infer<typeof host>;
export type HostKind = HostDescription['kind'];
export type EntityKind = (typeof ENTITIES)[number];
export type InterfaceDescription = Description['interfaces'][number];
export type ContainerDescription = Description['containers'][number];

/** Checks a parsed JSON document; a `HostError` names the first fields that are wrong. */
export function parseDescription(document: unknown): Description {
  const result = descriptionSchema.safeParse(document);
  if (result.success) {
    const { ram, nvm } = result.data.memory;
    const usual = MEMORY_OF[result.data.formFactor];
    return { ...result.data, memory: { ram: ram ?? usual.ram, nvm: nvm ?? usual.nvm } };
  }
  const lines = result.error.issues.slice(0, 5).map((issue) => {
    const where = issue.path.length > 0 ? issue.path.join('.') : 'the document';
    return `${where}: ${issue.message}`;
  });
  throw new HostError(
    'DESCRIPTION_INVALID',
    lines.join('; '),
    'mend the fields named, or start from a preset: ' +
      'bifrons topology --preset patent --json --show-test-keys',
  );
}

/** The published JSON Schema of the description. */
export function descriptionJsonSchema(): unknown {
  return z.toJSONSchema(descriptionSchema, { io: 'input' });
}
