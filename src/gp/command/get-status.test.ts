import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../../tests/random-counts.ts';
import {
  cardOnBench,
  Client,
  type ClientOptions,
  CONFIG,
  PLAIN_SD_KEY,
  TEST_KEY,
} from '../../../tests/support/globalplatform-card.ts';
import { hex, isWireError, unhex } from '../../base/index.ts';
import { findTlv, parseTlvs } from '../../wire/index.ts';

const ISD = 'E3264F08A0000001510000009F70010FC5039EFE80C407A0000001515350CC08A000000151000000';
const AM_SD =
  'E3284F0AA000000151414D5344019F70010FC503804000C407A0000001515350CC08A000000151000000';
const PLAIN_SD =
  'E3274F09A000000151504C41499F700107C503800000C407A0000001515350CC08A000000151000000';
const FILE = 'E31B4F07A00000015153509F700101CE020100CC08A000000151000000';
const FILE_AND_MODULE =
  'E3254F07A00000015153509F700101CE0201008408A000000151535041CC08A000000151000000';

function lister(options: ClientOptions = {}, level = 0x01) {
  const client = new Client(cardOnBench(), options).open(level);
  return (p1p2: string, data = '4F00') => {
    const { data: answer, sw } = client.send(`80F2${p1p2}`, data);
    return sw === 0x9000 ? hex(answer) : sw.toString(16);
  };
}

test('each subset lists its part of the registry [GPCS §11.4.2.1] [M-22] [M-24]', () => {
  const list = lister();
  assert.equal(list('8002'), ISD);
  assert.equal(list('4002'), AM_SD + PLAIN_SD);
  assert.equal(list('2002'), FILE);
  assert.equal(list('1002'), FILE_AND_MODULE);
  assert.equal(list('4F02'), AM_SD + PLAIN_SD, 'reserved bits are ignored');
});

test('no authentication, no listing [GPCS §11 table 11-2]', () => {
  const client = new Client(cardOnBench());
  assert.equal(client.raw('80F28002024F0000').sw, 0x6982);
  client.initialize();
  assert.equal(client.raw('80F28002024F0000').sw, 0x6982, 'initiated is not authenticated');
  assert.equal(client.raw('00F28002024F0000').sw, 0x6e00);
});

test('the AID of the search is a beginning [GPCS §11.4.2.3]', () => {
  const list = lister();
  assert.equal(list('4002', '4F05A000000151'), AM_SD + PLAIN_SD);
  assert.equal(list('4002', '4F0AA000000151414D534401'), AM_SD);
  assert.equal(list('4002', '4F0BA000000151414D53440100'), '6a88');
  assert.equal(list('4002', '4F05A000000003'), '6a88');
  assert.equal(list('8002', '4F05A000000003'), ISD, 'ignored where there is one only');
  assert.equal(list('8002', ''), ISD);
  assert.equal(list('4002', '4F009F700107'), AM_SD + PLAIN_SD, 'other criteria are ignored');
});

test('a tag list says what to show [GPCS §11.4.2.3]', () => {
  const list = lister();
  assert.equal(list('8002', '4F005C034F9F70'), 'E30E4F08A0000001510000009F70010F');
  assert.equal(list('4002', '4F005C01C5'), 'E305C503804000' + 'E305C503800000');
  assert.equal(list('2002', '4F005C0184'), 'E30A8408A000000151535041');
  assert.equal(list('4002', '4F005C01CF'), 'E300' + 'E300', 'what an entry lacks is left out');
  assert.equal(list('4002', '4F005C019F'), '6a80', 'a tag cut short');
});

test('bad search criteria are 6A80, bad parameters 6A86', () => {
  const list = lister();
  assert.equal(list('4002', ''), '6a80');
  assert.equal(list('4002', '5C014F'), '6a80');
  assert.equal(list('4002', '4F0500'), '6a80');
  assert.equal(list('4002', '4F11' + '00'.repeat(17)), '6a80');
  assert.equal(list('0002'), '6a86');
  assert.equal(list('C002'), '6a86');
  assert.equal(list('8003'), '6a86', 'there is no next issuer');
});

test('a domain lists what is below it; the issuer only with Global Registry [GPCS §9.6.5]', () => {
  const options = { entity: 'plain SD', key: PLAIN_SD_KEY };
  const list = lister(options);
  assert.equal(list('8002'), '6a86');
  assert.equal(list('4002'), PLAIN_SD);
  assert.equal(list('2002'), '6a88');
  const [am, plain] = CONFIG.securityDomains;
  const securityDomains = [am!, { ...plain!, privileges: '800400' }];
  const client = new Client(cardOnBench({ securityDomains }), options).open();
  assert.equal(hex(client.send('80F28002', '4F00').data), ISD);
  assert.match(hex(client.send('80F24002', '4F00').data), /^E3284F0AA000000151414D534401/);
});

