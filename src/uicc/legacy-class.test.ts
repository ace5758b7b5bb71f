import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../tests/random-counts.ts';
import { ADM1, PIN1, PIN2, PUK1, UiccCard, WRONG } from '../../tests/support/uicc-card.ts';
import { hex } from '../base/index.ts';

test('SELECT answers 9FXX, and GET RESPONSE gives the parameters [TS51011 §9.2.1]', () => {
  const card = new UiccCard();
  assert.equal(card.send('A0A40000023F00'), '9F16');
  const mf = card.send('A0C0000016');
  assert.match(mf, /^0000[0-9A-F]{4}3F0001000000000009010203040083[0-9A-F]{6}9000$/);
  assert.equal(card.send('A0C000000A').length, 24, 'fewer bytes');
  assert.equal(card.send('A0C0000017'), '6716');
  assert.equal(card.send('A0A40000022FE2'), '9F0F');
  assert.equal(card.send('A0C000000F'), '0000000A2FE204000FFF44010200009000');
  assert.equal(card.send('A0A40000027F11'), '9404');
  assert.equal(card.send('A0C000000F'), '6700', 'another command ended it');
  assert.equal(card.send('A0A40000027F10'), '9F16');
  assert.equal(card.send('A0A40000026F39'), '9F0F');
  assert.equal(card.send('A0C000000F'), '000000096F390440111F44010203039000');
});

test('reading and writing, with the words of their time [TS51011 §9.4]', () => {
  const card = new UiccCard();
  assert.equal(card.send('A0B0000001'), '9400');
  card.send('A0A40000022FE2');
  assert.equal(card.send('A0B000000A'), '980000000000000000109000');
  assert.equal(card.send('A0B000000B'), '9402');
  assert.equal(card.send('A0D6000001AA'), '9804');
  assert.equal(card.send('A0B2010401'), '9408');
  card.all('A0A40000027F10', 'A0A40000026F3A');
  assert.equal(card.send('A0B2010414'), '9804');
  assert.equal(card.send(`A020000108${PIN1}`), '9000');
  assert.equal(card.send(`A0DC010414${'41'.repeat(20)}`), '9000');
  assert.equal(card.send('A0B2010410'), '6714');
  assert.equal(card.send('A0B2060414'), '9402');
  assert.equal(card.send('A0B2000214').slice(-4), '9000');
  assert.equal(card.send('A0B2010714'), '6B00');
  assert.equal(card.send('A0A20000024141'), '9000');
  assert.equal(card.send('A0A20010024141'), '9F01');
  assert.equal(card.send('A0C0000001'), '019000');
  assert.equal(card.send('A0A2001002FFFF'), '9F01');
  assert.equal(card.send('A0C0000001'), '029000');
  assert.equal(card.send('A0A200020141'), '9404');
  assert.equal(card.send('A0A200040141'), '6B00');
  card.send('A0A40000026F39');
  assert.equal(card.send('A032000003000002'), '9F06');
  assert.equal(card.send('A0C0000006'), '0000070000029000');
  assert.equal(card.send('A032000003FFFFFF'), '9850');
  card.send('A0A40000026F50');
  assert.equal(card.send('A0A40000026F50'), '9404', 'BER-TLV is of a later time');
  assert.equal(card.send('A0F2000016').slice(-4), '9000');
  assert.equal(card.send('A0F2000017'), '6716');
});

test('CHV1 and CHV2 are PIN1 and PIN2 [TS51011 §9.2.9]', () => {
  const card = new UiccCard();
  assert.equal(card.send(`A020000208${PIN2}`), '9000');
  assert.equal(card.send(`A020000308${PIN2}`), '6B00');
  assert.equal(card.send('A0200001'), '6700');
  assert.equal(card.send(`A020000108${WRONG}`), '9804');
  assert.equal(card.send(`A026000108${PIN1}`), '9000');
  assert.equal(card.send(`A020000108${PIN1}`), '9808');
  assert.equal(card.send(`A028000108${PIN1}`), '9000');
  assert.equal(card.send(`A024000110${PIN1}${PIN2}`), '9000');
  for (const sw of ['9804', '9804', '9840']) {
    assert.equal(card.send(`A020000108${WRONG}`), sw);
  }
  assert.equal(card.send(`A020000108${PIN2}`), '9840');
  assert.equal(card.send(`A02C000110${PUK1}${PIN1}`), '6B00');
  assert.equal(card.send(`A02C000010${PUK1}${PIN1}`), '9000');
  assert.equal(card.send(`A020000108${PIN1}`), '9000');
});

