/**
 * A removable consumer eUICC for tests: the answer to reset of such a card, the ISD-R under its
 * registered AID, a test profile that is enabled, and one of an operator. [SGP22 §2.4] [M-28]
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

const TEST = iccid('890010100000000063');
const OPERATIONAL = iccid('890010100000000064');

function uicc(number: string) {
  return {
    pins: [...CARD_PINS],
    files: [...DIRECTORY, ...cardFiles(number), ...TELECOM, ...GSM],
    applications: [
      {
        name: 'USIM',
        aid: USIM,
        pins: [...USIM_PINS],
        files: USIM_FILES,
        authentication: AUTHENTICATION,
      },
      { name: 'ISIM', aid: ISIM, files: ISIM_FILES, authentication: AUTHENTICATION },
    ],
    remote: [...REMOTE],
  };
}

export const testEuicc = {
  bifrons: 1,
  name: 'test-euicc',
  formFactor: 'smart-card',
  memory: { ram: 65536, nvm: 1048576 },
  interfaces: [
    {
      id: 'iso',
      kind: 'iso',
      atr: '3B9F96803F87828031E073FE211F574543753130136502',
      links: [{ id: 't0', protocol: 't0' }],
    },
  ],
  containers: [
    {
      id: 'euicc',
      kind: 'euicc',
      version: '2.5',
      isdR: { aid: 'A0000005591010FFFFFFFF8900000100' },
      eid: eid('890490320000000000000000006300'),
      profiles: [
        {
          name: 'test',
          iccid: TEST,
          isdP: 'A0000005591010FFFFFFFF8900001000',
          state: 'enabled',
          class: 'test',
          serviceProvider: 'Bifrons',
          profileName: 'Test network',
          owner: { mccMnc: '00101' },
          mnoSd: 'A000000151000000',
          mnoSdKeys: OPERATOR_KEYS,
          applications: [TOOLKIT_TEST],
          uicc: uicc(TEST),
        },
        {
          name: 'operational',
          iccid: OPERATIONAL,
          isdP: 'A0000005591010FFFFFFFF8900001100',
          class: 'operational',
          serviceProvider: 'Bifrons Mobile',
          profileName: 'Operator',
          owner: { mccMnc: '00101' },
          mnoSd: 'A000000151000000',
          mnoSdKeys: OPERATOR_KEYS,
          uicc: uicc(OPERATIONAL),
        },
      ],
    },
  ],
  pairing: { where: 'os', rules: [{ link: '*', container: 'euicc' }] },
} as const satisfies DescriptionInput;
