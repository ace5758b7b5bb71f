/**
 * A card of the second generation: a SIM, whose terminal sends class A0 and gets nothing else
 * answered below its files. [TS51011 §10]
 */
import type { DescriptionInput } from '../description.ts';
import { eid, iccid } from './numbers.ts';
import { AUTHENTICATION, cardFiles, GSM, TELECOM } from './card-files.ts';

const NUMBER = iccid('890010100000000061');

export const simCard = {
  bifrons: 1,
  name: 'sim-card',
  formFactor: 'smart-card',
  memory: { ram: 65536, nvm: 524288 },
  interfaces: [
    {
      id: 'iso',
      kind: 'iso',
      // T=0, up to 12 clock conversions for F=372; nine historical bytes.
      atr: '3B991800118822334455667760',
      links: [{ id: 't0', protocol: 't0' }],
    },
  ],
  containers: [
    {
      id: 'euicc',
      kind: 'euicc',
      version: '2.5',
      isdR: { aid: 'A0000005591010FFFFFFFF8900000100' },
      eid: eid('890490320000000000000000006100'),
      profiles: [
        {
          name: 'test',
          iccid: NUMBER,
          isdP: 'A0000005591010FFFFFFFF8900001000',
          state: 'enabled',
          class: 'test',
          serviceProvider: 'Bifrons',
          profileName: 'Test network, second generation',
          owner: { mccMnc: '00101' },
          uicc: {
            generation: 'sim',
            pins: [
              { name: 'PIN1', value: '1234', unblock: '12345678', enabled: false },
              { name: 'PIN2', value: '5678', unblock: '87654321' },
              { name: 'ADM1', value: '88888888', attempts: 10 },
            ],
            files: [...cardFiles(NUMBER), ...TELECOM, ...GSM],
            authentication: AUTHENTICATION,
          },
        },
      ],
    },
  ],
  pairing: { where: 'os', rules: [{ link: '*', container: 'euicc' }] },
} as const satisfies DescriptionInput;
