/**
 * What is wrong with a command, and its status word: one row for each command of security domains,
 * from which every spoiled form follows. Above the rows stand the rules that hold for all commands.
 * [GPCS §11.1.3] [GPCS §11 table 11-1] [GPCS §11 table 11-2]
 */
import { hex } from '../../../src/base/index.ts';
import { forChange, forDomain, forInstall, forLoad } from '../../support/content-commands.ts';
import { ISD_AID, PLAIN_SD_AID, TEST_KEY } from '../../support/globalplatform-card.ts';
import { aesField } from '../../support/key-data.ts';

export const CARD_STATES = [
  'OP_READY',
  'INITIALIZED',
  'SECURED',
  'CARD_LOCKED',
  'TERMINATED',
] as const;
export type CardState = (typeof CARD_STATES)[number];

/** In order: the first rule that applies gives the status word. */
export function wordOf(of: {
  readonly row: CommandRow;
  readonly state: CardState;
  readonly authenticated: boolean;
  /** What the row says of the spoiled form. */
  readonly word: number;
}): number {
  const { row, state, authenticated, word } = of;
  if (state === 'TERMINATED' && row.kind !== 'reads-always') return 0x6985;
  if (state === 'CARD_LOCKED' && row.kind === 'manages') return 0x6985;
  if (row.kind !== 'reads-always' && row.kind !== 'free' && !authenticated) return 0x6982;
  return word;
}

export interface CommandRow {
  /** As in the table of commands. */
  readonly command: string;
  /** With what a lock of the card, termination and missing authentication do to it. */
  readonly kind: 'reads-always' | 'free' | 'looks' | 'manages';
  /** CLA INS P1 P2 and data that are right, where nothing else is. */
  readonly header: string;
  readonly data: string;
  /** P1 or P2 in the place of the right ones, and the status word. */
  readonly parameters: readonly (readonly [p1p2: string, word: number])[];
  /** Data in the place of the right ones. */
  readonly fields: readonly (readonly [data: string, word: number])[];
  /** Of the right data that are cut at any byte; left out where what is cut is right too. */
  readonly cut?: number;
  /** Of the right data with a byte more. */
  readonly longer?: number;
}

const lv = (aid: string) => hex(Uint8Array.of(aid.length / 2)) + aid;
const NEW_KEY = '606162636465666768696A6B6C6D6E6F';
const APP = 'A000000559505242A1';
const NOTHING = 'A0000000FFFFFF';
const KEY = `32${aesField(NEW_KEY, TEST_KEY)}`;
/** All values of one byte but some. */
const allBut = (...good: readonly number[]) =>
  Array.from({ length: 256 }, (_, at) => at).filter((one) => !good.includes(one));
const P1 = (list: readonly number[], p2: string, word: number) =>
  list.map((one) => [hex(Uint8Array.of(one)) + p2, word] as const);

/** P1 of INSTALL that has no role, with P2 00; bit 8 begins a chain. */
const NO_ROLES = allBut(0x02, 0x04, 0x08, 0x0c, 0x10, 0x20, 0x40).filter((one) => one < 0x80);

const installOf = (role: string, data: string, more: Partial<CommandRow> = {}): CommandRow => ({
  command: 'INSTALL',
  kind: 'manages',
  header: `80E6${role}00`,
  data,
  parameters: [],
  fields: [['', 0x6a80]],
  cut: 0x6a80,
  longer: 0x6a80,
  ...more,
});

