import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../../../tests/random-counts.ts';
import { cardOnBench, Client } from '../../../../tests/support/globalplatform-card.ts';
import { hex, unhex } from '../../../base/index.ts';

const LEVELS = [0x00, 0x01, 0x03, 0x11, 0x13, 0x33];
const IIN = '420442494E01';

for (const level of LEVELS) {
  const name = level.toString(16).padStart(2, '0');

  test(`level ${name}: commands and answers with data and without [GPAmdD §6.2]`, () => {
    const client = new Client(cardOnBench()).open(level);
    for (let round = 0; round < 3; round++) {
      const listed = client.send('80F28002', '4F00');
      assert.equal(listed.sw, 0x9000);
      assert.match(hex(listed.data), /^E3/);
      assert.equal(hex(client.send('80CA0042').data), IIN);
    }
    assert.equal(client.send('80F02000', '', 'none').sw, 0x6a86, 'an error has no MAC');
    assert.equal(hex(client.send('80CA0042').data), IIN, 'and the session goes on');
    const locked = client.send('80F0807F', '', 'none');
    assert.deepEqual([locked.data.length, locked.sw], [0, 0x9000]);
  });

  test(`level ${name}: channels 0 to 19 sign alike [GPAmdD §6.2.4]`, () => {
    const bench = cardOnBench();
    for (const channel of [1, 3, 4, 19]) {
      const client = new Client(bench, { channel }).open(level);
      assert.equal(client.send('80F28002', '4F00').sw, 0x9000, `channel ${channel}`);
    }
  });

  test(`level ${name}: D3 gives it alone in a session [GPCS §10.6] [GPAmdD §5.5]`, () => {
    const client = new Client(cardOnBench());
    assert.equal(hex(client.raw('80CA00D300').data), 'D30100');
    client.open(level);
    assert.equal(
      hex(client.send('80CA00D3').data),
      `D301${(0x80 | level).toString(16).toUpperCase()}`,
    );
  });
}

test('the class of ISO 7816 may be secured too: GET DATA gives the value alone', () => {
  const client = new Client(cardOnBench()).open(0x33);
  assert.equal(hex(client.send('00CA0042').data), '42494E01');
});

test('a command that falls short of the level aborts the session [GPAmdD §5.6]', () => {
  for (const level of LEVELS.slice(1)) {
    const client = new Client(cardOnBench()).open(level);
    assert.equal(client.raw('80F28002024F0000').sw, 0x6982);
    assert.equal(client.raw('80CA004200').sw, 0x6982, 'aborted is not terminated');
    assert.equal(client.raw(client.host.wrap(unhex('80F28002'), unhex('4F00'))).sw, 0x6982);
    assert.equal(client.raw('8482010010' + '00'.repeat(16)).sw, 0x6982);
    client.open(level);
    assert.equal(client.send('80F28002', '4F00').sw, 0x9000);
  }
});

test('at level 00 plain commands do, and a MAC that is announced is verified', () => {
  const client = new Client(cardOnBench()).open(0x00);
  assert.equal(client.raw('80F28002024F0000').sw, 0x9000);
  assert.equal(client.raw('84F280020A4F00112233445566778800').sw, 0x6982);
  assert.equal(client.raw('80F28002024F0000').sw, 0x6982);
});

test('selecting again ends the session, aborted or not', () => {
  const bench = cardOnBench();
  const client = new Client(bench).open(0x01);
  bench.select(client.session, bench.entity('ISD'));
  assert.equal(client.raw('80CA004200').sw, 0x9000);
  assert.equal(client.raw('80F28002024F0000').sw, 0x6982);
  assert.equal(client.raw(client.host.wrap(unhex('80F28002'), unhex('4F00'))).sw, 0x6982);
});

test('an attempt at a new session ends the old one, even if it fails', () => {
  const client = new Client(cardOnBench()).open(0x01);
  assert.equal(client.raw('805000000101').sw, 0x6700);
  assert.equal(client.raw('80CA004200').sw, 0x9000);
  assert.equal(client.raw(client.host.wrap(unhex('80F28002'), unhex('4F00'))).sw, 0x6982);
});

test('INITIALIZE UPDATE in the class of secure messaging is an attempt too [GPAmdD §5.6]', () => {
  const client = new Client(cardOnBench()).open(0x01);
  assert.equal(client.raw('84500000080102030405060708').sw, 0x6e00);
  assert.equal(client.raw('80CA004200').sw, 0x9000);
  assert.equal(client.raw(client.host.wrap(unhex('80F28002'), unhex('4F00'))).sw, 0x6982);
});

test('sessions of two channels are independent', () => {
  const bench = cardOnBench();
  const one = new Client(bench, { channel: 0 }).open(0x33);
  const other = new Client(bench, { channel: 1 }).open(0x01);
  assert.equal(one.send('80F28002', '4F00').sw, 0x9000);
  assert.equal(other.raw('81CA004200').sw, 0x6982);
  assert.equal(one.send('80F28002', '4F00').sw, 0x9000);
});

test('secure messaging without a session is 6982, and of the other format 6882', () => {
  const client = new Client(cardOnBench());
  assert.equal(client.raw('84CA0042080000000000000000 00').sw, 0x6982);
  assert.equal(client.raw('88CA004200').sw, 0x6882);
  assert.equal(client.raw('0CCA004200').sw, 0x6882);
  client.open(0x00);
  assert.equal(client.raw('88CA004200').sw, 0x6982, 'inside a session it aborts');
  assert.equal(client.raw('80CA004200').sw, 0x6982);
});

test('data that do not decrypt abort the session, though their MAC verifies [GPAmdD §6.2.6]', () => {
  for (const body of ['00'.repeat(15), '00'.repeat(16)]) {
    const client = new Client(cardOnBench()).open(0x03);
    const signed = client.host.signed(unhex('80F28002'), unhex(body));
    assert.equal(client.raw(signed).sw, 0x6982);
    assert.equal(client.raw('80CA004200').sw, 0x6982);
  }
});

test('any flipped bit of a protected command aborts the session and changes nothing', () => {
  const bench = cardOnBench();
  const flips = fc.record({
    level: fc.constantFrom(...LEVELS.slice(1)),
    at: fc.nat({ max: 400 }),
    bit: fc.nat({ max: 7 }),
  });
  fc.assert(
    fc.property(flips, ({ level, at, bit }) => {
      const client = new Client(bench).open(level);
      const apdu = client.host.wrap(unhex('80F0807F'), new Uint8Array(0), 'none');
      // Not the class: what that announces is not what is signed. Not Lc: that is another command.
      const places = [1, 2, 3, ...Array.from({ length: apdu.length - 5 }, (_, i) => i + 5)];
      const place = places[at % places.length]!;
      apdu[place]! ^= 1 << bit;
      if (apdu[1] === 0x50 || apdu[1] === 0x82 || apdu[1] === 0xa4) return;
      assert.equal(client.raw(apdu).sw, 0x6982);
      assert.deepEqual(bench.batches, []);
      assert.equal(bench.entity('plain SD').selectable, true, 'the card is not locked');
    }),
    randomRuns('exchange'),
  );
});
