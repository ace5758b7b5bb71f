/** Files and PINs of a profile, as a description names them. [TS102221 §8] [TS102221 §9] */
import * as z from 'zod';
import { ATTEMPTS_MAX, FILE_KINDS } from '../../uicc/index.ts';
import { aid, hexBytes, name, secret, type Whole } from '../shapes/index.ts';
import { AUTHENTICATION_ALGORITHMS } from '../../crypto/index.ts';

/** PIN1 to PIN8 of applications, PIN2 being local to an ADF; the universal PIN; keys. */
export const PIN_NAMES = [
  'PIN1',
  'PIN2',
  'UPIN',
  ...Array.from({ length: 10 }, (_, at) => `ADM${at + 1}` as const),
] as const;

const CONDITION = new RegExp(
  `^(always|never|(${PIN_NAMES.join('|')})(\\|(${PIN_NAMES.join('|')}))*)$`,
);

const condition = z
  .string()
  .max(64, { abort: true })
  .regex(CONDITION, 'always, never, or names of PINs and keys with | between them');

const code = secret(
  z.string().regex(/^([0-9]{4,8}|[0-9A-Fa-f]{16})$/, 'a code: 4 to 8 digits, or 8 bytes'),
);
const attempts = z.int().min(1).max(ATTEMPTS_MAX);

const pin = z
  .strictObject({
    name: z
      .enum(PIN_NAMES)
      .describe('PIN1, the universal PIN and ADM1 to ADM5 of the MF; others of an application.'),
    value: code.describe('Its value: 4 to 8 digits, or 8 bytes.'),
    enabled: z.boolean().default(true).describe('Whether it is enabled.'),
    attempts: attempts.default(3).describe('Attempts that block it.'),
    unblock: code.optional().describe('Code that unblocks it.'),
    unblockAttempts: attempts.default(10).describe('Attempts that block the unblock code.'),
  })
  .describe('A PIN, or an administrative key.');

const LENGTH_MAX = 65_535;
const RECORD_MAX = 255;
const content = hexBytes({ min: 0, max: LENGTH_MAX }, 'content');

const file = z
  .strictObject({
    path: z
      .string()
      .max(44, { abort: true })
      .regex(/^[0-9A-F]{4}(\/[0-9A-F]{4})*$/, 'file identifiers with / between them: 7F10/6F3A')
      .describe('File identifiers below the MF or the ADF: 7F10/6F3A.'),
    kind: z
      .enum(FILE_KINDS)
      .optional()
      .describe('Left out: linear-fixed where records are described, else transparent.'),
    sfi: z.int().min(1).max(30).optional().describe('Short file identifier.'),
    content: content.optional().describe('Content of a transparent or BER-TLV EF.'),
    records: z
      .array(hexBytes({ min: 0, max: RECORD_MAX }, 'a record'))
      .max(254)
      .optional()
      .describe('First records; each is filled up with FF.'),
    size: z
      .int()
      .min(1)
      .max(LENGTH_MAX)
      .optional()
      .describe(
        'Bytes of a transparent EF, or reserved for a BER-TLV EF; of the content when left out.',
      ),
    sizeMax: z.int().min(1).max(LENGTH_MAX).optional().describe('Most bytes of a BER-TLV EF.'),
    recordLength: z
      .int()
      .min(1)
      .max(RECORD_MAX)
      .optional()
      .describe('Bytes of a record; of the longest when left out.'),
    recordCount: z
      .int()
      .min(1)
      .max(254)
      .optional()
      .describe('Number of records; of those described when left out.'),
    read: condition.default('PIN1').describe('Who may read it.'),
    update: condition.default('ADM1').describe('Who may update it, or create files in a DF.'),
    manage: condition
      .default('ADM1')
      .describe('Who may activate, deactivate, resize and delete it.'),
    increase: condition
      .optional()
      .describe('Who may increase a cyclic EF; as update when left out.'),
    usableWhenDeactivated: z
      .boolean()
      .default(false)
      .describe('Whether it is read and updated while it is deactivated.'),
  })
  .describe('An EF or DF; DFs on the way to a file need no entry of their own.');

const pins = z.array(pin).max(16).default([]);
const files = z.array(file).max(512).default([]);

const limit = z
  .int()
  .min(0)
  .max(2 ** 43 - 1);

const authentication = z
  .strictObject({
    algorithm: z
      .enum(AUTHENTICATION_ALGORITHMS)
      .describe('Milenage, TUAK, or the exclusive or of test USIMs. [TS 35.206, 35.231, 34.108]'),
    key: secret(hexBytes({ min: 16, max: 32 }, 'K')).describe(
      'K: 16 bytes; of TUAK 16 or 32 bytes.',
    ),
    opc: secret(hexBytes({ min: 16, max: 32 }, 'OPc'))
      .optional()
      .describe('OPc of 16 bytes, or TOPc of 32; the test algorithm has none.'),
    resLength: z
      .union([z.literal(4), z.literal(8), z.literal(16), z.literal(32)])
      .default(8)
      .describe('Bytes of RES.'),
    iterations: z.int().min(1).max(255).default(1).describe('Of TUAK: applications of Keccak.'),
    delta: limit
      .optional()
      .describe('Greatest leap of a sequence number; not checked when left out.'),
    age: limit
      .optional()
      .describe('How far below the highest a sequence number may be; not checked when left out.'),
    keyFile: z
      .string()
      .regex(/^[0-9A-Fa-f]{4}$/, 'a file identifier')
      .optional()
      .describe(
        'An EF directly below the MF or ADF that holds algorithm and keys, as in test cards. ' +
          'It begins with key and opc; later its content counts instead of them.',
      ),
  })
  .describe('How an application authenticates.');

const application = z
  .strictObject({
    name: name.describe('Name for people: USIM.'),
    aid: aid.describe('AID of the ADF.'),
    pins: pins.describe('PINs of the application alone.'),
    files: files.describe('Files of the ADF.'),
    authentication: authentication
      .optional()
      .describe('Keys for AUTHENTICATE; without them it is refused.'),
  })
  .describe('A network access application.');

const remote = z
  .strictObject({
    tar: hexBytes({ min: 3, max: 3 }, 'a TAR').describe('Toolkit application reference.'),
    adf: aid
      .optional()
      .describe('AID of the ADF that it reaches; left out, the files of the MF alone.'),
    minimum: z
      .int()
      .min(0)
      .max(0x1f)
      .default(0x02)
      .describe('Least security, first byte: 2 is a checksum, 6 with a cipher, 22 a counter too.'),
    access: z.enum(['full', 'none']).default('full').describe('All rights, or none.'),
  })
  .describe('An application of remote file management.');

export const uicc = z
  .strictObject({
    generation: z
      .enum(['uicc', 'sim'])
      .default('uicc')
      .describe('A SIM takes the commands of class A0 alone.'),
    pins: pins.describe('PINs and keys of the UICC.'),
    files: files.describe('Files of the MF.'),
    applications: z.array(application).max(16).default([]).describe('ADFs.'),
    authentication: authentication
      .optional()
      .describe('Keys for RUN GSM ALGORITHM of a SIM; a USIM’s are its own.'),
    remote: z
      .array(remote)
      .max(16)
      .optional()
      .describe('What secured packets reach besides the operator’s security domain.'),
  })
  .describe('The UICC of a profile.');

export type UiccConfig = Whole<typeof uicc>;
export type UiccPinConfig = Whole<typeof pin>;
export type UiccFileConfig = Whole<typeof file>;
export type AuthenticationConfig = Whole<typeof authentication>;
