/** PE-PINCodes and PE-PUKCodes. [SAIP §8.5.1] [SAIP §8.5.2] */
import { der } from '../asn1/index.ts';
import { FILE_PATH, PE_HEADER, UINT8 } from './pe-header.ts';

const PIN_LENGTH = 8;
const PINS_MAX = 26;
const PUKS_MAX = 16;

/** What stands for a component that was not sent. */
export const PIN_DEFAULTS = { pinAttributes: 7, attempts: 0x33 } as const;
export const PUK_DEFAULTS = { attempts: 0xaa } as const;

const ATTEMPTS = 'maxNumOfAttemps-retryNumLeft';

/** Key references: the module lets a number beyond its list pass. */
const KEY_REFERENCE = der.integer(255, 'PINKeyReferenceValue');
const PUK_REFERENCE = der.integer(255, 'PUKKeyReferenceValue');

const PIN_CONFIGURATION = der.sequence(
  'PINConfiguration',
  {
    keyReference: KEY_REFERENCE,
    pinValue: der.octets(PIN_LENGTH),
    unblockingPINReference: der.optional(PUK_REFERENCE),
    pinAttributes: der.optional(UINT8),
    /** Attempts allowed in the high four bits, attempts left in the low ones. */
    attempts: der.optional(UINT8),
  },
  { attempts: ATTEMPTS },
);

export type PinConfiguration = der.ValueOf<typeof PIN_CONFIGURATION>;

export const PE_PIN_CODES = der.sequence(
  'PE-PINCodes',
  {
    header: PE_HEADER,
    pinCodes: der.choice('pinCodes', {
      pinconfig: der.sequenceOf(PIN_CONFIGURATION, { min: 1, max: PINS_MAX }),
      filePath: FILE_PATH,
    }),
  },
  { header: 'pin-Header' },
);

export type PinCodes = der.ValueOf<typeof PE_PIN_CODES>;

const PUK_CONFIGURATION = der.sequence(
  'PUKConfiguration',
  {
    keyReference: PUK_REFERENCE,
    pukValue: der.octets(PIN_LENGTH),
    attempts: der.optional(UINT8),
  },
  { attempts: ATTEMPTS },
);

export const PE_PUK_CODES = der.sequence(
  'PE-PUKCodes',
  {
    header: PE_HEADER,
    pukCodes: der.sequenceOf(PUK_CONFIGURATION, { min: 1, max: PUKS_MAX }),
  },
  { header: 'puk-Header' },
);

export type PukCodes = der.ValueOf<typeof PE_PUK_CODES>;
