import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bench } from '../../../../tests/support/container-bench.ts';
import {
  cardOnBench,
  contentOf,
  ISD_AID,
  TEST_KEY,
} from '../../../../tests/support/globalplatform-card.ts';
import { desCheckValue } from '../../../../tests/support/key-data.ts';
import { Scp02Host } from '../../../../tests/support/scp02-host.ts';
import { EMPTY, hex, unhex } from '../../../base/index.ts';
import type { Session } from '../../../os/abi/index.ts';
import { SCP02_OPTIONS } from './options.ts';

const KEYS = {
  type: 'DES' as const,
  version: 0x20,
  enc: TEST_KEY,
  mac: '505152535455565758595A5B5C5D5E5F',
  dek: '606162636465666768696A6B6C6D6E6F',
};
type Option = '05' | '15' | '35' | '45' | '55' | '75';

function card(i: Option): Bench {
  const secureChannels = [{ protocol: 'SCP02' as const, i }];
  return cardOnBench({ secureChannels, keySets: [KEYS] });
}

class Client {
  readonly bench: Bench;
  readonly session: Session;
  host: Scp02Host;
  readonly #channel: number;
  readonly #option: number;

  constructor(bench: Bench, i: Option, channel = 0) {
    this.bench = bench;
    this.#channel = channel;
    this.#option = Number.parseInt(i, 16);
    this.session = bench.session(channel);
    bench.select(this.session, bench.entity('ISD'));
    this.host = this.#newHost();
  }

  #newHost(): Scp02Host {
    return new Scp02Host({
      enc: unhex(KEYS.enc),
      mac: unhex(KEYS.mac),
      dek: unhex(KEYS.dek),
      option: this.#option,
      aid: unhex(ISD_AID),
      hostChallenge: unhex('0102030405060708'),
    });
  }

  raw(apdu: Uint8Array | string) {
    const coded = Uint8Array.from(typeof apdu === 'string' ? unhex(apdu) : apdu);
    if (this.#channel < 4) coded[0]! |= this.#channel;
    return this.bench.send(this.session, coded);
  }

  open(level: number): this {
    this.host = this.#newHost();
    const initialized = this.raw(this.host.initializeUpdate(0));
    assert.equal(initialized.sw, 0x9000);
    this.host.accept(initialized.data);
    assert.equal(this.raw(this.host.externalAuthenticate(level)).sw, 0x9000);
    return this;
  }

  send(header: string, data = '', le: number | 'none' = 0) {
    return this.host.unwrap(this.raw(this.host.wrap(unhex(header), unhex(data), le)));
  }
}

const options = SCP02_OPTIONS.map((one) => one.toString(16).padStart(2, '0') as Option);

for (const i of options) {
  const hasResponseMac = (Number.parseInt(i, 16) & 0x20) !== 0;
  const levels = hasResponseMac ? [0, 1, 3, 0x10, 0x11, 0x13] : [0, 1, 3];

  test(`i ${i}: every level, data or none [GPCS §E.4.4] [GPCS §E.4.5] [GPCS §E.4.6]`, () => {
    const bench = card(i);
    for (const level of levels) {
      const client = new Client(bench, i, level & 3).open(level);
      for (let round = 0; round < 3; round++) {
        assert.match(hex(client.send('80F28002', '4F00').data), /^E3/);
        assert.equal(hex(client.send('80CA0042').data), '420442494E01');
        assert.equal(client.send('80F02000', '', 'none').sw, 0x6a86);
      }
      const level80 = (0x80 | level).toString(16).toUpperCase();
      assert.equal(hex(client.send('80CA00D3').data), `D301${level80}`);
    }
  });

  test(`i ${i}: no other level is accepted [GPCS §E.5.2.3 table E-11]`, () => {
    const client = new Client(card(i), i);
    for (let level = 0; level < 256; level++) {
      if (levels.includes(level)) continue;
      client.host.accept(client.raw(client.host.initializeUpdate()).data);
      assert.equal(client.raw(client.host.externalAuthenticate(level)).sw, 0x6a86);
      assert.equal(client.raw(client.host.externalAuthenticate(1)).sw, 0x6985);
    }
  });
}

test('the sequence counter rises with each authentication that succeeds [GPCS §E.1.2.1]', () => {
  const bench = card('55');
  const client = new Client(bench, '55');
  const sequence = () =>
    client.host.accept(client.raw(client.host.initializeUpdate()).data).sequence;
  assert.deepEqual([sequence(), sequence()], [0, 0]);
  client.open(1);
  assert.equal(sequence(), 1);
  const after = new Client(bench, '55');
  assert.equal(hex(after.raw('80CA00C100').data), 'C1020001');
  contentOf(bench, 1).counter('sequence/32', 0).set(0xffff);
  assert.equal(client.raw(client.host.initializeUpdate()).sw, 0x6985, 'the counter is at its end');
});

