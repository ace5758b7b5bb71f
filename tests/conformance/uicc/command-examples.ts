/**
 * One valid example of each command of a UICC, and the status words of the same command with other
 * parameters and data: what the generated hostile sequences begin with. [TS102221 §10.2.1]
 */
import { ADM1, AUTHENTICATE, PIN1, PUK1 } from '../../support/uicc-card.ts';
import type { CommandExample, Expected } from './command-example.ts';

export const OK = /9000$/;
export const none: Expected = (value) => (value === 0 ? undefined : '6A86');
export const short: Expected = () => '6700';
const noTemplate: Expected = (length) => (length === 0 ? '6700' : '6A80');

/** A short file identifier of DF 7F10, where `own` is the one of the example's EF. */
const sfi =
  (own: number): Expected =>
  (value) => {
    if (value === 0 || value === own) return undefined;
    return value === 9 || value === 10 ? '6981' : '6A82';
  };

/** P1 of READ and UPDATE BINARY: 8 bytes, short identifier 10. [TS102221 §11.1.3.2] */
const offsetHigh: Expected = (p1) => {
  if (p1 < 0x80) return p1 === 0 ? undefined : '6B00';
  const identifier = p1 & 0x1f;
  if ((p1 & 0x60) !== 0 || identifier === 0 || identifier === 31) return '6A86';
  return sfi(10)(identifier);
};

/** P1 of a command at 5 records, none of them current. [TS102221 §11.1.5.2] */
const recordNumber: Expected = (p1) => {
  if (p1 === 0xff) return '6A86';
  return p1 >= 1 && p1 <= 5 ? undefined : '6A83';
};

/** P2 of a command at records in absolute mode. */
const recordMode: Expected = (p2) => {
  if (p2 >> 3 === 31 || (p2 & 0x07) !== 0x04) return '6A86';
  return sfi(0)(p2 >> 3);
};

const searchType: Expected = (p2) => {
  const type = p2 & 0x07;
  if (p2 >> 3 === 31 || type < 0x04 || type > 0x06) return '6A86';
  return sfi(0)(p2 >> 3) ?? (type === 0x06 ? '6A80' : undefined);
};

const increaseFile: Expected = (p1) => {
  const identifier = p1 & 0x1f;
  if (p1 === 0) return undefined;
  if ((p1 & 0xe0) !== 0x80 || identifier === 0 || identifier === 31) return '6A86';
  return sfi(0)(identifier);
};

/** P2 of SET and RETRIEVE DATA, by the word of a further block. [TS102221 §11.3.1.2] */
const block =
  (further: Expected, again: string): Expected =>
  (p2) => {
    const identifier = p2 & 0x1f;
    if ((p2 & 0xc0) === 0xc0 || (p2 & 0x20) !== 0 || identifier === 31) return '6A86';
    if ((p2 & 0x80) !== 0) return sfi(9)(identifier);
    return (p2 & 0x40) === 0 ? further(identifier) : again;
  };

/** P2 of a command for PINs: references that may do, those that may not, and the others. */
const pin =
  (known: readonly number[], refused: readonly number[] = []): Expected =>
  (p2) => {
    if (known.includes(p2)) return undefined;
    return refused.includes(p2) ? '6985' : '6A88';
  };

/** P1 of a command that names its file by identifier or path; 6F3A is not in the MF. */
const way: Expected = (p1) => {
  if (p1 === 0x08) return '6A82';
  return p1 === 0 || p1 === 0x09 ? undefined : '6A86';
};
/** Without data the command means what is current. */
const identifier: Expected = (length) => (length === 0 ? undefined : '6700');
/** Fewer bytes are a valid command as well. */
const empty: Expected = (length) => (length === 0 ? '6700' : undefined);

const NEW_PIN = '34333231FFFFFFFF';
const OBJECT = '80020102';
/** EF 6F70 of 4 bytes, short identifier 12. [TS102222 §6.3.2] */
const TEMPLATE = '62238202412183026F708A0105AB0F80017F900084013290008401D49000' + '80020004880160';
const RESIZE = '620883026F518002000A';
const unknown = (): string => '6D00';

export const NOT_OFFERED: CommandExample = {
  parameters: '0000',
  data: 'AABBCCDD',
  answer: /^6D00$/,
  p1: unknown,
  p2: unknown,
  truncated: unknown,
  oversized: '6D00',
  early: /^6D00$/,
  again: /^6D00$/,
};

