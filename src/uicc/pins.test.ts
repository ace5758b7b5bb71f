import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ADM1,
  PIN1,
  PIN2,
  PUK1,
  PUK2,
  UiccCard,
  UICC_CONFIG,
  UPIN,
  WRONG,
} from '../../tests/support/uicc-card.ts';

test('VERIFY PIN: attempts, blocking, and what is verified [TS102221 §11.1.9]', () => {
  const card = new UiccCard();
  assert.equal(card.send('00200001'), '63C3', 'without data, attempts left');
  assert.equal(card.verify('01', WRONG), '63C2');
  assert.equal(card.verify('01', PIN1), '9000');
  card.usim();
  assert.equal(card.send('00B0870009').slice(-4), '9000');
  assert.equal(card.verify('01', WRONG), '63C2');
  assert.equal(card.send('00B0870009'), '6982', 'a wrong value ends what was verified');
  assert.equal(card.verify('01', WRONG), '63C1');
  assert.equal(card.verify('01', WRONG), '63C0');
  assert.equal(card.verify('01', PIN1), '6983');
  assert.equal(card.send('00200001'), '63C0');
  assert.equal(card.rebooted().verify('01', PIN1), '6983');
});

for (const [apdu, sw] of [
  ['0020010108' + PIN1, '6A86'],
  ['0020000208' + PIN1, '6A88'],
  ['0020000107' + PIN1.slice(2), '6700'],
  ['0024000108' + PIN1, '6700'],
  ['00260001', '6700'],
  ['0026910108' + PIN1, '9000'],
  ['0026810108' + PIN1, '6A86'],
  ['0026911108' + UPIN, '6A86'],
  ['0026000A08' + ADM1, '6985'],
  ['0028000108' + PIN1, '6985'],
  ['0028010108' + PIN1, '6A86'],
  ['002C000A10' + PUK1 + PIN1, '6A88'],
  ['002C000108' + PUK1, '6700'],
  ['8020000108' + PIN1, '6E00'],
] as const) {
  test(`${apdu} answers ${sw}, and takes no attempt [TS102221 §11.1.9]`, () => {
    const card = new UiccCard();
    assert.equal(card.send(apdu), sw);
    assert.equal(card.send('00200001'), '63C3');
  });
}

test('CHANGE PIN compares the old value and keeps the new one [TS102221 §11.1.10]', () => {
  const card = new UiccCard();
  const next = '36363636FFFFFFFF';
  assert.equal(card.send(`0024000110${WRONG}${next}`), '63C2');
  assert.equal(card.send(`0024000110${PIN1}${next}`), '9000');
  const again = card.rebooted();
  assert.equal(again.verify('01', PIN1), '63C2');
  assert.equal(again.verify('01', next), '9000');
});

test('DISABLE and ENABLE PIN [TS102221 §11.1.11] [TS102221 §11.1.12]', () => {
  const card = new UiccCard();
  assert.equal(card.send(`0026000108${WRONG}`), '63C2');
  assert.equal(card.send(`0026000108${PIN1}`), '9000');
  assert.equal(card.verify('01', PIN1), '6984');
  assert.equal(card.send(`0026000108${PIN1}`), '6984');
  assert.equal(card.send(`0024000110${PIN1}${WRONG}`), '6984');
  const again = card.rebooted();
  again.usim();
  assert.equal(again.send('00B0870009').slice(-4), '9000', 'a disabled PIN guards nothing');
  assert.equal(again.send(`0028000108${WRONG}`), '63C2');
  assert.equal(again.send(`0028000108${PIN1}`), '9000');
  assert.equal(again.send(`0028000108${PIN1}`), '6985');
  const third = again.rebooted();
  third.usim();
  assert.equal(third.send('00B0870009'), '6982');
});

test('the universal PIN stands in for a PIN that is disabled [TS102221 §9.5.1]', () => {
  const card = new UiccCard();
  assert.equal(card.send(`0026910108${PIN1}`), '9000');
  card.usim();
  assert.equal(card.send('00B0870009'), '6982');
  assert.match(card.send('80F2000000'), /C6109001608301019501088301118301819000$|95010883/);
  assert.equal(card.verify('11', UPIN), '9000');
  assert.equal(card.send('00B0870009').slice(-4), '9000');
});

test('UNBLOCK PIN gives a new value, enabled, with all attempts [TS102221 §11.1.13]', () => {
  const card = new UiccCard();
  for (const left of ['63C2', '63C1', '63C0']) assert.equal(card.verify('01', WRONG), left);
  const next = '39383736FFFFFFFF';
  assert.equal(card.send('002C0001'), '63CA');
  assert.equal(card.send(`002C000110${WRONG}${next}`), '63C9');
  assert.equal(card.verify('01', next), '6983');
  assert.equal(card.send(`002C000110${PUK1}${next}`), '9000');
  assert.equal(card.send('002C0001'), '63CA');
  assert.equal(card.verify('01', WRONG), '63C2');
  assert.equal(card.rebooted().verify('01', next), '9000');
  for (let left = 9; left >= 0; left--) {
    const sw = `63C${left.toString(16).toUpperCase()}`;
    assert.equal(card.send(`002C000110${WRONG}${next}`), sw);
  }
  assert.equal(card.send(`002C000110${PUK1}${next}`), '6983');
});

test('PIN2 belongs to its application, and to the session with it [TS102221 §9.5.1]', () => {
  const card = new UiccCard();
  card.usim();
  card.select('6F3B');
  const write = `00DC010414${'55'.repeat(20)}`;
  assert.equal(card.send(write), '6982');
  assert.equal(card.verify('81', PIN2), '9000');
  assert.equal(card.send(write), '9000');
  card.usim(0x44);
  card.usim();
  card.select('6F3B');
  assert.equal(card.send(write), '6982', 'it ended with the application session');
  assert.equal(card.send(`002C008110${PUK2}${PIN2}`), '9000');
  assert.equal(card.send(write), '9000');
  assert.equal(card.verify('01', PIN1), '9000');
  card.usim(0x44);
  card.usim();
  assert.equal(card.send('00B0870009').slice(-4), '9000', 'PIN1 is the whole UICC’s');
});

test('files of the MF that name PIN2 look for it in the ADFs', () => {
  const card = new UiccCard();
  card.verify('01', PIN1);
  card.select('7F20', '6F3B');
  assert.equal(card.send(`00DC010414${'55'.repeat(20)}`), '6982');
  assert.equal(card.verify('81', PIN2), '9000');
  assert.equal(card.send(`00DC010414${'55'.repeat(20)}`), '9000');
});

test('an attempt is written before the comparison, in a batch of its own [M-104]', () => {
  const card = new UiccCard();
  card.verify('01', WRONG);
  const keys = card.bench.batches.map(({ writes }) => writes.map((one) => one.key).join());
  assert.equal(keys.length, 1);
  assert.match(keys[0]!, /attempts\/1$/);
  assert.equal(card.send(`002C000110${PUK1}${PIN1}`), '9000');
  const last = card.bench.batches.at(-1)!.writes.map(({ key }) => key);
  assert.ok(
    last.every((key) => key.endsWith('/c/pins')),
    'the value comes after all counters',
  );
});

test('a secret value shows neither in memory’s description nor in errors', () => {
  const card = new UiccCard();
  const text = JSON.stringify(card.bench.memory, undefined, 1) + JSON.stringify(UICC_CONFIG.files);
  assert.ok(!text.includes('31323334FFFFFFFF'));
});
