/** Commands that somebody could plausibly send, and the same with a byte gone wrong. */
import { bytes, concat, hex, unhex } from '../../../src/base/index.ts';
import type { Random } from '../random.ts';
import { AIDS, ON_WIRE } from './worlds.ts';

/** What a reader does to a card; `leave` takes power or field away for longer. */
export const SIGNALS = ['reset', 'power-cycle', 'leave', 'arrive'] as const;
export type Signal = (typeof SIGNALS)[number];

/** What the terminal's host sends to the HCI network of a single wire. */
export const QUESTIONS = [
  'lists',
  'identity of the chip',
  'identity of the controller',
  'loopback of the chip',
  'APDU gate',
  'card RF gate A',
  'card RF gate B',
  'link management',
] as const;
export type Question = (typeof QUESTIONS)[number];

/** One step on a link; else a command in hexadecimal. */
export type Step = string;

export function step(random: Random, link: string): Step {
  if (random.onceIn(40)) return random.of(SIGNALS);
  if (ON_WIRE.includes(link) && random.onceIn(15)) return random.of(QUESTIONS);
  const made = random.of(MAKERS)(random);
  return random.onceIn(10) ? mutated(random, made) : made;
}

/** What changes container A or looks like trouble in it: sent over A's own links only. */
export function commandInA(random: Random, aidsOfA: readonly string[]): Step {
  const selectOwn = () => apdu(`${classOf(random, 0)}A40400`, random.of(aidsOfA));
  const make = random.of([selectOwn, initializeUpdate, authenticate, es10, manageChannel, getData]);
  return make(random);
}

const classOf = (random: Random, base: number): string =>
  hex(bytes(base | (random.onceIn(3) ? random.below(4) : 0)));

function apdu(header: string, data = '', le = ''): string {
  return header + (data === '' ? '' : hex(bytes(data.length / 2)) + data) + le;
}

function select(random: Random): string {
  let aid = random.of(['', 'A0', 'A000', 'A000000151', 'A0000005591010', 'D2', ...AIDS, ...AIDS]);
  if (random.onceIn(8)) aid = aid.slice(0, -2);
  if (random.onceIn(12) && aid.length < 32) aid += hex(random.bytes(1));
  const p2 = random.of(['00', '00', '00', '02', '02', '0C', '01']);
  return `${classOf(random, 0)}A404${p2}${hex(bytes(aid.length / 2))}${aid}`;
}

function getData(random: Random): string {
  const tags = ['0045', '0042', '9F7F', 'FF21', '00E0', '0066', '0067', '00CF', '005A', '5F50'];
  const channel = random.onceIn(6) ? random.of(['81', '82', '00']) : '80';
  return `${channel}CA${random.of(tags)}00`;
}

function getDataList(): string {
  return '80CA2F00025C0000';
}

function getStatus(random: Random): string {
  const p1 = random.of(['80', '40', '20', '10']);
  return `80F2${p1}${random.of(['00', '02'])}024F0000`;
}

const FUNCTIONS = [
  'BF2D00',
  'BF2D035C015A',
  'BF3E035C015A',
  'BF2000',
  'BF2200',
  'BF2E00',
  'BF2800',
  'BF2B00',
  'BF3C00',
  'BF4300',
];

function es10(random: Random): string {
  const text = hex(random.bytes(1 + random.below(6)));
  const isdP = random.of(AIDS.slice(4, 6));
  const profile = (tag: string): string => tlv(tag, tlv('A0', tlv('4F', isdP)) + '810100');
  const message = random.of([
    ...FUNCTIONS,
    tlv('BF29', `5A0A98001010000000000019${tlv('90', text)}`),
    tlv('BF3F', tlv('80', text)),
    profile('BF31'),
    profile('BF32'),
  ]);
  return apdu('80E29100', message, '00');
}

function tlv(tag: string, value: string): string {
  return tag + hex(bytes(value.length / 2)) + value;
}

function manageChannel(random: Random): string {
  const from = classOf(random, 0);
  return random.onceIn(2)
    ? `${from}7000${random.of(['00', '01', '02', '13'])}${random.of(['', '01'])}`
    : `${from}7080${random.of(['00', '01', '02'])}`;
}

function initializeUpdate(random: Random): string {
  const version = random.of(['00', '00', '30', 'FF', '20']);
  return apdu(`${classOf(random, 0x80)}50${version}00`, hex(random.bytes(8)), '00');
}

function authenticate(random: Random): string {
  const level = random.of(['00', '01', '03', '33']);
  return apdu(`8482${level}00`, hex(random.bytes(16)));
}

function setStatus(random: Random): string {
  return `80F080${random.of(['07', '0F', '7F', 'FF'])}`;
}

function sessionCommand(random: Random): string {
  return random.of(['801000000301FF00', '801200000F', '8014000003810301', '80C2000003D70100']);
}

function other(random: Random): string {
  return random.of([
    '0084000008',
    '00C0000000',
    '00C000000A',
    '00B0000010',
    '0020000108313233343536FFFF',
    '00A40000023F0000',
    '10A4040003A00000',
    '00CB2F00025C0000',
  ]);
}

/** What a T=0 card refuses by the header alone, with data that would follow. */
function settledByHeader(random: Random): string {
  return random.of([
    'A0F200000411223344',
    '20B00000021122',
    '00FD000003010203',
    '03CB3FFF0411223344',
    'C0E2000004010203FF',
    '80F2800004010203FF',
    '80507F000401020304',
    '00A404010411223344',
    '00C200010411223344',
    '10FD00000411223344',
    '8060000004010203FF',
  ]);
}

/** Channels opened from channels, whatever these are on by now. */
function furtherChannel(random: Random): string {
  return random.of(['0170000001', '0270000001', '0370000001', '01700002', '02700003']);
}

const MAKERS = [
  ...[select, select, select, select, getData, getData, getStatus, es10, es10],
  ...[manageChannel, initializeUpdate, authenticate, setStatus, sessionCommand, other, getDataList],
  ...[settledByHeader, furtherChannel],
];

/** One byte changed, gone, or added. */
function mutated(random: Random, command: string): string {
  const all = unhex(command);
  const at = random.below(all.length);
  const [head, tail] = [all.subarray(0, at), all.subarray(at + 1)];
  if (random.onceIn(3) && all.length > 4) return hex(concat(head, tail));
  if (random.onceIn(3)) return hex(concat(all, random.bytes(1)));
  return hex(concat(head, random.bytes(1), tail));
}
