/**
 * A card of the second generation: a SIM, whose terminal sends class A0 and gets nothing else
 * answered below its files; nothing in that class opens a channel, so it has one. [TS51011 §10]
 */
import type { DescriptionInput } from '../description.ts';
import { AUTHENTICATION, CARD_PINS, cardFiles, GSM, TELECOM, USIM_PINS } from './card-files.ts';
import { iccid } from './numbers.ts';
import { testCard, testProfile } from './uicc-card.ts';

const NUMBER = iccid('890010100000000061');
const [PIN1, ADM1] = CARD_PINS;

export const simCard = testCard({
  name: 'sim-card',
  nvm: 524288,
  contacts: {
    // T=0, up to 12 clock conversions for F=372; nine historical bytes.
    atr: '3B991800118822334455667760',
    links: [{ id: 't0', protocol: 't0', channels: 1 }],
  },
  eid: '890490320000000000000000006100',
  profiles: [
    testProfile(NUMBER, {
      profileName: 'Test network, second generation',
      uicc: {
        generation: 'sim',
        pins: [PIN1, ...USIM_PINS, ADM1],
        files: [...cardFiles(NUMBER), ...TELECOM, ...GSM],
        authentication: AUTHENTICATION,
      },
    }),
  ],
}) satisfies DescriptionInput;
