/**
 * The device description: one JSON document from which a device is made. Counts, kinds, versions
 * and wiring are data; none of them is code. [M-32] [M-81]
 */
import * as z from 'zod';
import { CONTAINERS_MAX, HostError, LSI_MAX } from '../base/index.ts';
import { euicc } from '../containers/euicc/index.ts';
import { globalPlatform } from '../containers/globalplatform/index.ts';
import { aid, name, type Whole, type Written } from '../containers/shapes/index.ts';
import { REACHES, RULED_ACTIONS, RULING_SCOPES, VERDICTS } from '../os/ruling/index.ts';
import { host } from './host-description.ts';
import { interfaces } from './interface-description.ts';

const containerId = name.describe('Identifier of a container.');

const MEMORY_MAX = { ram: 16 * 1_024 * 1_024, nvm: 64 * 1_024 * 1_024 };
/** [M-103] [M-107] */
const memory = z
  .strictObject({
    ram: z.int().min(1_024).max(MEMORY_MAX.ram).optional().describe('Working memory, in bytes.'),
    nvm: z
      .int()
      .min(4_096)
      .max(MEMORY_MAX.nvm)
      .optional()
      .describe('Non-volatile memory, in bytes.'),
  })
  .default({})
  .describe('Sizes of memory; by the form factor when left out.');

const pairing = z
  .strictObject({
    where: z
      .enum(['os', 'outside'])
      .default('os')
      .describe('Whether the OS holds the pairing data or only reads it. [M-55] [M-56]'),
    rules: z
      .array(
        z.strictObject({
          link: z
            .string()
            .min(1)
            .max(32)
            .describe('A link’s id, a protocol, iso7816-3, or *; the more exact rule wins. [M-53]'),
          lsi: z
            .int()
            .min(0)
            .max(LSI_MAX - 1)
            .optional()
            .describe('One logical secure element of the link; all when left out.'),
          container: containerId,
        }),
      )
      .describe('Rules that together assign each link and LSI to one container.'),
  })
  .describe('Pairing data: which container a link and LSI belong to.');

const aliases = z
  .array(
    z.strictObject({
      common: aid.describe('AID that clients use.'),
      container: containerId,
      real: aid.describe('AID of the entity in that container.'),
    }),
  )
  .default([])
  .describe('Entries of the alias registry.');

/** [P-01] */
const ruling = z
  .array(
    z.strictObject({
      action: z.enum(RULED_ACTIONS).describe('The action that is allowed or denied.'),
      by: z
        .string()
        .min(1)
        .max(32)
        .describe('A link’s id, a protocol, iso7816-3, *, or inside: code of the container.'),
      container: containerId.optional().describe('Only this container; all when left out.'),
      verdict: z.enum(VERDICTS).describe('Whether the action is allowed.'),
      scope: z
        .enum(RULING_SCOPES)
        .optional()
        .describe('With an allowed card-lock: device locks every other container too. [P-04]'),
    }),
  )
  .default([])
  .describe('Ruling data: which link or container may do what concerns the device.');

const commandName = z
  .string()
  .regex(/^[0-9A-Fa-f]{4}$/, 'class and instruction: four hexadecimal digits');

const oddAnswers = z
  .array(
    z.strictObject({
      command: commandName.describe('Class without channel, and instruction: 80E2.'),
      sw: z
        .string()
        .regex(/^[69][0-9A-Fa-f]{3}$/, 'a status word: four hexadecimal digits, from 6 or 9')
        .describe('Status word that the command gets; it is not processed.'),
      each: z
        .int()
        .min(1)
        .max(100_000)
        .default(1)
        .describe('Of such commands, each of this number gets it; 1 for all.'),
    }),
  )
  .max(16)
  .refine((all) => new Set(all.map(({ command }) => command.toUpperCase())).size === all.length, {
    message: 'one entry for each class and instruction',
  })
  .optional()
  .describe(
    'Answers in place of processing, for those who test clients: a dropped response, a busy card.',
  );

/** [M-11] */
export const FORM_FACTORS = ['eSE', 'iSE', 'secure-enclave', 'smart-card', 'm2m'] as const;

export const descriptionSchema = z.strictObject({
  $schema: z.string().optional().describe('Where an editor finds the JSON Schema.'),
  bifrons: z.literal(1).describe('Version of the form of this document.'),
  name: name.describe('Name of the device.'),
  formFactor: z
    .enum(FORM_FACTORS)
    .default('eSE')
    .describe('Form factor; it sets the defaults of memory.'),
  host: host.optional(),
  memory,
  interfaces,
  containers: z
    .array(z.discriminatedUnion('kind', [euicc, globalPlatform]))
    .min(1)
    .max(CONTAINERS_MAX)
    .describe('Software containers of the device.'),
  pairing,
  aliases,
  costs: z
    .record(commandName, z.int().min(0).max(600_000))
    .default({})
    .describe('Virtual milliseconds that commands cost, by class and instruction: 80E2.'),
  oddAnswers,
  policy: z
    .enum(['only-if-aliased', 'always'])
    .default('only-if-aliased')
    .describe('Whether all messages of a link stay in its paired container, or common AIDs only.'),
  ruling,
  reach: z
    .record(name, z.enum(REACHES))
    .default({})
    .describe('By container: whether all links or only its own may select its AIDs.'),
});

/** What a chip of each form factor has when its description does not say. [M-11] [M-108] */
const MEMORY_OF: Readonly<Record<(typeof FORM_FACTORS)[number], MemorySizes>> = {
  eSE: { ram: 65_536, nvm: 1_048_576 },
  iSE: { ram: 262_144, nvm: 4_194_304 },
  'secure-enclave': { ram: 524_288, nvm: 8_388_608 },
  'smart-card': { ram: 16_384, nvm: 786_432 },
  m2m: { ram: 32_768, nvm: 1_048_576 },
};

/** In bytes. */
export interface MemorySizes {
  /** Working memory. */
  readonly ram: number;
  /** Non-volatile memory. */
  readonly nvm: number;
}

/** A device description as one writes it: fields with a default may be left out. */
export type DescriptionInput = Written<typeof descriptionSchema>;
/** A whole device description, as `parseDescription` returns it. */
export type Description = Omit<Whole<typeof descriptionSchema>, 'memory'> & {
  readonly memory: MemorySizes;
};
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
    'correct the fields named, or start from a preset: bifrons init mine --preset patent',
  );
}

/** The published JSON Schema of the description. */
export function descriptionJsonSchema(): unknown {
  return z.toJSONSchema(descriptionSchema, { io: 'input' });
}

/** A document as JSON with its keys in order: two that say the same are the same text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, part]) => [key, sorted(part)]),
  );
}
