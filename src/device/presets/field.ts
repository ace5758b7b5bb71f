/**
 * A phone's combined chip of today: the profile's MNO-SD and the eSE's ISD share one AID.
 */
import type { DescriptionInput } from '../description.ts';

export const field = {
  bifrons: 1,
  name: 'field',
  formFactor: 'eSE',
  memory: {
    ram: 131072,
    nvm: 2097152,
  },
  interfaces: [
    {
      id: 'iso',
      kind: 'iso',
      historical: '8031E073FE21DF',
      links: [
        {
          id: 't0',
          protocol: 't0',
        },
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
      id: 'euicc',
      kind: 'euicc',
      quota: 1048576,
      version: '2.5',
      isdR: {
        aid: 'A0000005591010FFFFFFFF8900000100',
      },
      eid: '89049032000000000000000000250035',
      emptySelect: 'mno-sd',
      ciPublicKeys: [
        'F54172BDF98A95D65CBEB88A38A1C11D800A85C3',
        'C0BC70BA36929D43B467FF57570530E57AB8FCD8',
      ],
      profiles: [
        {
          name: 'ISD-P1',
          iccid: '8900101000000000019',
          isdP: 'A0000005591010FFFFFFFF8900001000',
          state: 'enabled',
          class: 'operational',
          serviceProvider: 'Alpha Mobile',
          profileName: 'Alpha subscription',
          owner: {
            mccMnc: '00101',
          },
          mnoSd: 'A000000151000000',
        },
        {
          name: 'ISD-P2',
          iccid: '8900102000000000018',
          isdP: 'A0000005591010FFFFFFFF8900001100',
          state: 'disabled',
          class: 'operational',
          serviceProvider: 'Beta Telecom',
          profileName: 'Beta subscription',
          owner: {
            mccMnc: '00102',
          },
          mnoSd: 'A000000151000000',
        },
      ],
    },
    {
      id: 'ese',
      kind: 'globalplatform',
      quota: 524288,
      version: '2.3.1',
      isd: {
        aid: 'A000000151000000',
      },
      lifeCycle: 'SECURED',
      iin: '42494E02',
      cin: '0000000000003101',
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
        container: 'euicc',
      },
      {
        link: '*',
        container: 'ese',
      },
    ],
  },
  aliases: [],
  ruling: [
    { action: 'card-lock', by: '*', verdict: 'allow' },
    { action: 'card-lock', by: 'iso7816-3', verdict: 'deny' },
    { action: 'card-lock', by: 'inside', container: 'euicc', verdict: 'deny' },
    { action: 'card-unlock', by: 'iso7816-3', verdict: 'deny' },
    { action: 'card-unlock', by: 'inside', container: 'euicc', verdict: 'deny' },
    { action: 'card-terminate', by: 'iso7816-3', verdict: 'deny' },
    { action: 'card-terminate', by: 'inside', container: 'euicc', verdict: 'deny' },
  ],
  policy: 'only-if-aliased',
  reach: {
    euicc: 'all',
    ese: 'all',
  },
} as const satisfies DescriptionInput;
