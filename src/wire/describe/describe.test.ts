import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../../tests/random-counts.ts';
import { unhex } from '../../base/index.ts';
import { commandName, describeAnswer, describeCommand, describeTlvs, tlvLines } from './index.ts';

const lines = (answer: string) => tlvLines(describeAnswer(unhex(answer)).data ?? []);

test('an FCI is a tree with names, and numbers, versions and known AIDs in words', () => {
  assert.deepEqual(lines('6F178408A000000151000000A5049F6501FFE00582030201009000'), [
    '6F  file control information (FCI)',
    '  84  application identifier (AID)  A000000151000000  = GlobalPlatform issuer security domain',
    '  A5  proprietary information',
    '    9F65  maximum length of command data  FF  = 255',
    '  E0  ISD-R proprietary application template',
    '    82  SGP.22 version of the LPA interface  020100  = 2.1.0',
  ]);
});

test('one tag means one thing in each message', () => {
  const profile = 'E3165A0A980001010000000000F19F700101910441424344';
  const inList = `BF2D1AA018${profile}9000`;
  assert.match(lines(inList).join('\n'), /5A {2}ICCID .*= 8900101000000000001\n.*= enabled/);
  assert.match(lines(inList).at(-1)!, /service provider name {2}41424344 {2}= "ABCD"/);
  const entry = 'E30E4F08A0000001510000009F70010F9000';
  assert.match(lines(entry).at(-1)!, /9F70 {2}life cycle state {2}0F {2}= 15/);
  assert.match(lines('BF3E125A10890490320000000000000000002000809000').at(-1)!, /EID .*= 8904903/);
});

test('key information names key, version and type', () => {
  assert.match(lines('E006C004013088109000').at(-1)!, /= key 01 version 30: AES, 16 bytes$/);
});

test('what is no list of data objects is text, or nothing', () => {
  assert.deepEqual(describeAnswer(unhex('6A82')), { status: 'file or application not found' });
  assert.deepEqual(describeAnswer(unhex('48656C6C6F9000')), {
    text: '"Hello"',
    status: 'normal ending',
  });
  assert.deepEqual(describeAnswer(unhex('FFFE9000')), { status: 'normal ending' });
});

test('commands by name, with what they are about', () => {
  const names: readonly (readonly [string, string | undefined])[] = [
    ['00A4040007A000000087100200', 'SELECT A0000000871002 (USIM)'],
    ['01A4040000', 'SELECT the default application on channel 1'],
    ['00A40004023F00', 'SELECT file 3F00'],
    ['80CA006600', 'GET DATA 66'],
    ['80CA9F7F00', 'GET DATA 9F7F'],
    ['0070000001', 'MANAGE CHANNEL'],
    ['80F28002024F0000', 'GET STATUS'],
    ['00F2000000', 'STATUS'],
    ['43CA006600', 'GET DATA 66 on channel 7'],
    ['00FF0000', undefined],
    ['00A4', undefined],
  ];
  for (const [apdu, name] of names) assert.equal(commandName(unhex(apdu)), name, apdu);
  const store = describeCommand(unhex('80E2910006BF3E035C015A'));
  assert.deepEqual(tlvLines(store.data ?? []), ['BF3E  GetEuiccData', '  5C  tag list  5A']);
});

test('any bytes at all are described, and no byte of a value is lost', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (source) => {
      const tree = describeTlvs(source);
      describeCommand(source);
      describeAnswer(source);
      assert.ok(tree === undefined || tlvLines(tree).length >= tree.length);
    }),
    randomRuns('codec'),
  );
  const deep = nested(40);
  const shown = tlvLines(describeTlvs(unhex(deep)) ?? []);
  assert.ok(shown.length < 40 && shown.at(-1)!.includes('6100'), shown.at(-1));
});

function nested(depth: number): string {
  let inner = '';
  for (let at = 0; at < depth; at++) {
    const length = inner.length / 2;
    inner = `61${length.toString(16).padStart(2, '0').toUpperCase()}${inner}`;
  }
  return inner;
}