test('a recorded session of an independent host verifies, command by command [GPCS §E.4.4]', () => {
  // Published with the unit tests of an open source host; its keys differ by one byte each.
  const bench = cardOnBench({
    secureChannels: [{ protocol: 'SCP02', i: '15' }],
    keySets: [
      {
        type: 'DES',
        version: 0x70,
        enc: '100102030405060708090A0B0C0D0E0F',
        mac: '101102030405060708090A0B0C0D0E0F',
        dek: '102102030405060708090A0B0C0D0E0F',
      },
    ],
  });
  contentOf(bench, 1).counter('sequence/112', 0).set(1);
  const challenge = unhex('6B4524ABEE7C');
  Object.assign(bench.services, { rng: { bytes: () => challenge } });
  const session = bench.session();
  bench.select(session, bench.entity('ISD'));
  const send = (apdu: string) => bench.send(session, unhex(apdu));
  const answer = send('805070000840A62C37FA6304F800');
  assert.match(hex(answer.data), /700200016B4524ABEE7CF32EA3838BC148F3$/);
  assert.equal(send('8482010010BA6961667737C5BCEBECE14C7D6A4376').sw, 0x9000);
  for (const command of [
    '84F220020814DB34FA4341DCA8',
    '84CA00660855ED7C5FF069512B00',
    '84F22002124F0212345C054F9F70C58FC1B380C4228AF8',
    '84F280020A4F003B95F09317DE6A4E00',
  ]) {
    assert.notEqual(send(command).sw, 0x6982, command);
  }
  assert.equal(send('84F280020A4F003B95F09317DE6A4E00').sw, 0x6982, 'once only');
});

test('BEGIN R-MAC SESSION with P1 10: responses have a MAC until END [GPCS §E.5.3] [GPCS §E.5.4]', () => {
  const client = new Client(card('75'), '75').open(0x01);
  assert.equal(client.send('807A1001', '02ABCD', 'none').sw, 0x9000, 'its response has none');
  client.host.counting = true;
  client.host.unwrap({ data: EMPTY, sw: 0x9000 });
  client.host.counting = false;
  client.host.level = 0x11;
  assert.equal(hex(client.send('80CA0042').data), '420442494E01');
  assert.equal(hex(client.send('80CA00D3').data), 'D30191');
  const before = hex(client.host.responseMac);
  client.host.level = 0x01;
  assert.equal(hex(client.send('80780003').data), before);
  assert.equal(hex(client.send('80CA00D3').data), 'D30181');
  assert.equal(client.send('80780003').sw, 0x6985);
});

test('BEGIN R-MAC SESSION with P1 00: only END returns the MAC of all', () => {
  const client = new Client(card('75'), '75').open(0x03);
  client.host.counting = true;
  assert.equal(client.send('807A0001', '00', 'none').sw, 0x9000);
  assert.equal(hex(client.send('80CA0042').data), '420442494E01');
  assert.equal(client.send('80CA4321').sw, 0x6a88, 'an error counts too');
  const expected = hex(client.host.responseMac);
  client.host.counting = false;
  assert.equal(hex(client.send('80780001').data), expected);
  assert.equal(hex(client.send('80780003').data), expected);
});

test('the R-MAC of EXTERNAL AUTHENTICATE lasts as long as the session [GPCS §E.4.5]', () => {
  const client = new Client(card('75'), '75').open(0x10);
  assert.equal(hex(client.send('80CA0042').data), '420442494E01');
  const before = hex(client.host.responseMac);
  assert.equal(hex(client.raw('8078000100').data).slice(0, 16), before);
  assert.equal(client.raw('8078000300').sw, 0x6985);
  assert.equal(hex(client.send('80CA00D3').data), 'D30190', 'its level is no lower');
});

test('one new key of a set begins its sequence counter again [GPCS §E.1.2]', () => {
  const bench = card('55');
  const client = new Client(bench, '55').open(0x01);
  const counter = () => contentOf(bench, 1).counter('sequence/32', 0).get();
  assert.equal(counter(), 1);
  const field = `${hex(client.host.encryptSensitive(unhex(KEYS.mac)))}03${desCheckValue(KEYS.mac)}`;
  assert.equal(client.send('80D82002', `208010${field}`).sw, 0x9000);
  assert.equal(counter(), 0);
  client.open(0x01);
  assert.equal(counter(), 1);
});

test('what the R-MAC commands refuse, without an end to the session', () => {
  const client = new Client(card('75'), '75');
  assert.equal(client.raw('807A1001010000').sw, 0x6985, 'no session');
  client.open(0x01);
  for (const [header, data, sw] of [
    ['807A1000', '00', 0x6a86],
    ['807A3001', '00', 0x6a86],
    ['807A1001', '', 0x6a80],
    ['807A1001', '02AB', 0x6a80],
    ['807A1001', `19${'00'.repeat(25)}`, 0x6a80],
    ['80780000', '', 0x6a86],
    ['80780103', '', 0x6a86],
    ['80780003', '', 0x6985],
    ['80780003', 'AA', 0x6700],
  ] as const) {
    assert.equal(client.send(header, data).sw, sw, header + data);
  }
  assert.equal(hex(client.send('80CA0042').data), '420442494E01', 'the session goes on');
  const without = new Client(card('55'), '55').open(0x01);
  assert.equal(without.send('807A1001', '00').sw, 0x6d00, 'no option with R-MAC');
});
