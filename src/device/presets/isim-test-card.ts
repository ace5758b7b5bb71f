/**
 * A programmable USIM and ISIM of test networks, as tools know one model: its answer to reset, the
 * administrative key, and its own files beside the standard ones, in which the keys of
 * authentication stand and can be replaced. Programs that detect the model find it. [M-28]
 */
import type { DescriptionInput } from '../description.ts';
import { eid, iccid } from './numbers.ts';
import {
  AUTHENTICATION,
  CARD_PINS,
  cardFiles,
  DIRECTORY,
  GSM,
  ISIM,
  ISIM_FILES,
  OPERATOR_KEYS,
  REMOTE,
  TELECOM,
  TOOLKIT_TEST,
  USIM,
  USIM_FILES,
  USIM_PINS,
} from './card-files.ts';

const NUMBER = iccid('890010100000000062');
const ADM = { read: 'ADM1', update: 'ADM1' } as const;
const KEY_FILE = 'AF20';

/** Rotations and constants of Milenage. [TS35206 §4.1] */
const MILENAGE = [
  '4000204060',
  ...['00', '01', '02', '04', '08'].map((one) => one.padStart(32, '0')),
];

export const isimTestCard = {
  bifrons: 1,
  name: 'isim-test-card',
  formFactor: 'smart-card',
  memory: { ram: 65536, nvm: 524288 },
  interfaces: [
    {
      id: 'iso',
      kind: 'iso',
      atr: '3B9F96801F878031E073FE211B674A4C753034054BA9',
      links: [{ id: 't0', protocol: 't0' }],
    },
  ],
  containers: [
    {
      id: 'euicc',
      kind: 'euicc',
      version: '2.5',
      isdR: { aid: 'A0000005591010FFFFFFFF8900000100' },
      eid: eid('890490320000000000000000006200'),
      profiles: [
        {
          name: 'test',
          iccid: NUMBER,
          isdP: 'A0000005591010FFFFFFFF8900001000',
          state: 'enabled',
          class: 'test',
          serviceProvider: 'Bifrons',
          profileName: 'Test network, programmable',
          owner: { mccMnc: '00101' },
          mnoSd: 'A000000151000000',
          mnoSdKeys: OPERATOR_KEYS,
          applications: [TOOLKIT_TEST],
          uicc: {
            pins: [...CARD_PINS],
            files: [
              ...DIRECTORY,
              ...cardFiles(NUMBER),
              ...TELECOM,
              ...GSM,
              { path: 'A515/6F21', content: MILENAGE.join(''), ...ADM },
            ],
            applications: [
              {
                name: 'USIM',
                aid: USIM,
                pins: [...USIM_PINS],
                files: [...USIM_FILES, { path: KEY_FILE, ...ADM }],
                authentication: { ...AUTHENTICATION, keyFile: KEY_FILE },
              },
              {
                name: 'ISIM',
                aid: ISIM,
                files: [...ISIM_FILES, { path: KEY_FILE, ...ADM }],
                authentication: { ...AUTHENTICATION, keyFile: KEY_FILE },
              },
            ],
            remote: [...REMOTE],
          },
        },
      ],
    },
  ],
  pairing: { where: 'os', rules: [{ link: '*', container: 'euicc' }] },
} as const satisfies DescriptionInput;
