import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cardOnBench, Client } from '../../../tests/support/globalplatform-card.ts';
import { hex } from '../../base/index.ts';

function opened() {
  const bench = cardOnBench();
  const client = new Client(bench).open();
  const remove = (data: string, p1p2 = '0000') => {
    const answer = client.send(`80E4${p1p2}`, data);
    return answer.sw === 0x9000 ? hex(answer.data) : answer.sw.toString(16);
  };
  return { client, remove, information: () => hex(client.send('80CA00E0').data) };
}

test('DELETE removes one key, or all of a version or an identifier [GPCS §11.2.2.3.2]', () => {
  const { remove, information, client } = opened();
  assert.equal(remove('D00103D201FF'), '00');
  const left = 'C00401308810C00402308810C00403308810C00401FF8810C00402FF8810';
  assert.equal(information(), `E01E${left}`);
  assert.equal(remove('D001 02'.replace(' ', '')), '00');
  assert.equal(information(), 'E012C00401308810C00403308810C00401FF8810');
  assert.equal(remove('D201FF'), '00');
  assert.equal(information(), 'E00CC00401308810C00403308810');
  assert.equal(client.raw('8050FF00080102030405060708').sw, 0x6a88);
});

test('what DELETE of keys refuses changes nothing [GPCS §11.2.3.2]', () => {
  const { remove, information } = opened();
  const before = information();
  for (const [data, sw] of [
    ['D20131', '6a88'],
    ['D00104', '6a88'],
    ['D00103D20131', '6a88'],
    ['D000', '6a80'],
    ['D2023001', '6a80'],
    ['D20130D20130', '6a80'],
    ['D201304F05A000000151', '6a80'],
    ['D201', '6a80'],
    ['', '6a80'],
  ] as const) {
    assert.equal(remove(data), sw, data);
  }
  assert.equal(information(), before);
});

test('DELETE comes in a chain too [GPCS §11.1.5.1]', () => {
  const { client } = opened();
  assert.equal(client.sendChained('80E40000', 'D00103D201FF', 4).sw, 0x9000);
  assert.doesNotMatch(hex(client.send('80CA00E0').data), /03FF/);
});
