/** What differs between cards of different makes and editions, as fields of the description. */
import * as z from 'zod';
import { LOAD_HASHES, type Personality, STANDARD_COMMANDS, STATUS_FORMS } from '../../gp/index.ts';
import { hexBytes, type Whole } from '../shapes/index.ts';

const commandName = z.enum(STANDARD_COMMANDS.map(({ name }) => name));
const hashName = z.enum(LOAD_HASHES.map(({ name }) => name));

const BLOCKED_KEYS =
  'What becomes of a key set that failed attempts have blocked: kept until it is replaced, or ' +
  'deleted. Then INITIALIZE UPDATE counts as an attempt, and the keys of the description return ' +
  'with the last key.';

/** The fields, to be spread in the description of a card. */
export const personalityShape = {
  commands: z
    .array(commandName)
    .min(1)
    .optional()
    .describe(
      'Commands of its security domains; left out, all but GENERATE KEY. Those that open secure ' +
        'channels follow from the protocols.',
    ),
  getStatus: z
    .enum(STATUS_FORMS)
    .default('both')
    .describe('Forms of GET STATUS: data objects, the deprecated form, or both.'),
  privilegeLength: z
    .literal([1, 3])
    .default(3)
    .describe('Bytes of privileges in INSTALL: 1, or 3 where one byte is allowed too.'),
  storeDataClass: z
    .enum(['proprietary', 'both'])
    .default('proprietary')
    .describe('Classes in which STORE DATA comes: 8X, or 0X too.'),
  blockedKeys: z.enum(['kept', 'deleted']).default('kept').describe(BLOCKED_KEYS),
  load: z
    .strictObject({
      blockNumbersWrap: z
        .boolean()
        .default(false)
        .describe('Whether block 00 follows block FF, beyond the specification.'),
      hashes: z
        .array(hashName)
        .default(LOAD_HASHES.map(({ name }) => name))
        .describe('Hashes of load file data blocks that INSTALL may bring.'),
    })
    .prefault({})
    .describe('What INSTALL [for load] and LOAD accept.'),
  cardData: hexBytes({ min: 1, max: 255 }, 'card data')
    .optional()
    .describe('Card data, the value of tag 66; made of the editions and protocols when left out.'),
};

const personality = z.strictObject(personalityShape);

export function personalityOf(config: Whole<typeof personality>): Personality {
  const { commands, getStatus, privilegeLength, storeDataClass, blockedKeys, load } = config;
  return {
    instructions: commands && instructionsOf(commands),
    statusForms: getStatus,
    privilegeLength,
    storesInEitherClass: storeDataClass === 'both',
    deletesBlockedKeys: blockedKeys === 'deleted',
    loadBlocksWrap: load.blockNumbersWrap,
    loadHashes: load.hashes,
  };
}

function instructionsOf(names: readonly string[]): readonly number[] {
  return STANDARD_COMMANDS.filter(({ name }) => names.includes(name)).map(({ ins }) => ins);
}
