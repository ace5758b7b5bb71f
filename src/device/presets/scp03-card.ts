/**
 * A card of GlobalPlatform 2.3.1 with keys of AES-256, modes S8 and S16 of SCP03, and without what
 * the edition has deprecated: SHA-1, the old form of GET STATUS.
 */
import type { DescriptionInput } from '../description.ts';
import { TEST_KEY_256 } from './numbers.ts';

export const scp03Card = {
  bifrons: 1,
  name: 'scp03-card',
  formFactor: 'smart-card',
  memory: { ram: 65536, nvm: 524288 },
  interfaces: [
    {
      id: 'iso',
      kind: 'iso',
      historical: '8031E073FE21DF',
      ta1: '97',
      bwi: 5,
      cwi: 5,
      links: [{ id: 't1', protocol: 't1' }],
    },
  ],
  containers: [
    {
      id: 'card',
      kind: 'globalplatform',
      quota: 393216,
      version: '2.3.1',
      javaCard: '3.1',
      isd: { aid: 'A000000151000000' },
      lifeCycle: 'OP_READY',
      iin: '42494E04',
      cin: '0000000000003401',
      cplc: '409071644251632004006320000040010004481263204250632042526320000000044253632000000004',
      secureChannels: [
        { protocol: 'SCP03', i: '70' },
        { protocol: 'SCP03', i: '71' },
      ],
      getStatus: 'tlv',
      load: { hashes: ['sha256', 'sha384', 'sha512'] },
      keySets: [{ version: 48, enc: TEST_KEY_256, mac: TEST_KEY_256, dek: TEST_KEY_256 }],
      securityDomains: [
        { name: 'SSD', aid: 'A00000015153534401', privileges: '804000', lifeCycle: 'SELECTABLE' },
      ],
    },
  ],
  pairing: { where: 'os', rules: [{ link: '*', container: 'card' }] },
  aliases: [],
  ruling: [],
  policy: 'only-if-aliased',
  reach: { card: 'all' },
} as const satisfies DescriptionInput;