test('next goes on only with a listing of the same [GPCS §11.4.2.2]', () => {
  const bench = cardOnBench();
  const client = new Client(bench).open();
  const sw = (p1p2: string, data = '4F00') => client.send(`80F2${p1p2}`, data).sw;
  assert.equal(sw('4003'), 0x6985);
  assert.equal(sw('4002'), 0x9000);
  assert.equal(sw('2003'), 0x6985);
  assert.equal(sw('4003', '4F05A000000151'), 0x6985);
  assert.equal(sw('4003'), 0x6a88, 'all has been given');
  assert.equal(sw('2002', '4F05A000000003'), 0x6a88);
  assert.equal(sw('4003'), 0x6985, 'another search came between');
  bench.select(client.session, bench.entity('ISD'));
  client.open();
  assert.equal(sw('4003'), 0x6985, 'another application session');
});

test('the deprecated form has length, AID, state and one byte of privileges', () => {
  const list = lister();
  assert.equal(list('8000'), '08A0000001510000000F9E');
  assert.equal(list('4000'), '0AA000000151414D5344010F80' + '09A000000151504C41490780');
  assert.equal(list('2000'), '07A00000015153500100');
  assert.equal(list('1000'), '07A000000151535001000108A000000151535041');
});

test('a page is filled to its last byte', () => {
  const sw = (count: number) => {
    const securityDomains = Array.from({ length: count }, (_, index) => manyth(index, 12));
    const client = new Client(cardOnBench({ securityDomains }, { quota: 1_000_000 })).open();
    const { data, sw: status } = client.send('80F24002', '4F005C014F');
    assert.equal(data.length, 256);
    return status;
  };
  assert.equal(sw(16), 0x9000);
  assert.equal(sw(17), 0x6310);
});

test('pages join to the whole list, each no longer than secure messaging leaves room for', () => {
  const counts = fc.record({
    count: fc.integer({ min: 0, max: 40 }),
    level: fc.constantFrom(0x00, 0x01, 0x03, 0x11, 0x13, 0x33),
    aidLength: fc.integer({ min: 6, max: 16 }),
  });
  fc.assert(
    fc.property(counts, ({ count, level, aidLength }) => {
      const securityDomains = Array.from({ length: count }, (_, index) => manyth(index, aidLength));
      const client = new Client(cardOnBench({ securityDomains }, { quota: 1_000_000 })).open(level);
      const seen: string[] = [];
      let answer = sent(client, '80F24002');
      while (answer.sw === 0x6310) {
        seen.push(...names(answer.data));
        answer = sent(client, '80F24003');
      }
      assert.equal(answer.sw, count === 0 ? 0x6a88 : 0x9000);
      if (answer.sw === 0x9000) seen.push(...names(answer.data));
      assert.deepEqual(
        seen,
        securityDomains.map((one) => one.aid),
      );
    }),
    randomRuns('exchange'),
  );
});

function manyth(index: number, aidLength: number): (typeof CONFIG.securityDomains)[number] {
  const number = (index + 1).toString(16).padStart(2, '0').toUpperCase();
  const aid = `A000000151${'00'.repeat(aidLength - 6)}${number}`;
  return { name: `SD ${index}`, aid, privileges: '800000', lifeCycle: 'SELECTABLE', data: {} };
}

/** One page; the response as it travels must fit a short APDU. */
function sent(client: Client, header: string) {
  const response = client.raw(client.host.wrap(unhex(header), unhex('4F00')));
  assert.ok(response.data.length <= 256, `${response.data.length} bytes`);
  return client.host.unwrap(response);
}

function names(page: Uint8Array): readonly string[] {
  const entries = parseTlvs(page);
  assert.ok(!isWireError(entries));
  return entries.map((entry) => {
    assert.equal(entry.tag, 0xe3);
    const inside = parseTlvs(entry.value);
    assert.ok(!isWireError(inside));
    return hex(findTlv(inside, 0x4f)!);
  });
}

test('keys never show in a listing', () => {
  const list = lister();
  for (const subset of ['8002', '4002', '2002', '1002']) {
    assert.ok(!list(subset).includes(TEST_KEY));
  }
});
