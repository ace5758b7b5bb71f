/**
 * A card of a test network: a USIM and an ISIM, the files of a SIM beside them, and the codes that
 * tools for such cards expect. The eUICC around them has this one profile. [M-28]
 */
import type { DescriptionInput } from '../description.ts';
import { TOOLKIT_TEST } from './card-files.ts';
import { iccid } from './numbers.ts';
import { OPERATOR_DOMAIN, testCard, testProfile, usimAndIsim } from './uicc-card.ts';

const NUMBER = iccid('890010100000000060');

export const usimCard = testCard({
  name: 'usim-card',
  nvm: 524288,
  contacts: {
    historical: '8031E073FE21DF',
    links: [
      { id: 't0', protocol: 't0' },
      { id: 't1', protocol: 't1' },
    ],
  },
  eid: '890490320000000000000000006000',
  profiles: [
    testProfile(NUMBER, {
      profileName: 'Test network',
      ...OPERATOR_DOMAIN,
      applications: [TOOLKIT_TEST],
      uicc: usimAndIsim(NUMBER),
    }),
  ],
}) satisfies DescriptionInput;
