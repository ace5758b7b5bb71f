/** Results of packages whose header, files or PINs are wrong. [SAIP §8.10] */
import { unhex } from '../../../src/base/index.ts';
import {
  added,
  changed,
  files,
  holdResults,
  mandated,
  without,
} from '../../support/changed-packages.ts';
import { testProfile } from '../../support/profile-packages.ts';

holdResults([
  ['no header', 'invalid-request-format', 1, testProfile().slice(1)],
  ['two headers', 'invalid-request-format', undefined, [testProfile()[0]!, ...testProfile()]],
  ['no MF', 'invalid-request-format', 3, without('mf')],
  [
    'an element after the end',
    'invalid-request-format',
    200,
    [...testProfile(), { kind: 'end', value: { header: mandated } }],
  ],
  [
    'a number twice',
    'bad-values',
    1,
    added({ kind: 'end', value: { header: { identification: 1 } } }),
  ],
  [
    'another edition',
    'unsupported-profile-version',
    undefined,
    changed('header', (value) => ({
      ...value,
      majorVersion: 4,
    })),
  ],
  [
    'a service that is missing',
    'feature-not-supported',
    undefined,
    changed('header', (value) => ({
      ...value,
      mandatoryServices: { names: ['usim', 'cave'] },
    })),
  ],
  [
    'a service of a later edition',
    'feature-not-supported',
    undefined,
    changed('header', (value) => ({
      ...value,
      mandatoryServices: { names: [], unknown: unhex('9F2000') },
    })),
  ],
  [
    'a template that is missing',
    'template-not-supported',
    undefined,
    changed('header', (value) => ({
      ...value,
      mandatoryTemplates: ['2.23.143.1.2.99'],
    })),
  ],
  [
    'a library that is missing',
    'lib-not-supported',
    undefined,
    changed('header', (value) => ({
      ...value,
      mandatoryAids: [{ aid: unhex('A000000001'), version: unhex('0100') }],
    })),
  ],
  [
    'an unknown template of a mandated element',
    'template-not-supported',
    4,
    changed('telecom', (value) => ({
      ...value,
      templateID: '2.23.143.1.2.99',
    })),
  ],
  [
    'a template of another element',
    'bad-values',
    4,
    changed('telecom', (value) => ({
      ...value,
      templateID: '2.23.143.1.2.1',
    })),
  ],
  [
    'an ADF without a name',
    'bad-values',
    5,
    changed('usim', (value) =>
      files(value, {
        name: 'adf-usim',
        file: [{ kind: 'fileDescriptor', value: { fileID: unhex('7FD0') } }],
      }),
    ),
  ],
  [
    'content longer than its file',
    'bad-values',
    5,
    changed('usim', (value) =>
      files(value, {
        name: 'ef-imsi',
        file: [{ kind: 'fillFileContent', value: new Uint8Array(10) }],
      }),
    ),
  ],
  [
    'a file without a size',
    'bad-values',
    7,
    changed('opt-usim', (value) => files(value, { name: 'ef-spni', file: [] })),
  ],
  [
    'an optional element before its ADF',
    'invalid-request-format',
    7,
    without('usim', 'pinCodes', 'akaParameter'),
  ],
  [
    'a PIN twice',
    'bad-values',
    3,
    changed('pinCodes', (value) => ({
      ...value,
      pinCodes: {
        kind: 'pinconfig',
        value: [1, 1].map((keyReference) => ({ keyReference, pinValue: new Uint8Array(8) })),
      },
    })),
  ],
  [
    'a local PIN in the MF',
    'bad-values',
    3,
    changed('pinCodes', (value) => ({
      ...value,
      pinCodes: { kind: 'pinconfig', value: [{ keyReference: 129, pinValue: new Uint8Array(8) }] },
    })),
  ],
  ['a PUK that is missing', 'bad-values', 3, without('pukCodes')],
  ['a PIN that a DF shows and none defines', 'pin-code-missing', 18, without('pinCodes')],
]);
