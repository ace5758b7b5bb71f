/** Package javacard.security at the level of 3.0.5. [JCAPI §javacard.security] */
import { unhex } from '../../../base/index.ts';
import type { ApiPackage } from '../api-class.ts';
import { checksum } from './checksum.ts';
import { cryptoExceptionClass } from './crypto-exception.ts';
import { keyAgreement } from './key-agreement.ts';
import { keyBuilder } from './key-builder.ts';
import { keyPair } from './key-pair.ts';
import { keys } from './keys.ts';
import { messageDigests } from './message-digest.ts';
import { randomData, randomDataOneShot } from './random-data.ts';
import { signature, signatureOneShot } from './signature.ts';

export const security: ApiPackage = {
  number: 3,
  name: 'javacard.security',
  aid: unhex('A0000000620102'),
  major: 1,
  minor: 6,
  classes: [
    ...keys,
    ...messageDigests,
    cryptoExceptionClass,
    keyBuilder,
    keyPair,
    randomData,
    randomDataOneShot,
    signature,
    signatureOneShot,
    keyAgreement,
    checksum,
  ],
};
