/**
 * One valid example of each command between the terminal and a UICC, beside those of its files: see
 * `command-examples.ts`. [TS102221 §11.1.19] [TS102221 §11.1.22] [TS102221 §11.2]
 */
import type { CommandExample } from './command-example.ts';
import { none, NOT_OFFERED, OK, short } from './command-examples.ts';

const notData = (): string => '6A80';
/** The card's menu comes first, then the events; 91XX is the kernel's. */
const DONE = /9(000|1..)$/;
const ALL_SUPPORTED = `8010000014${'FF'.repeat(20)}`;
const MENU_DONE = '810301250082028281830100';

/** By the names of the command table. */
export const SESSION_EXAMPLES: Readonly<Record<string, CommandExample>> = {
  'TERMINAL PROFILE': {
    parameters: '0000',
    data: 'FF'.repeat(20),
    answer: DONE,
    p1: none,
    p2: none,
    early: OK,
    again: OK,
    ended: DONE,
  },
  ENVELOPE: {
    before: [ALL_SUPPORTED],
    joined: true,
    parameters: '0000',
    // The entry that the card has numbered.
    data: 'D30782020181900180',
    answer: DONE,
    p1: none,
    p2: none,
    truncated: notData,
    oversized: '6A80',
    early: OK,
    again: OK,
    ended: DONE,
    more: [
      ['80C2000009D30782020181900101', '6985'],
      ['80C2000009D30782020181900200', '6A80'],
      ['80C200000BD30982020181900200801500', '6A80'],
      ['80C2000009D70782028281A40101', '6A80'],
      ['80C200000ED70C82028281A40108A503005000', '6985'],
      ['80C200000ED70C82028281A40101A503006600', '6A80'],
      ['80C2000009D60799012082028281', '6985'],
      ['80C200000AD6089902040582028281', '6A80'],
      ['80C2000006D10482028381', '6A80'],
      ['80C2000009D107820283818B0100', '6A80'],
      ['80C2000009D00782020181900180', '6A80'],
      ['80C2000009E30782020181900180', '6A80'],
    ],
  },
  FETCH: {
    before: [ALL_SUPPORTED],
    parameters: '0000',
    answer: /^D0.*9000$/,
    p1: none,
    p2: none,
    oversized: '6700',
    early: /^6985$/,
    again: /^6985$/,
    ended: /^D0.*9000$/,
  },
  'TERMINAL RESPONSE': {
    before: [ALL_SUPPORTED, '8012000000'],
    parameters: '0000',
    data: MENU_DONE,
    answer: DONE,
    p1: none,
    p2: none,
    truncated: notData,
    oversized: '6A80',
    early: /^6985$/,
    again: /^6985$/,
    ended: DONE,
    more: [
      ['801400000C810302250082028281830100', '6A80'],
      ['801400000C810301240082028281830100', '6A80'],
      ['801400000C810301250182028281830100', '6A80'],
      ['801400000C820282818103012500830100', '6A80'],
    ],
  },
  'TERMINAL CAPABILITY': {
    parameters: '0000',
    data: 'A9088100820101830107',
    p1: none,
    p2: none,
    truncated: notData,
    oversized: '6A80',
    early: OK,
    again: OK,
    ended: OK,
    more: [
      ['80AA000004A900A900', '6A80'],
      ['80AA000003A90181', '6A80'],
      ['80AA000004A9028105', '6A80'],
      ['80AA0000028100', '6A80'],
    ],
  },
  'SUSPEND UICC': {
    parameters: '0000',
    data: '0001020A',
    answer: /^020A.{16}9000$/,
    // A token has 8 bytes.
    p1: (p1) => (p1 === 1 ? '6700' : none(p1)),
    p2: none,
    truncated: short,
    oversized: '6700',
    early: OK,
    again: OK,
    more: [
      ['8076000004000A0009', '6A80'],
      ['80760000040501050A', '6A80'],
      [`8076010008${'00'.repeat(8)}`, '6985'],
    ],
  },
  'MANAGE LSI': { ...NOT_OFFERED, ended: /^6D00$/ },
};
