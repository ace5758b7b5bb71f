/**
 * The arrangement of Figure 2 of the source: two roots that the standards give one AID,
 * distinguished by the protocol. [M-22] [M-24] [M-27] [M-40] [M-53]
 */
import type { DescriptionInput } from '../description.ts';

export const patent = {
  bifrons: 1,
  name: 'patent',
  formFactor: 'eSE',
  memory: {
    ram: 65536,
    nvm: 1048576,
  },
  interfaces: [
    {
      id: 'iso0',
      kind: 'iso',
      historical: '8031E073FE21DF',
      links: [
        {
          id: 't0',
          protocol: 't0',
        },
      ],
    },
    {
      id: 'iso1',
      kind: 'iso',
      historical: '8031E073FE21DF',
      links: [
        {
          id: 't1',
          protocol: 't1',
        },
      ],
    },
    {
      id: 'spi',
      kind: 'spi',
      historical: '426966726F6E73',
      links: [
        {
          id: 'spi',
          protocol: 'spi',
        },
      ],
    },
    {
      id: 'swp',
      kind: 'swp',
      historical: '426966726F6E732067617465',
      typeA: {
        historical: '426966726F6E732041',
      },
      links: [
        {
          id: 'swp-a',
          protocol: 'swp-a',
        },
        {
          id: 'swp-b',
          protocol: 'swp-b',
        },
        {
          id: 'apdu-gate',
          protocol: 'apdu-gate',
        },
      ],
    },
  ],
  containers: [
    {
      id: 'C20',
      kind: 'euicc',
      quota: 262144,
      version: '2.1',
      isdR: {
        aid: 'A000000152000000',
      },
      eid: '89049032000000000000000000200080',
      emptySelect: 'isd-r',
      ciPublicKeys: [
        'F54172BDF98A95D65CBEB88A38A1C11D800A85C3',
        'C0BC70BA36929D43B467FF57570530E57AB8FCD8',
      ],
      profiles: [
        {
          name: 'ISD-P1',
          iccid: '8900101000000000001',
          isdP: 'A0000005591010FFFFFFFF8900001000',
          state: 'enabled',
          class: 'operational',
          serviceProvider: 'Alpha Mobile',
          profileName: 'Alpha subscription',
          owner: {
            mccMnc: '00101',
          },
        },
        {
          name: 'ISD-P2',
          iccid: '8900102000000000000',
          isdP: 'A0000005591010FFFFFFFF8900001100',
          state: 'disabled',
          class: 'operational',
          serviceProvider: 'Beta Telecom',
          profileName: 'Beta subscription',
          owner: {
            mccMnc: '00102',
          },
        },
      ],
    },
    {
      id: 'C30',
      kind: 'globalplatform',
      quota: 262144,
      version: '2.3',
      isd: {
        aid: 'A000000151000000',
      },
      lifeCycle: 'SECURED',
      iin: '42494E01',
      cin: '0000000000003001',
      cplc: '409071644251632001006320000010010001481263204250632042526320000000014253632000000001',
      secureChannels: [
        {
          protocol: 'SCP03',
          i: '70',
        },
      ],
      keySets: [
        {
          version: 48,
          enc: '404142434445464748494A4B4C4D4E4F',
          mac: '404142434445464748494A4B4C4D4E4F',
          dek: '404142434445464748494A4B4C4D4E4F',
        },
        {
          version: 255,
          enc: '404142434445464748494A4B4C4D4E4F',
          mac: '404142434445464748494A4B4C4D4E4F',
          dek: '404142434445464748494A4B4C4D4E4F',
        },
      ],
      securityDomains: [
        {
          name: 'AM SD',
          aid: 'A000000151414D534401',
          privileges: '804000',
          lifeCycle: 'PERSONALIZED',
          data: {
            '5F50': '68747470733A2F2F7061792E6578616D706C652F73657276696365',
            '42': '5041594558',
            '45': '0102030405060708',
          },
        },
      ],
    },
  ],
  pairing: {
    where: 'os',
    rules: [
      {
        link: 'iso7816-3',
        container: 'C20',
      },
      {
        link: '*',
        container: 'C30',
      },
    ],
  },
  aliases: [
    {
      common: 'A000000151000000',
      container: 'C20',
      real: 'A000000152000000',
    },
  ],
  ruling: [
    { action: 'card-lock', by: '*', verdict: 'allow' },
    { action: 'card-lock', by: 'iso7816-3', verdict: 'deny' },
    { action: 'card-lock', by: 'inside', container: 'C20', verdict: 'deny' },
    { action: 'card-unlock', by: 'iso7816-3', verdict: 'deny' },
    { action: 'card-unlock', by: 'inside', container: 'C20', verdict: 'deny' },
    { action: 'card-terminate', by: 'iso7816-3', verdict: 'deny' },
    { action: 'card-terminate', by: 'inside', container: 'C20', verdict: 'deny' },
  ],
  policy: 'only-if-aliased',
  reach: {
    C20: 'all',
    C30: 'all',
  },
} as const satisfies DescriptionInput;
