import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unhex } from '../../base/index.ts';
import { Refusal, type Response } from '../../os/abi/index.ts';
import { at, body, Card, commandOf, EID } from '../../../tests/support/euicc-card.ts';

for (const [name, apdu, expected] of [
  ['an unknown instruction: 6D00', '80FA000000', '6D00'],
  ['READ BINARY: 6D00', '00B0000000', '6D00'],
  ['STORE DATA in the inter-industry class: 6E00', '00E2910003BF2000', '6E00'],
  ['STORE DATA with secure messaging: 6882', '84E2910003BF2000', '6882'],
  ['GET DATA: 6A88', '80CA006600', '6A88'],
  ['SELECT by file identifier: 6A86', '00A40000023F00', '6A86'],
] as const) {
  test(`ISD-R: ${name}`, () => {
    const card = new Card();
    card.select('ISD-R');
    assert.equal(card.send(apdu), expected);
  });
}

test("the enabled profile's MNO-SD is a domain of its own, without keys yet [M-28]", () => {
  const card = new Card();
  card.select('MNO-SD of ISD-P1');
  const data = body(card.send('80CA006600'));
  assert.equal(at(data, '66', '73', '06')?.value, '2A864886FC6B01');
  assert.equal(card.send('80CA004200'), '6A88');
  assert.equal(card.send('80F28002024F0000'), '6982');
  assert.match(card.send('8050000008010203040506070800'), /^6[9A]8[0-9]$/);
  assert.deepEqual(card.bench.batches, []);
});

test('ECASD: GET DATA 5A is the EID, in either class; others are 6A88 and 6D00', () => {
  const card = new Card();
  card.select('ECASD');
  assert.equal(card.send('80CA005A00'), `5A10${EID}9000`);
  assert.equal(card.send('00CA005A00'), `5A10${EID}9000`);
  assert.equal(card.send('80CA004200'), '6A88');
  assert.equal(card.send('80E2910003BF2000'), '6D00');
});

for (const [name, header, data, expected] of [
  ['TERMINAL CAPABILITY', [0xaa, 0, 0], 'A9088100820101830107', 0x9000],
  ['TERMINAL CAPABILITY without its template', [0xaa, 0, 0], '8100', 0x6a80],
  ['TERMINAL PROFILE', [0x10, 0, 0], 'FFFF', 0x9000],
  ['TERMINAL PROFILE with P1 01', [0x10, 1, 0], 'FFFF', 0x6a86],
  ['FETCH with nothing pending', [0x12, 0, 0], '', 0x6985],
  ['TERMINAL RESPONSE to nothing', [0x14, 0, 0], '810301', 0x6985],
  ['ENVELOPE that no application takes', [0xc2, 0, 0], 'D70C82028281A40101A503005000', 0x6985],
  ['ENVELOPE without device identities', [0xc2, 0, 0], 'D100', 0x6a80],
  ['MANAGE LSI', [0x7c, 0, 0], '', 0x6d00],
  ['RESIZE or INS 76', [0x76, 0, 0], '', 0x6d00],
] as const) {
  test(`card session: ${name}`, () => {
    const { bench, session } = new Card();
    const [ins, p1, p2] = header;
    const command = commandOf(session, { cla: 0x80, ins, p1, p2, data: unhex(data) });
    assert.equal(
      swOf(() => bench.container.processSession(command, undefined)),
      expected,
    );
  });
}

function swOf(run: () => Response): number {
  try {
    return run().sw;
  } catch (error) {
    assert.ok(error instanceof Refusal, String(error));
    return error.sw;
  }
}
