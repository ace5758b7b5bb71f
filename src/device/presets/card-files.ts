/** Files of test cards: what terminals and tools look for in a SIM, a USIM and an ISIM. */
import { hex, hexNumber, utf8 } from '../../base/index.ts';
import { emitIccid, emitImsi } from '../../wire/index.ts';
import type { DescriptionInput } from '../description.ts';

type Euicc = Extract<DescriptionInput['containers'][number], { readonly kind: 'euicc' }>;
export type Profile = NonNullable<Euicc['profiles']>[number];
export type Files = NonNullable<NonNullable<Profile['uicc']>['files']>;
type Conditions = Pick<Files[number], 'read' | 'update'>;

export const OPEN = { read: 'always', update: 'ADM1' } as const satisfies Conditions;
export const FIXED = { read: 'always', update: 'never' } as const satisfies Conditions;
const BY_USER = { read: 'PIN1', update: 'PIN1' } as const satisfies Conditions;
const BY_PIN2 = { read: 'PIN1', update: 'PIN2' } as const satisfies Conditions;

/** Services that are there, by number. [TS31102 §4.2.8] */
function serviceTable(length: number, services: readonly number[]): string {
  const table = new Uint8Array(length);
  for (const one of services) table[(one - 1) >> 3]! |= 1 << ((one - 1) & 7);
  return hex(table);
}

export function text(letters: string): string {
  return hex(utf8(letters));
}

export const USIM = 'A0000000871002FF44FF128900000100';
export const ISIM = 'A0000000871004FF44FF128900000100';
export const IMSI = '001010000000001';
const IMSI_FILE = hex(emitImsi(IMSI));
const DOMAIN = 'ims.mnc001.mcc001.3gppnetwork.org';

/** An application of EF.DIR. [TS102221 §13.1] */
export function directoryEntry(aid: string, label: string): string {
  const inside = `4F10${aid}50${length(text(label))}${text(label)}`;
  return `61${length(inside)}${inside}`;
}

function length(hexadecimal: string): string {
  return hexNumber(hexadecimal.length / 2);
}

/** A text as an object of an ISIM's files. [TS31103 §4.2.2] */
function textObject(letters: string): string {
  return `80${length(text(letters))}${text(letters)}`;
}

/** [TS31102 §4.4.2] [TS51011 §10.5] */
export const TELECOM: Files = [
  { path: '7F10/6F3A', recordLength: 28, recordCount: 20, ...BY_USER },
  { path: '7F10/6F3B', recordLength: 28, recordCount: 5, ...BY_PIN2 },
  { path: '7F10/6F3C', recordLength: 176, recordCount: 10, records: ['00'], ...BY_USER },
  { path: '7F10/6F40', recordLength: 28, recordCount: 2, ...BY_USER },
  { path: '7F10/6F42', recordLength: 40, recordCount: 1, ...BY_USER },
  { path: '7F10/6F43', content: 'FFFF', ...BY_USER },
  { path: '7F10/6F4A', recordLength: 13, recordCount: 2, ...BY_USER },
  { path: '7F10/5F3A/4F30', records: ['A80FC0034F3A01C5034F0902C6034F2503'], recordLength: 64 },
  { path: '7F10/5F3A/4F3A', recordLength: 28, recordCount: 20, ...BY_USER },
  { path: '7F10/5F3A/4F09', recordLength: 2, recordCount: 20, ...BY_USER },
  { path: '7F10/5F3A/4F25', recordLength: 1, recordCount: 20, ...BY_USER },
];

/** [TS51011 §10.3] */
export const GSM: Files = [
  { path: '7F20/6F05', content: 'FFFF', read: 'always', update: 'PIN1' },
  { path: '7F20/6F07', content: IMSI_FILE },
  { path: '7F20/6F20', content: 'FFFFFFFFFFFFFFFF07', ...BY_USER },
  { path: '7F20/6F30', size: 24, ...BY_USER },
  { path: '7F20/6F31', content: '05' },
  { path: '7F20/6F38', content: 'FF3FFF0F3C0300FC0F00' },
  { path: '7F20/6F46', size: 17, content: `01${text('Bifrons')}`, ...OPEN },
  { path: '7F20/6F74', size: 16, ...BY_USER },
  { path: '7F20/6F78', content: '0001' },
  { path: '7F20/6F7B', size: 12, ...BY_USER },
  { path: '7F20/6F7E', content: 'FFFFFFFF00F1100000FF01', ...BY_USER },
  { path: '7F20/6FAD', content: '00000002', ...OPEN },
  { path: '7F20/6FAE', content: '03', ...OPEN },
];

