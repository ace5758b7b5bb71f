/**
 * Commands that a packet may not bring, and packets with more commands or answers than fit: what
 * the proof of receipt says, and that the next packet runs.
 * [TS102225 §5] [TS102226 §5] [TS102226 §7.1]
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../../../src/base/index.ts';
import { UICC_COMMANDS } from '../../../src/uicc/index.ts';
import { PacketLine, SPI, TAR } from '../../support/packet-line.ts';

const two = (value: number): string => hex(Uint8Array.of(value));
const lengthOf = (length: number): string => {
  if (length < 0x80) return two(length);
  return length < 0x100 ? `81${two(length)}` : `82${two(length >> 8)}${two(length & 0xff)}`;
};
const tlv = (tag: string, value: string): string => tag + lengthOf(value.length / 2) + value;
const script = (...commands: readonly string[]): string =>
  tlv('AA', commands.map((one) => tlv('22', one)).join(''));

const SELECT = '00A40000022FE2';
const READ = '00B000000A';
const ICCID = '980001010000000006F5';
const NOT_REMOTE = [
  'TERMINATE DF',
  'TERMINATE EF',
  'TERMINATE CARD USAGE',
  'GET CHALLENGE',
  'AUTHENTICATE',
  'GET IDENTITY',
  'MANAGE SECURE CHANNEL',
  'TRANSACT DATA',
  'EXCHANGE CAPABILITIES',
];

test('packets for files bring commands at files and PINs alone [TS102226 §7.1]', () => {
  const line = new PacketLine();
  for (const { name, ins, classes } of UICC_COMMANDS) {
    const cla = classes === 'inter-industry' ? '00' : '80';
    const outcome = line.run({ tar: TAR.usim, data: `${cla}${two(ins)}000000` });
    if (NOT_REMOTE.includes(name)) assert.equal(outcome, '0 016D00', name);
    else assert.doesNotMatch(outcome, /^0 016D00/, name);
  }
  for (const ins of ['88', '12', '10', '14', 'C2'])
    assert.equal(line.run({ tar: TAR.usim, data: `A0${ins}000000` }), '0 016D00', ins);
});

for (const [apdu, sw, what] of [
  ['01A40000022FE2', '6881', 'another channel'],
  ['40A40000022FE2', '6881', 'a channel above 3'],
  ['10A40000022FE2', '6884', 'a chained command'],
  ['04A40000022FE2', '6882', 'secure messaging'],
  ['20A40000022FE2', '6E00', 'a reserved class'],
  ['FFA40000022FE2', '6E00', 'class FF'],
  ['0070000001', '6D00', 'MANAGE CHANNEL'],
  ['8012000000', '6D00', 'FETCH'],
  ['8010000001FF', '6D00', 'TERMINAL PROFILE'],
  ['80760000040001020A', '6D00', 'SUSPEND UICC'],
  ['00A40400', '6700', 'a cut command'],
  ['00A4040C0CA0000000871002FF49FF0589', '6A82', 'a name'],
] as const) {
  test(`a packet with ${what} is ${sw}, and ends there [TS102226 §5.1] [TS102226 §5.2]`, () => {
    const line = new PacketLine();
    const compact = apdu.length < 10 ? apdu : apdu + SELECT;
    assert.equal(line.run({ tar: TAR.mf, data: compact }), `0 01${sw}`);
    if (what !== 'a cut command') {
      const expanded = line.run({ tar: TAR.mf, data: script(apdu, SELECT) });
      assert.equal(expanded, `0 AB078001012302${sw}`);
    }
    const read = line.run({ tar: TAR.mf, data: SELECT + READ });
    assert.equal(read, `0 029000${ICCID}`, 'the next packet runs');
  });
}

test('more commands than the number of them can say: FF, not fewer [TS102226 §5.1.2]', () => {
  const line = new PacketLine();
  for (const count of [0xfe, 0xff, 0x100, 300]) {
    const said = two(Math.min(count, 0xff));
    assert.match(line.run({ tar: TAR.mf, data: SELECT.repeat(count) }), new RegExp(`^0 ${said}61`));
  }
});

const FCP = tlv('62', `82024121${'83026F70'}8A0105${tlv('8B', '2F0601')}800203E88800`);
const CREATE = `00E00000${two(FCP.length / 2)}${FCP}`;
const LONG = '00A40000026F70';
const READ_LONG = '00B0000000';

test('a script whose answers are longer than a proof ends at the one that has no room', () => {
  for (const spi of [SPI.answer, SPI.sms]) {
    const line = new PacketLine();
    assert.equal(line.run({ tar: TAR.mf, data: CREATE }), '0 019000');
    for (const count of [22, 30, 255, 260, 500]) {
      const reads = Array.from({ length: count }, () => READ_LONG);
      const outcome = line.run({ tar: TAR.mf, data: script(LONG, ...reads), spi });
      const answers = outcome.split('9000').length - 1;
      assert.equal(answers, 23, `${count} reads`);
      if (count > 22) assert.match(outcome, /^0 AB82....800118.*23026A84$/, `${count} reads`);
      assert.ok(outcome.length / 2 < 6_200);
    }
    const update = '00D6000002ABCD';
    const full = [LONG, ...Array.from({ length: 30 }, () => READ_LONG), update];
    line.run({ tar: TAR.mf, data: script(...full), spi });
    const after = line.run({ tar: TAR.mf, data: `${LONG}00B0000002` });
    assert.equal(after, '0 029000FFFF', 'nothing behind it ran');
  }
});
