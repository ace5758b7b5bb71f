/**
 * A card of the years of GlobalPlatform 2.1.1: SCP02, the older AID of its issuer security domain,
 * the deprecated form of GET STATUS, SHA-1, and load files longer than the block numbers of LOAD
 * reach. INSTALL accepts three bytes of privileges too: card managers of today always send three.
 */
import type { DescriptionInput } from '../description.ts';
import { TEST_KEY } from './numbers.ts';

export const scp02Card = {
  bifrons: 1,
  name: 'scp02-card',
  formFactor: 'smart-card',
  memory: { ram: 16384, nvm: 262144 },
  interfaces: [
    {
      id: 'iso',
      kind: 'iso',
      historical: '8031E073FE21DB',
      ta1: '18',
      wi: 10,
      links: [{ id: 't0', protocol: 't0', channels: 4 }],
    },
  ],
  containers: [
    {
      id: 'card',
      kind: 'globalplatform',
      quota: 196608,
      version: '2.1.1',
      javaCard: '2.2.1',
      isd: { aid: 'A000000003000000' },
      lifeCycle: 'OP_READY',
      iin: '42494E03',
      cin: '0000000000003301',
      cplc: '409071644251400001004050000030010003481240504250405042524050000000034253405000000003',
      secureChannels: [{ protocol: 'SCP02', i: '15' }],
      commands: [
        'SELECT',
        'GET DATA',
        'GET STATUS',
        'SET STATUS',
        'PUT KEY',
        'STORE DATA',
        'INSTALL',
        'LOAD',
        'DELETE',
      ],
      getStatus: 'old',
      load: { blockNumbersWrap: true, hashes: ['sha1'] },
      keySets: [{ version: 32, type: 'DES', enc: TEST_KEY, mac: TEST_KEY, dek: TEST_KEY }],
      securityDomains: [
        {
          name: 'SSD',
          aid: 'A00000000353534401',
          privileges: '800000',
          lifeCycle: 'SELECTABLE',
          keySets: [{ version: 32, type: 'DES', enc: TEST_KEY, mac: TEST_KEY, dek: TEST_KEY }],
        },
      ],
    },
  ],
  pairing: { where: 'os', rules: [{ link: '*', container: 'card' }] },
  aliases: [],
  ruling: [],
  policy: 'only-if-aliased',
  reach: { card: 'all' },
} as const satisfies DescriptionInput;
