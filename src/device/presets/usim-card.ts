/**
 * A card of a test network: a USIM and an ISIM, the files of a SIM beside them, and the codes that
 * tools for such cards expect. The eUICC around them has this one profile. [M-28]
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
  type Profile,
  REMOTE,
  TELECOM,
  TOOLKIT_TEST,
  USIM,
  USIM_FILES,
  USIM_PINS,
} from './card-files.ts';

const NUMBER = iccid('890010100000000060');

const uicc: NonNullable<Profile['uicc']> = {
  pins: [...CARD_PINS],
  files: [...DIRECTORY, ...cardFiles(NUMBER), ...TELECOM, ...GSM],
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

export const usimCard = {
  bifrons: 1,
  name: 'usim-card',
  formFactor: 'smart-card',
  memory: { ram: 65536, nvm: 524288 },
  interfaces: [
    {
      id: 'iso',
      kind: 'iso',
      historical: '8031E073FE21DF',
      links: [
        { id: 't0', protocol: 't0' },
        { id: 't1', protocol: 't1' },
      ],
    },
  ],
  containers: [
    {
      id: 'euicc',
      kind: 'euicc',
      version: '2.5',
      isdR: { aid: 'A0000005591010FFFFFFFF8900000100' },
      eid: eid('890490320000000000000000006000'),
      profiles: [
        {
          name: 'test',
          iccid: NUMBER,
          isdP: 'A0000005591010FFFFFFFF8900001000',
          state: 'enabled',
          class: 'test',
          serviceProvider: 'Bifrons',
          profileName: 'Test network',
          owner: { mccMnc: '00101' },
          mnoSd: 'A000000151000000',
          mnoSdKeys: OPERATOR_KEYS,
          applications: [TOOLKIT_TEST],
          uicc,
        },
      ],
    },
  ],
  pairing: { where: 'os', rules: [{ link: '*', container: 'euicc' }] },
} as const satisfies DescriptionInput;
