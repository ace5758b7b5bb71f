import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cardOnBench, Client, TEST_KEY } from '../../../../tests/support/globalplatform-card.ts';
import { hex, unhex } from '../../../base/index.ts';

const OPTIONS = ['00', '10', '20', '30', '60', '70'] as const;
const LONG_OPTIONS = ['01', '11', '21', '31', '61', '71'] as const;
const KEYS = [TEST_KEY, TEST_KEY + TEST_KEY.slice(0, 16), TEST_KEY + TEST_KEY];
const LEVELS = [0x00, 0x01, 0x03, 0x11, 0x13, 0x33];

function levelsOf(option: number): readonly number[] {
  const hasMac = (option & 0x20) !== 0;
  const hasEncryption = (option & 0x40) !== 0;
  return LEVELS.filter((level) => level < 0x10 || (hasMac && (level < 0x30 || hasEncryption)));
}

for (const i of [...OPTIONS, ...LONG_OPTIONS]) {
  const option = Number.parseInt(i, 16);
  const long = (option & 1) !== 0;

  test(`i ${i} with keys of each length: its levels [GPAmdD §5.1] [GPAmdD §6.2.1]`, () => {
    for (const key of KEYS) {
      const keySets = [{ type: 'AES' as const, version: 0x30, enc: key, mac: key, dek: key }];
      const bench = cardOnBench({ secureChannels: [{ protocol: 'SCP03', i }], keySets });
      const client = new Client(bench, { key, long });
      for (const level of LEVELS) {
        if (!levelsOf(option).includes(level)) {
          client.initialize();
          assert.equal(client.raw(client.host.externalAuthenticate(level)).sw, 0x6a86);
          continue;
        }
        client.open(level);
        assert.equal(client.message!.option, option);
        for (let round = 0; round < 2; round++) {
          assert.match(hex(client.send('80F28002', '4F00').data), /^E3/);
          assert.equal(hex(client.send('80CA0042').data), '420442494E01');
          assert.equal(client.send('80F02000', '', 'none').sw, 0x6a86);
        }
      }
      const wrong = new Client(bench, { key, long: !long });
      assert.equal(wrong.initialize().sw, 0x6700, 'a challenge of the other mode');
    }
  });
}

test('a card with S8 and S16 takes the mode of the host challenge', () => {
  const bench = cardOnBench({
    secureChannels: [
      { protocol: 'SCP03', i: '70' },
      { protocol: 'SCP03', i: '71' },
    ],
  });
  for (const long of [false, true]) {
    const client = new Client(bench, { long }).open(0x33);
    assert.equal(client.message!.option, long ? 0x71 : 0x70);
    assert.equal(hex(client.send('80CA0042').data), '420442494E01');
  }
  const plain = new Client(bench);
  const data = hex(plain.raw('80CA006600').data);
  assert.match(data, /640B06092A864886FC6B040370640B06092A864886FC6B040371/);
  assert.match(hex(plain.raw('80CA006700').data), /A00A800103810270718201/);
});

test('BEGIN R-MAC SESSION raises the level of responses until END [GPAmdD §7.1.3] [GPAmdD §7.1.4]', () => {
  for (const [first, p1, level] of [
    [0x01, '10', 0x11],
    [0x03, '10', 0x13],
    [0x03, '30', 0x33],
    [0x13, '30', 0x33],
  ] as const) {
    const client = new Client(cardOnBench()).open(first);
    const challenge = `28${'AB'.repeat(40)}`;
    assert.equal(client.send(`807A${p1}01`, challenge, 'none').sw, 0x9000);
    client.host.level = level;
    const shown = (0x80 | level).toString(16).toUpperCase();
    assert.equal(hex(client.send('80CA00D3').data), `D301${shown}`);
    assert.equal(client.send('80780003').sw, 0x9000, 'with the R-MAC of the session');
    client.host.level = first;
    const before = (0x80 | first).toString(16).toUpperCase();
    assert.equal(hex(client.send('80CA00D3').data), `D301${before}`);
    assert.equal(client.send('80780003').sw, 0x6985, 'it ended');
  }
});

test('what BEGIN and END R-MAC SESSION refuse leaves the session open [GPAmdD §7.1.3]', () => {
  const refused = [
    [0x01, '807A3001', '00', 0x6985],
    [0x11, '807A1001', '00', 0x6985],
    [0x33, '807A3001', '00', 0x6985],
    [0x00, '807A1001', '00', 0x6985],
    [0x01, '807A2001', '00', 0x6a86],
    [0x01, '807A0001', '00', 0x6a86],
    [0x01, '807A1002', '00', 0x6a86],
    [0x01, '807A1001', '', 0x6a80],
    [0x01, '80780001', '', 0x6a86],
    [0x01, '80780003', '', 0x6985],
    [0x01, '80780003', '00', 0x6700],
  ] as const;
  for (const [level, header, data, sw] of refused) {
    const client = new Client(cardOnBench()).open(level);
    assert.equal(client.send(header, data).sw, sw, header);
    assert.equal(hex(client.send('80CA0042').data), '420442494E01');
  }
  const plain = new Client(cardOnBench({ secureChannels: [{ protocol: 'SCP03', i: '60' }] }));
  assert.equal(plain.raw('807A1001010000').sw, 0x6985, 'no session');
  const none = new Client(cardOnBench({ secureChannels: [{ protocol: 'SCP03', i: '10' }] }));
  assert.equal(none.raw('807A1001010000').sw, 0x6d00);
  assert.equal(none.open(0x01).send('80780003').sw, 0x6d00);
});

test('a command that is sent again, and one with a wrong MAC, have trace lines of their own', () => {
  const again = new Client(cardOnBench()).open(0x01);
  const command = again.host.wrap(unhex('80CA0042'));
  assert.equal(again.raw(command).sw, 0x9000);
  assert.match(refusal(again, command), /6982 .*sent again/);
  const wrong = new Client(cardOnBench()).open(0x01);
  const spoilt = Uint8Array.from(wrong.host.wrap(unhex('80CA0042')));
  spoilt[6]! ^= 1;
  assert.match(refusal(wrong, spoilt), /6982 .*the MAC is wrong/);
});

/** The refusal of a command, in words. */
function refusal(client: Client, apdu: Uint8Array): string {
  client.raw(apdu);
  return String(client.bench.refusal);
}