/** [TS31102 §4.2] */
export const USIM_FILES: Files = [
  { path: '6F05', sfi: 2, content: text('en'), read: 'always', update: 'PIN1' },
  { path: '6F07', sfi: 7, content: IMSI_FILE },
  { path: '6F08', sfi: 8, size: 33, content: '07', ...BY_USER },
  { path: '6F09', sfi: 9, size: 33, content: '07', ...BY_USER },
  { path: '6F31', sfi: 18, content: '05' },
  {
    path: '6F38',
    sfi: 4,
    content: serviceTable(17, [1, 2, 10, 12, 19, 20, 21, 27, 38, 42, 43, 45, 85, 122]),
  },
  { path: '6F3B', recordLength: 28, recordCount: 5, ...BY_PIN2 },
  { path: '6F3C', recordLength: 176, recordCount: 10, records: ['00'], ...BY_USER },
  { path: '6F40', recordLength: 28, recordCount: 2, ...BY_USER },
  { path: '6F42', recordLength: 40, recordCount: 1, ...BY_USER },
  { path: '6F43', content: 'FFFF', ...BY_USER },
  { path: '6F46', size: 17, content: `01${text('Bifrons')}`, ...OPEN },
  { path: '6F56', sfi: 5, content: '00', ...BY_PIN2 },
  { path: '6F5B', sfi: 15, content: 'F00000F00000', ...BY_USER },
  { path: '6F5C', sfi: 16, content: 'F00000' },
  { path: '6F60', sfi: 10, size: 40, ...BY_USER },
  { path: '6F61', sfi: 17, size: 40 },
  { path: '6F62', sfi: 19, content: '00F110FFFF' },
  { path: '6F73', sfi: 12, content: 'FFFFFFFFFFFFFF00F1100000FF01', ...BY_USER },
  { path: '6F78', sfi: 6, content: '0001' },
  { path: '6F7B', sfi: 13, size: 12, ...BY_USER },
  { path: '6F7E', sfi: 11, content: 'FFFFFFFF00F1100000FF01', ...BY_USER },
  { path: '6FAD', sfi: 3, content: '00000002', ...OPEN },
  { path: '6FB7', sfi: 1, records: ['11F2FF01', '19F1FF02'], recordLength: 20, ...OPEN },
  { path: '6FC5', sfi: 25, recordLength: 16, recordCount: 1, ...OPEN },
  { path: '6FC6', sfi: 26, recordLength: 8, recordCount: 1, ...OPEN },
  { path: '6FE3', sfi: 30, content: 'FFFFFFFFFFFFFFFFFFFFFFFF00F110FFFE01', ...BY_USER },
  { path: '6FE4', sfi: 24, recordLength: 80, recordCount: 1, ...BY_USER },
  { path: '5F3B/4F20', sfi: 1, content: 'FFFFFFFFFFFFFFFF07', ...BY_USER },
  { path: '5F3B/4F52', sfi: 2, content: 'FFFFFFFFFFFFFFFF07', ...BY_USER },
  { path: '5FC0/4F01', sfi: 1, size: 20, ...BY_USER },
  { path: '5FC0/4F02', sfi: 2, size: 20, ...BY_USER },
  { path: '5FC0/4F03', sfi: 3, recordLength: 57, recordCount: 1, ...BY_USER },
  { path: '5FC0/4F0A', sfi: 10, content: 'F0FFFFFF' },
];

/** [TS31103 §4.2] */
export const ISIM_FILES: Files = [
  { path: '6F02', sfi: 2, content: textObject(`${IMSI}@${DOMAIN}`) },
  { path: '6F03', sfi: 5, content: textObject(DOMAIN) },
  { path: '6F04', sfi: 4, records: [textObject(`sip:${IMSI}@${DOMAIN}`)] },
  { path: '6F07', sfi: 7, content: '01' },
  { path: '6FAD', sfi: 3, content: '000000', ...OPEN },
];

/** Test set 1 of Milenage. [TS35208 §4.3.1] */
export const AUTHENTICATION = {
  algorithm: 'milenage',
  key: '465B5CE8B199B49FAA5F0A2EE238A6BC',
  opc: 'CD63CB71954A9F4E48A5994E37A02BAF',
} as const;

/** PINs of the card, and those of a USIM. */
export const CARD_PINS = [
  { name: 'PIN1', value: '1234', unblock: '12345678', enabled: false },
  { name: 'ADM1', value: '88888888', attempts: 10 },
] as const;
export const USIM_PINS = [{ name: 'PIN2', value: '5678', unblock: '87654321' }] as const;

/** Files below the MF that every one of these cards has. */
export function cardFiles(number: string): Files {
  return [
    { path: '2F05', sfi: 5, content: text('en'), read: 'always', update: 'PIN1' },
    { path: '2F08', sfi: 8, content: '3C3C010000', ...OPEN },
    { path: '2FE2', sfi: 2, content: hex(emitIccid(number)), ...FIXED },
  ];
}

/** EF.DIR, for cards with applications. */
export const DIRECTORY: Files = [
  {
    path: '2F00',
    sfi: 30,
    records: [directoryEntry(USIM, 'USIM'), directoryEntry(ISIM, 'ISIM')],
    recordLength: 38,
    ...OPEN,
  },
];

/** The operator's keys for packets over the air and for content management. */
export const OPERATOR_KEYS = [
  {
    version: 1,
    enc: '000102030405060708090A0B0C0D0E0F',
    mac: '101112131415161718191A1B1C1D1E1F',
    dek: '202122232425262728292A2B2C2D2E2F',
  },
] as const;

/** Files that packets over the air reach: those of the MF, and those of the USIM. */
export const REMOTE = [
  { tar: 'B00000', minimum: 0x02 },
  { tar: 'B00001', adf: USIM, minimum: 0x02 },
] as const;

/**
 * The application that sends each proactive command: priority 1, one timer, one menu entry of up to
 * 20 bytes. [TS102226 §8.2.1.3.2.2]
 */
export const TOOLKIT_TEST = {
  name: 'Toolkit test',
  aid: 'F0424946524F4E53080101',
  module: 'toolkit-test',
  uicc: '800A01011401000000000000',
} as const;