/** By the names of the command table. */
export const COMMAND_EXAMPLES: Readonly<Record<string, CommandExample>> = {
  SELECT: {
    parameters: '000C',
    data: '6F3A',
    // By name it is the operating system's.
    p1: (p1) => {
      if (p1 === 0x01) return '6A82';
      if (p1 === 0x03) return '6700';
      return p1 === 0x04 ? undefined : way(p1);
    },
    p2: (p2) => ([0x00, 0x04, 0x0c].includes(p2) ? undefined : '6A86'),
    truncated: identifier,
    oversized: '6700',
    early: /^6A82$/,
    again: OK,
    more: [
      ['00A4000C026F7F', '6A82'],
      ['00A4080C', '6700'],
      ['00A4090C036F3AFF', '6700'],
    ],
  },
  STATUS: {
    parameters: '0000',
    p1: (p1) => (p1 <= 2 ? undefined : '6A86'),
    p2: (p2) => ([0x00, 0x01, 0x0c].includes(p2) ? undefined : '6A86'),
    oversized: '6700',
    early: OK,
    again: OK,
  },
  'READ BINARY': {
    before: ['00A4000C026F51'],
    parameters: '0000',
    p1: offsetHigh,
    p2: (p2) => (p2 < 8 ? undefined : '6B00'),
    oversized: '6700',
    early: /^6986$/,
    again: OK,
  },
  'UPDATE BINARY': {
    before: ['00A4000C026F51'],
    parameters: '0000',
    data: '1122334455667788',
    p1: offsetHigh,
    p2: (p2) => (p2 < 8 ? (p2 === 0 ? undefined : '6700') : '6B00'),
    truncated: empty,
    oversized: '6700',
    early: /^6986$/,
    again: OK,
  },
  'READ RECORD': {
    before: ['00A4000C026F3A'],
    parameters: '0104',
    p1: recordNumber,
    p2: recordMode,
    oversized: '6700',
    early: /^6986$/,
    again: OK,
    more: [
      ['00B2010413', '6C14'],
      ['00B2010415', '6C14'],
    ],
  },
  'UPDATE RECORD': {
    before: ['00A4000C026F3A'],
    parameters: '0104',
    data: '55'.repeat(20),
    p1: recordNumber,
    p2: recordMode,
    truncated: short,
    oversized: '6700',
    early: /^6986$/,
    again: OK,
  },
  'SEARCH RECORD': {
    before: ['00A4000C026F3A'],
    parameters: '0104',
    data: 'FF'.repeat(20),
    p1: recordNumber,
    p2: searchType,
    truncated: empty,
    oversized: '6700',
    early: /^6986$/,
    again: OK,
  },
  INCREASE: {
    before: ['00A4000C026F39'],
    parameters: '0000',
    data: '000001',
    p1: increaseFile,
    p2: none,
    truncated: empty,
    oversized: '6700',
    early: /^6986$/,
    again: OK,
    more: [['8032000003FFFFFF', '9850']],
  },
  'RETRIEVE DATA': {
    before: ['00A4000C026F50', `80DB008004${OBJECT}`],
    parameters: '0080',
    data: '80',
    p1: none,
    p2: block(short, '6700'),
    truncated: short,
    oversized: '6A80',
    early: /^6986$/,
    again: OK,
    more: [
      ['80CB000000', '6985'],
      ['80CB004000', '6985'],
      ['80CB00800181', '6A88'],
    ],
  },
  'SET DATA': {
    before: ['00A4000C026F50'],
    parameters: '0080',
    data: OBJECT,
    p1: none,
    p2: block((one) => sfi(9)(one) ?? '6985', '6A86'),
    truncated: (length) => ['6700', '6A88'][length],
    oversized: '6A80',
    early: /^6986$/,
    again: OK,
    more: [['80DB00800181', '6A88']],
  },
  'VERIFY PIN': {
    parameters: '0001',
    data: PIN1,
    p1: none,
    p2: pin([0x01, 0x0a, 0x11, 0x81]),
    truncated: identifier,
    oversized: '6700',
    early: OK,
    again: OK,
  },
  'CHANGE PIN': {
    parameters: '0001',
    data: PIN1 + NEW_PIN,
    p1: none,
    p2: pin([0x01, 0x0a, 0x11, 0x81]),
    truncated: short,
    oversized: '6700',
    early: OK,
    again: /^63C2$/,
  },
  'DISABLE PIN': {
    parameters: '0001',
    data: PIN1,
    p1: (p1) => (p1 === 0x91 ? undefined : none(p1)),
    p2: pin([0x01, 0x11, 0x81], [0x0a]),
    truncated: short,
    oversized: '6700',
    early: OK,
    again: /^6984$/,
  },
  'ENABLE PIN': {
    before: [`0026000108${PIN1}`],
    parameters: '0001',
    data: PIN1,
    p1: none,
    p2: pin([0x01], [0x0a, 0x11, 0x81]),
    truncated: short,
    oversized: '6700',
    early: /^6985$/,
    again: /^6985$/,
  },
  'UNBLOCK PIN': {
    parameters: '0001',
    data: PUK1 + NEW_PIN,
    p1: none,
    p2: pin([0x01, 0x81]),
    truncated: identifier,
    oversized: '6700',
    early: OK,
    again: OK,
  },
  'DEACTIVATE FILE': {
    parameters: '0000',
    data: '6F3A',
    p1: way,
    p2: none,
    truncated: identifier,
    oversized: '6700',
    early: /^6A82$/,
    again: /^6985$/,
  },
  'ACTIVATE FILE': {
    before: ['00040000026F3A'],
    parameters: '0000',
    data: '6F3A',
    p1: way,
    p2: none,
    truncated: identifier,
    oversized: '6700',
    early: /^6A82$/,
    again: /^6985$/,
  },
  'CREATE FILE': {
    parameters: '0000',
    data: TEMPLATE,
    p1: none,
    p2: none,
    truncated: noTemplate,
    oversized: '6A80',
    early: /^6982$/,
    again: /^6A89$/,
  },
  'DELETE FILE': {
    parameters: '0000',
    data: '6F3A',
    p1: none,
    p2: none,
    truncated: short,
    oversized: '6700',
    early: /^6A82$/,
    again: /^6A82$/,
  },
  'RESIZE FILE': {
    parameters: '0000',
    data: RESIZE,
    p1: (p1) => (p1 <= 1 ? undefined : '6A86'),
    p2: none,
    truncated: noTemplate,
    oversized: '6A80',
    early: /^6A82$/,
    again: OK,
  },
  'TERMINATE DF': {
    parameters: '0000',
    data: '5F3A',
    p1: none,
    p2: none,
    truncated: short,
    oversized: '6700',
    early: /^6A82$/,
    again: /^6985$/,
  },
  'TERMINATE EF': {
    parameters: '0000',
    data: '6F3A',
    p1: none,
    p2: none,
    truncated: short,
    oversized: '6700',
    early: /^6A82$/,
    again: /^6985$/,
  },
  'TERMINATE CARD USAGE': {
    parameters: '0000',
    p1: none,
    p2: none,
    oversized: '6700',
    early: /^6982$/,
    again: /^6985$/,
  },
  'GET CHALLENGE': {
    parameters: '0000',
    p1: none,
    p2: none,
    oversized: '6700',
    early: OK,
    again: OK,
  },
  AUTHENTICATE: {
    parameters: '0081',
    data: AUTHENTICATE.slice(10),
    answer: /^DB.*9000$/,
    p1: none,
    // The fields of this context are none of the GSM and of the GBA context.
    p2: (p2) => {
      if (p2 === 0x81) return undefined;
      return { 0x80: '6700', 0x84: '6A80' }[p2] ?? '6A86';
    },
    truncated: short,
    oversized: '6700',
    early: /^6982$/,
    // A number that was used is out of sequence: AUTS.
    again: /^DC0E.{28}9000$/,
    more: [[`${AUTHENTICATE.slice(0, -2)}${AUTHENTICATE.endsWith('00') ? '01' : '00'}`, '9862']],
  },
  'GET IDENTITY': {
    parameters: '0001',
    p1: none,
    p2: (p2) => (p2 === 1 ? undefined : '6A86'),
    oversized: '6700',
    early: /^6982$/,
    again: OK,
  },
  'MANAGE SECURE CHANNEL': NOT_OFFERED,
  'TRANSACT DATA': NOT_OFFERED,
  'EXCHANGE CAPABILITIES': NOT_OFFERED,
};

/** Commands that bring a UICC to where an example stands, the USIM being selected. */
export const TO_EXAMPLE: readonly string[] = [
  `0020000A08${ADM1}`,
  `0020000108${PIN1}`,
  '00A4000C023F00',
  '00A4000C027F10',
];
