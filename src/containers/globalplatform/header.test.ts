/** What a security domain decides about a T=0 command from its header. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settled } from '../../../tests/support/container-bench.ts';
import { cardOnBench, Client } from '../../../tests/support/globalplatform-card.ts';
import { unhex } from '../../base/index.ts';

function domain(level?: number) {
  const bench = cardOnBench();
  const client = new Client(bench);
  if (level !== undefined) client.open(level);
  const { session } = client;
  const isd = bench.entity('ISD');
  const known = (header: string) =>
    settled(() => bench.container.header(isd, unhex(header), session));
  return { bench, client, known };
}

const REFUSED = [
  ['A0F2000016', 0x6e00, 'a class of others'],
  ['90F2800016', 0x6e00, 'bit 5 is of others'],
  ['00F2800016', 0x6e00, 'not in this class'],
  ['80FD000003', 0x6d00, 'unknown'],
  ['0088000010', 0x6d00, 'unknown'],
  ['00A4000002', 0x6a86, 'selected by name alone'],
  ['80F2800016', 0x6982, 'no secure channel'],
  ['84F2800016', 0x6982, 'secure messaging without a session'],
  ['88CA006608', 0x6882, 'secure messaging of ISO 7816-4'],
  ['00CB000003', 0x6a88, 'no such place'],
  ['8050010008', 0x6a88, 'no such key version'],
  ['8050000208', 0x6a88, 'no key set begins there'],
  ['8050000007', 0x6700, 'no challenge'],
  ['8450000008', 0x6e00, 'without secure messaging'],
  ['8482010010', 0x6985, 'INITIALIZE UPDATE comes before'],
  ['8482020010', 0x6a86, 'no such level'],
  ['8082010010', 0x6e00, 'it carries a MAC'],
  ['8010000005', 0x6d00, 'a command of UICCs'],
  ['A010000005', 0x6e00, 'a command of UICCs, of the second generation'],
] as const;

test('a status word that the header settles comes at once [ISO7816-3 §10.3.3]', () => {
  const { known } = domain();
  for (const [header, sw, why] of REFUSED) assert.equal(known(header), sw, `${header}: ${why}`);
  for (const header of ['8050000008', '00CB3FFF05', '00CB2F0004', '80CA2F0002'])
    assert.equal(known(header), 'in', header);
  for (const header of ['80CA9F7F2D', '00CA004200']) assert.equal(known(header), 'out', header);
});

test('it is what the whole command gets, at every header of the two tables', () => {
  for (const [header, sw] of REFUSED) {
    if (/^[8A]010/.test(header)) continue;
    const { client } = domain();
    const data = '00'.repeat(Number.parseInt(header.slice(8), 16));
    assert.equal(client.raw(`${header}${data}`).sw, sw, header);
  }
});

test('in a session without MACs P1 and P2 are settled by the header', () => {
  const { known } = domain(0x00);
  assert.equal(known('80F2800202'), 'in');
  assert.equal(known('80F2080202'), 0x6a86);
  assert.equal(known('80F0800700'), 'in');
  assert.equal(known('80F0800800'), 0x6a86);
  assert.equal(known('80F0200700'), 0x6a86);
});

test('in a session with MACs what carries one brings data, whatever it is', () => {
  const { known } = domain(0x01);
  for (const header of ['84F2800210', '84FD000010', '84CA006608'])
    assert.equal(known(header), 'in', header);
});

test('there a command without a MAC is refused by its header, and aborts [GPAmdD §5.6]', () => {
  const { known, client } = domain(0x01);
  assert.equal(known('80F2800202'), 0x6982);
  assert.equal(known('84F2800210'), 0x6982, 'aborted');
  assert.equal(client.send('80F28002', '4F00').sw, 0x6982);
});

test('a refused initiation ends the session there was, an announced one does not yet', () => {
  const lasting = domain(0x01);
  assert.equal(lasting.known('8050000008'), 'in');
  assert.equal(lasting.client.send('80F28002', '4F00').sw, 0x9000);
  const ended = domain(0x01);
  assert.equal(ended.known('8050010008'), 0x6a88);
  assert.equal(ended.client.send('80F28002', '4F00').sw, 0x6982);
});

test('a terminated card settles all but GET DATA [GPCS §5.1.1.5]', () => {
  const { client, known } = domain(0x00);
  assert.equal(client.raw('80F080FF').sw, 0x9000);
  assert.equal(known('8050000008'), 0x6985);
  assert.equal(known('80FD000003'), 0x6985);
  assert.equal(known('80CA9F7F2D'), 'out');
});

test('SELECT with P2 0C answers no data from any security domain [ISO7816-4 §7.1.1]', () => {
  const bench = cardOnBench();
  for (const name of ['ISD', 'AM SD']) {
    const entity = bench.entity(name);
    const command = { p2: 0x0c };
    const answer = bench.select(bench.session(), entity, entity.aid, command.p2);
    assert.deepEqual([answer.data.length, answer.sw], [0, 0x9000], name);
    assert.notEqual(bench.select(bench.session(), entity, entity.aid, 0x08).data.length, 0);
  }
});