test('INVALIDATE and REHABILITATE [TS51011 §9.2.14]', () => {
  const card = new UiccCard();
  card.verify('0A', ADM1);
  card.verify('01', PIN1);
  card.all('A0A40000027F10', 'A0A40000026F3A');
  assert.equal(card.send('A0040000'), '9000');
  assert.equal(card.send('A0B2010414'), '9810');
  assert.equal(card.send('A0440000'), '9000');
  assert.equal(card.send('A0B2010414').slice(-4), '9000');
});

test('what a SIM does not have, and directions of T=0 [TS51011 §9.2]', () => {
  const card = new UiccCard();
  assert.equal(card.send('A0E00000'), '6D00');
  assert.equal(card.header('A0E0000000'), 0x6d00);
  for (const ins of ['B0', 'B2', 'C0', 'F2']) assert.equal(card.header(`A0${ins}000000`), 'out');
  card.all('A0A40000027F10', 'A0A40000026F39');
  card.verify('0A', ADM1);
  for (const header of ['A0A4000002', 'A020000108', 'A0DC000303', 'A02C000010'])
    assert.equal(card.header(header), 'in', header);
});

test('what the header settles is in words of its time, and ends what was ready [TS51011 §9.4]', () => {
  const card = new UiccCard();
  for (const [header, sw] of [
    ['A0D6000001', 0x9400],
    ['A0A4000102', 0x6b00],
    ['A0A4000003', 0x6700],
    ['A02C000110', 0x6b00],
    ['A0A2000503', 0x6b00],
    ['A088000010', 0x9408],
  ] as const) {
    assert.equal(card.send('A0A40000023F00'), '9F16');
    assert.equal(card.header(header), sw, header);
    assert.equal(card.send('A0C0000016'), '6700', header);
  }
  card.all('A0A40000027F10', 'A0A40000026F39');
  assert.equal(card.header('A032000003'), 0x9804, 'CHV1 is not verified');
  assert.equal(card.header('A0DC000303'), 0x9804, 'nor the key of the administrator');
});

/** Instructions that bring data, and of these the ones at the current EF. */
const BRINGING = [0xa4, 0xd6, 0xdc, 0xa2, 0x32, 0x20, 0x24, 0x26, 0x28, 0x2c, 0x88, 0x04, 0x44];
const AT_EF: readonly number[] = [0xd6, 0xdc, 0xa2, 0x32];

test('any parameters and data have the word that their header has [TS51011 §9.4] [ISO7816-3 §10.3.2]', () => {
  const byte = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 255 }));
  const head = fc.record({ ins: fc.constantFrom(...BRINGING), p1: byte, p2: byte });
  fc.assert(
    fc.property(head, fc.uint8Array({ maxLength: 24 }), ({ ins, p1, p2 }, data) => {
      for (const before of [[], ['A0A40000027F10', 'A0A40000026F39', `A020000108${PIN1}`]]) {
        const card = new UiccCard();
        for (const apdu of ['A0A40000023F00', ...before]) card.send(apdu);
        const header = `A0${hex(Uint8Array.of(ins, p1, p2, data.length))}`;
        const known = card.header(header);
        const sw = Number.parseInt(card.send(header + hex(data)).slice(-4), 16);
        if (typeof known === 'number') assert.equal(sw, known, header);
        else assert.ok(sw !== 0x6b00 && !(sw === 0x9400 && AT_EF.includes(ins)), header);
      }
    }),
    randomRuns('device'),
  );
});
