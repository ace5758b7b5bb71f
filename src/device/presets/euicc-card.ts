/**
 * A removable consumer eUICC for tests: the answer to reset of such a card, the ISD-R under its
 * registered AID, a test profile that is enabled, and one of an operator. [SGP22 §2.4] [M-28]
 */
import type { DescriptionInput } from '../description.ts';
import { TOOLKIT_TEST } from './card-files.ts';
import { iccid } from './numbers.ts';
import { OPERATOR_DOMAIN, testCard, testProfile, usimAndIsim } from './uicc-card.ts';

const TEST = iccid('890010100000000063');
const OPERATIONAL = iccid('890010100000000064');

export const testEuicc = testCard({
  name: 'test-euicc',
  nvm: 1048576,
  contacts: {
    atr: '3B9F96803F87828031E073FE211F574543753130136502',
    links: [{ id: 't0', protocol: 't0' }],
  },
  eid: '890490320000000000000000006300',
  profiles: [
    testProfile(TEST, {
      profileName: 'Test network',
      ...OPERATOR_DOMAIN,
      applications: [TOOLKIT_TEST],
      uicc: usimAndIsim(TEST),
    }),
    {
      name: 'operational',
      iccid: OPERATIONAL,
      isdP: 'A0000005591010FFFFFFFF8900001100',
      class: 'operational',
      serviceProvider: 'Bifrons Mobile',
      profileName: 'Operator',
      owner: { mccMnc: '00101' },
      ...OPERATOR_DOMAIN,
      uicc: usimAndIsim(OPERATIONAL),
    },
  ],
}) satisfies DescriptionInput;
