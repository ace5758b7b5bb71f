import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ADM1, PIN1, UiccCard, USIM } from '../../tests/support/uicc-card.ts';
import { at, commandOf } from '../../tests/support/euicc-card.ts';

const fcp = (answer: string, ...path: readonly string[]) => at(answer.slice(0, -4), '62', ...path);
const fid = (answer: string) => fcp(answer, '83')?.value;

test('the MF is current after reset, and its parameters say so [TS102221 §11.1.1.3.1]', () => {
  const card = new UiccCard();
  const answer = card.send('80F2000000');
  assert.equal(answer.slice(-4), '9000');
  assert.equal(fid(answer), '3F00');
  assert.equal(fcp(answer, '82')?.value, '7821');
  assert.equal(fcp(answer, '8A')?.value, '05');
  assert.equal(fcp(answer, '8B')?.value, '2F0601');
  assert.equal(fcp(answer, 'C6')?.value, '9001E083010195010083011183010A');
  assert.equal(fcp(answer, 'A5', '80')?.value, '71');
  assert.equal(fcp(answer, 'A5', '87')?.value, '01');
  assert.equal(fcp(answer, '81')?.value.length, 4);
});

test('parameters of EFs of each structure [TS102221 §11.1.1.3.2]', () => {
  const card = new UiccCard();
  assert.equal(
    card.send('00A40004022FE2'),
    '62178202412183022FE28A01058B032F06028002000A8801109000',
  );
  card.select('7F10');
  const record = card.send('00A40004026F3A');
  assert.equal(fcp(record, '82')?.value, '4221001405');
  assert.equal(fcp(record, '80')?.value, '0064');
  assert.equal(fcp(record, '88')?.value, '');
  assert.equal(fcp(card.send('00A40004026F39'), '82')?.value, '4621000303');
  const objects = card.send('00A40004026F50');
  assert.equal(fcp(objects, '82')?.value, '7921');
  assert.equal(fcp(objects, 'A5')?.value, '84010085020028860200C8');
});

test('by file identifier: children, parent, DFs beside it, itself, the MF [TS102221 §8.4.2]', () => {
  const card = new UiccCard();
  card.select('7F10');
  for (const one of ['6F3A', '5F3A', '7F10', '7F20', '7F10', '3F00']) {
    const answer = card.send(`00A4000402${one}`);
    assert.equal(answer.slice(-4), '9000', one);
    assert.equal(fid(answer), one);
  }
  assert.equal(card.select('6F3A'), '6A82');
  card.select('7F20');
  assert.equal(card.select('2FE2'), '6A82', 'an EF beside the DF is not found');
  assert.equal(card.send('00A4000C'), '9000', 'no data mean the MF');
  assert.equal(fid(card.send('80F2000000')), '3F00');
});

test('by path, by parent, and a child DF [TS102221 §8.4.3]', () => {
  const card = new UiccCard();
  assert.equal(fid(card.send('00A40804067F105F3A4F30')), '4F30');
  assert.equal(fid(card.send('00A40304')), '7F10', 'the parent of the DF of the current EF');
  assert.equal(fid(card.send('00A40904045F3A4F30')), '4F30');
  card.select('7F10');
  assert.equal(fid(card.send('00A40104025F3A')), '5F3A');
  assert.equal(card.send('00A4010C026F3A'), '6A82');
  assert.equal(card.send('00A4080C067F105F3A4F31'), '6A82');
  assert.equal(card.send('00A4080C043F007F10'), '6A82', 'a path begins below the MF');
  assert.equal(card.send('00A4080C02'), '6700');
});

test('by name, 7FFF, and the end of the application session [TS102221 §8.5.3]', () => {
  const card = new UiccCard();
  assert.equal(card.select('7FFF'), '6A82');
  const answer = card.usim();
  assert.equal(fcp(answer, '84')?.value, USIM);
  assert.equal(fcp(answer, 'C6')?.value, '9001E0830101950100830111830181');
  assert.equal(card.send('80F2000100'), `840C${USIM}9000`);
  card.select('3F00');
  assert.equal(card.send('80F2000100'), `840C${USIM}9000`, 'the ADF stays active');
  assert.equal(fid(card.send('00A40004027FFF')), fid(answer));
  assert.equal(fid(card.send('00A40804067FFF5F3B4F20')), '4F20');
  assert.equal(card.usim(0x44), '9000');
  assert.equal(card.send('80F2000100'), '6A88');
  assert.equal(fid(card.send('80F2000000')), '3F00');
});

for (const [apdu, sw] of [
  ['00A40204022FE2', '6A86'],
  ['00A40084022FE2', '6A86'],
  ['00A40008022FE2', '6A86'],
  ['00A40044022FE2', '6A86'],
  ['00A40005022FE2', '6A86'],
  ['00A40004012F', '6700'],
  ['00A40304022FE2', '6700'],
  ['00A40804032FE200', '6700'],
  ['80A40004022FE2', '6E00'],
  ['04A40004022FE2', '6882'],
  ['0CA40004022FE2', '6882'],
  ['80F2030000', '6A86'],
  ['80F2000200', '6A86'],
  ['00F2000000', '6E00'],
] as const) {
  test(`${apdu} is refused with ${sw}, and nothing else is current [TS102221 §11.1.1.2]`, () => {
    const card = new UiccCard();
    card.select('7F10');
    assert.equal(card.send(apdu), sw);
    assert.equal(fid(card.send('80F2000000')), '7F10');
  });
}

test('each channel has files of its own; one opened from another begins there [TS102221 §8.7]', () => {
  const card = new UiccCard();
  card.select('7F10');
  const { container } = card.bench;
  const first = card.session;
  card.session = card.channel(1);
  assert.equal(fid(card.send('80F2000000')), '3F00');
  card.usim();
  card.select('5F3B');
  const opened = card.channel(2);
  const usim = card.bench.entity('USIM');
  assert.equal(container.select(usim, opened, card.session), true);
  const status = { ...commandOf(opened, {}), cla: 0x80, ins: 0xf2 };
  const { data } = container.process(usim, status);
  assert.equal(fid(`${Buffer.from(data).toString('hex').toUpperCase()}9000`), '5F3B');
  card.session = first;
  assert.equal(fid(card.send('80F2000000')), '7F10');
});

test('verification counts for all channels of the card session [TS102221 §9.3]', () => {
  const card = new UiccCard();
  assert.equal(card.verify('01', PIN1), '9000');
  card.session = card.channel(3);
  card.usim();
  assert.equal(card.send('00B0870009'), '0849061001000000F19000');
  card.session = card.bench.session();
  card.usim();
  assert.equal(card.send('00B0870009'), '6982', 'another card session');
  assert.equal(card.verify('0A', ADM1), '9000');
});