export const COMMAND_ROWS: readonly CommandRow[] = [
  {
    command: 'SELECT',
    kind: 'free',
    header: '00A40400',
    data: NOTHING,
    parameters: P1(allBut(0x04), '00', 0x6a86),
    fields: [[NOTHING, 0x6a82]],
  },
  {
    command: 'GET DATA',
    kind: 'reads-always',
    header: '80CA0042',
    data: '',
    parameters: [
      ['1234', 0x6a88],
      ['00FF', 0x6a88],
      ['0043', 0x6a88],
    ],
    fields: [['5C00', 0x6700]],
  },
  {
    command: 'GET DATA',
    kind: 'reads-always',
    header: '80CA2F00',
    data: '5C00',
    parameters: [],
    fields: [
      ['', 0x6a80],
      ['4F00', 0x6a80],
      ['5C019F', 0x6a80],
    ],
    cut: 0x6a80,
  },
  {
    command: 'GET DATA (odd instruction code)',
    kind: 'reads-always',
    header: '00CB2F00',
    data: '5C00',
    parameters: [
      ['3F00', 0x6a88],
      ['0042', 0x6a88],
    ],
    fields: [['4F00', 0x6a80]],
    cut: 0x6a80,
  },
  {
    command: 'GET STATUS',
    kind: 'looks',
    header: '80F24002',
    data: '4F00',
    parameters: [
      ...P1([0x00, 0x30, 0x50, 0x60, 0x70, 0xc0, 0xf0], '02', 0x6a86),
      ['8003', 0x6a86],
      ['4003', 0x6985],
    ],
    fields: [
      ['5C014F', 0x6a80],
      [`4F11${'A0'.repeat(17)}`, 0x6a80],
      ['4F005C019F', 0x6a80],
      [`4F${lv(NOTHING)}`, 0x6a88],
    ],
    cut: 0x6a80,
    longer: 0x6a80,
  },
  {
    command: 'SET STATUS',
    kind: 'looks',
    header: '80F04080',
    data: PLAIN_SD_AID,
    parameters: [
      ...P1([0x00, 0x20, 0xa0, 0xc0, 0xe0], '80', 0x6a86),
      ...[0x00, 0x03, 0x08, 0x0e, 0x80].map(
        (p2) => [`80${hex(Uint8Array.of(p2))}`, 0x6a86] as const,
      ),
      ['4000', 0x6985],
    ],
    fields: [
      [NOTHING, 0x6a88],
      [ISD_AID, 0x6a80],
    ],
    cut: 0x6a88,
    longer: 0x6a88,
  },
  {
    command: 'PUT KEY',
    kind: 'manages',
    header: '80D80001',
    data: KEY,
    parameters: [['3901', 0x6a88]],
    fields: [
      [`00${KEY.slice(2)}`, 0x6a80],
      [`80${KEY.slice(2)}`, 0x6a80],
      [`30${KEY.slice(2)}`, 0x6a80],
      [`${KEY.slice(0, -2)}00`, 0x6982],
      [`32${aesField(NEW_KEY, TEST_KEY).repeat(2)}`, 0x6a80],
    ],
    cut: 0x6a80,
    longer: 0x6a80,
  },
  {
    command: 'STORE DATA',
    kind: 'manages',
    header: '80E29000',
    data: '5F500441424344',
    parameters: [
      ...[0x98, 0x18, 0xd0, 0x50].map((p1) => [`${hex(Uint8Array.of(p1))}00`, 0x6a86] as const),
      ['9001', 0x6a86],
      ['90FF', 0x6a86],
    ],
    fields: [
      ['C10100', 0x6a80],
      ['FF2100', 0x6a80],
      ['DF010100', 0x6a88],
      ['4200', 0x6a80],
    ],
    cut: 0x6a80,
  },
  {
    command: 'STORE DATA',
    kind: 'manages',
    header: '80E28800',
    data: '0070054203414243',
    parameters: [],
    fields: [['00710142', 0x6a88]],
    cut: 0x6a80,
    longer: 0x6a80,
  },
  {
    command: 'BEGIN R-MAC SESSION',
    kind: 'free',
    header: '807A1001',
    data: '0100',
    parameters: [
      ['1000', 0x6a86],
      ['1003', 0x6a86],
    ],
    fields: [],
  },
  {
    command: 'END R-MAC SESSION',
    kind: 'free',
    header: '80780003',
    data: '',
    parameters: [
      ['0000', 0x6a86],
      ['0002', 0x6a86],
      ['0103', 0x6a86],
    ],
    fields: [],
  },
  installOf('02', forLoad({ aid: NOTHING }), {
    parameters: P1(NO_ROLES, '00', 0x6a86).concat([
      ['0201', 0x6a86],
      ['0E00', 0x6a86],
      ['0E02', 0x6a86],
    ]),
    fields: [
      ['', 0x6a80],
      [forLoad({ aid: PLAIN_SD_AID }), 0x6985],
      [forLoad({ aid: NOTHING, domain: NOTHING }), 0x6a88],
      [forLoad({ aid: NOTHING, hash: '00' }), 0x6a80],
      [forLoad({ aid: NOTHING, token: '00' }), 0x6a80],
    ],
  }),
  installOf('0C', forDomain({ aid: APP }), {
    fields: [
      [forInstall({ aid: APP, file: NOTHING }), 0x6a88],
      [forDomain({ aid: APP, parameters: '' }), 0x6a80],
      [forDomain({ aid: PLAIN_SD_AID }), 0x6985],
    ],
  }),
  installOf('08', forChange({ aid: APP, privileges: '00' }), {
    fields: [
      [forChange({ aid: NOTHING, privileges: '00' }), 0x6a88],
      [forChange({ aid: PLAIN_SD_AID, privileges: '00' }), 0x6985],
      [forChange({ aid: PLAIN_SD_AID }), 0x6a80],
    ],
  }),
  installOf('10', forChange({ aid: PLAIN_SD_AID, domain: ISD_AID }), {
    fields: [
      [forChange({ aid: NOTHING, domain: ISD_AID }), 0x6a88],
      [forChange({ aid: PLAIN_SD_AID, domain: NOTHING }), 0x6a88],
      [forChange({ aid: ISD_AID, domain: ISD_AID }), 0x6985],
    ],
  }),
  installOf('20', forChange({ aid: PLAIN_SD_AID }), {
    fields: [
      [forChange({ aid: NOTHING }), 0x6a88],
      [forChange({ aid: ISD_AID }), 0x6985],
    ],
  }),
  installOf('40', forChange({ aid: PLAIN_SD_AID, privileges: '808000' }), {
    fields: [
      [forChange({ aid: NOTHING, privileges: '808000' }), 0x6a88],
      [forChange({ aid: PLAIN_SD_AID, privileges: '000000' }), 0x6a80],
      [forChange({}), 0x6a80],
    ],
  }),
  {
    command: 'LOAD',
    kind: 'manages',
    header: '80E88000',
    data: 'C40100',
    parameters: [],
    // Nothing announced it. [GPCS §9.3.5]
    fields: [
      ['C40100', 0x6985],
      ['', 0x6985],
    ],
    cut: 0x6985,
    longer: 0x6985,
  },
  {
    command: 'DELETE',
    kind: 'manages',
    header: '80E40000',
    data: `4F${lv(PLAIN_SD_AID)}`,
    parameters: [],
    fields: [
      [`4F${lv(NOTHING)}`, 0x6a88],
      [`4F${lv(ISD_AID)}`, 0x6985],
      ['D20177', 0x6a88],
      ['D20177D20178', 0x6a80],
      ['D0020101', 0x6a80],
      ['E000', 0x6a80],
    ],
    cut: 0x6a80,
    longer: 0x6a80,
  },
];
