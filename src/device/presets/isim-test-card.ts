/**
 * A programmable USIM and ISIM of test networks, as tools know one model: its answer to reset, the
 * administrative key, and its own files beside the standard ones, in which the keys of
 * authentication stand and can be replaced. Programs that detect the model find it. [M-28]
 */
import type { DescriptionInput } from '../description.ts';
import { TOOLKIT_TEST } from './card-files.ts';
import { iccid } from './numbers.ts';
import { OPERATOR_DOMAIN, testCard, testProfile, usimAndIsim } from './uicc-card.ts';

const NUMBER = iccid('890010100000000062');
const ADM = { read: 'ADM1', update: 'ADM1' } as const;
const KEY_FILE = 'AF20';

/** Rotations and constants of Milenage. [TS35206 §4.1] */
const MILENAGE = [
  '4000204060',
  ...['00', '01', '02', '04', '08'].map((one) => one.padStart(32, '0')),
];

export const isimTestCard = testCard({
  name: 'isim-test-card',
  nvm: 524288,
  contacts: {
    atr: '3B9F96801F878031E073FE211B674A4C753034054BA9',
    links: [{ id: 't0', protocol: 't0' }],
  },
  eid: '890490320000000000000000006200',
  profiles: [
    testProfile(NUMBER, {
      profileName: 'Test network, programmable',
      ...OPERATOR_DOMAIN,
      applications: [TOOLKIT_TEST],
      uicc: usimAndIsim(NUMBER, {
        files: [{ path: 'A515/6F21', content: MILENAGE.join(''), ...ADM }],
        applicationFiles: [{ path: KEY_FILE, ...ADM }],
        keyFile: KEY_FILE,
      }),
    }),
  ],
}) satisfies DescriptionInput;
