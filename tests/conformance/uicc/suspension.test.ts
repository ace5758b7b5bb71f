/** SUSPEND UICC over a link whose power goes in between. [TS102221 §11.1.22] */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDevice } from '../../../src/index.ts';
import { describedUicc } from '../../support/uicc-device.ts';
import { PIN1, USIM } from '../../support/uicc-card.ts';

const SUSPEND = '80760000040001020A';
const IMSI = '080910101032547698';
const READ_IMSI = '00B0000009';
const CAPABILITY = '80AA00000AA9088100820101830107';

async function device(name: 't0' | 't1' = 't1') {
  const made = await createDevice(describedUicc());
  const link = made.link(name);
  const send = async (apdu: string): Promise<string> => (await link.transmit(apdu)).hex;
  const dark = async (): Promise<void> => {
    await link.powerOff();
    await link.powerOn();
  };
  return { made, send, dark };
}

/** In ADF.USIM, with PIN 1 verified and EF.IMSI current; gives the token. */
async function suspended(send: (apdu: string) => Promise<string>): Promise<string> {
  assert.match(await send(`00A4040C0C${USIM}`), /9000$/);
  assert.equal(await send(`0020000108${PIN1}`), '9000');
  assert.equal(await send('00A4000C026F07'), '9000');
  const answer = await send(SUSPEND);
  assert.match(answer, /^020A[0-9A-F]{16}9000$/, 'the duration accepted, and a token');
  return answer.slice(4, 20);
}

test('a session continues after the power was away: PIN, application and file [TS102221 §11.1.22]', async () => {
  const { made, send, dark } = await device();
  const token = await suspended(send);
  await made.host.powerCycle();
  await dark();
  assert.equal(await send(CAPABILITY), '9000', 'TERMINAL CAPABILITY comes first');
  assert.equal(await send(`8076010008${token}`), '9000');
  assert.equal(await send(READ_IMSI), `${IMSI}9000`);
  assert.equal(await send('80F2000100'), `840C${USIM}9000`);
  await dark();
  assert.equal(await send(`8076010008${token}`), '6985', 'once');
  assert.equal(await send(READ_IMSI), '6986');
  await made.close();
});

test('another token, another link and another command [TS102221 §11.1.22]', async () => {
  const { made, send, dark } = await device();
  const token = await suspended(send);
  await dark();
  assert.equal(await send('8076010008FFFFFFFFFFFFFFFF'), '6982');
  assert.equal((await made.link('t0').transmit(`8076010008${token}`)).hex, '6985');
  assert.equal(await send(`8076010008${token}`), '9000', 'after a wrong token too');
  const next = (await send(SUSPEND)).slice(4, 20);
  assert.notEqual(next, token);
  await dark();
  assert.equal(await send('00B0000000'), '6986', 'a command that is refused');
  assert.equal(await send(`8076010008${next}`), '6985');
  await made.close();
});

for (const name of ['t0', 't1'] as const) {
  for (const [between, sw, what] of [
    ['8010010000', '6A86', 'TERMINAL PROFILE with P1 01'],
    ['80760200', '6A86', 'SUSPEND UICC with P1 02'],
    ['80760101', '6A86', 'RESUME with P2 01'],
    ['8012000001', '6985', 'FETCH with nothing pending'],
    ['00D6000001AA', '6986', 'UPDATE BINARY without an EF'],
    ['00E4000001AA', '6700', 'DELETE FILE of one byte'],
    ['807C000000', '6D00', 'an instruction that is not there'],
    ['0070000001', '019000', 'MANAGE CHANNEL'],
  ] as const) {
    test(`${what} in between makes the status void over ${name} [TS102221 §11.1.22]`, async () => {
      const { made, send, dark } = await device(name);
      const token = await suspended(send);
      await dark();
      assert.equal(await send(between), sw);
      assert.equal(await send(`8076010008${token}`), '6985');
      await dark();
      assert.equal(await send(`8076010008${token}`), '6985', 'for good');
      await made.close();
    });
  }
}

test('after TERMINATE CARD USAGE nothing is suspended [TS102222 §6.9]', async () => {
  const { made, send } = await device();
  assert.match(await send(`00A4040C0C${USIM}`), /9000$/);
  assert.equal(await send('0020000A083838383838383838'), '9000');
  assert.equal(await send('00FE0000'), '9000');
  assert.equal(await send(SUSPEND), '6985');
  await made.close();
});

for (const [apdu, sw, what] of [
  ['8076000000', '6700', 'no durations'],
  ['8076000003000100', '6700', 'three bytes'],
  ['8076000005000100FF00', '6700', 'five bytes'],
  ['807600000400050001', '6A80', 'a minimum above the maximum'],
  ['807600000405010501', '6A80', 'an unknown unit'],
  ['807602000400010002', '6A86', 'P1 02'],
  ['807600010400010002', '6A86', 'P2 01'],
  ['80760100070102030405060708'.slice(0, 24), '6700', 'a token of seven bytes'],
  ['80760100080102030405060708', '6985', 'nothing to resume'],
] as const) {
  test(`SUSPEND UICC with ${what} is ${sw} [TS102221 §11.1.22]`, async () => {
    const { made, send } = await device();
    assert.equal(await send(apdu), sw);
    assert.equal(await send('00A4000C022FE2'), '9000', 'the session goes on');
    await made.close();
  });
}

test('it is refused at a domain, and beside another application [TS102221 §11.1.22]', async () => {
  const { made, send } = await device();
  assert.equal(await send('0070000001'), '019000');
  assert.equal(await send(`01A4040C0C${USIM}`), '9000');
  assert.equal(await send(SUSPEND), '6985');
  assert.equal(await send(SUSPEND.replace('80', '81')), '6881', 'on another channel');
  assert.equal(await send('0070800100'), '9000');
  assert.match(await send(SUSPEND), /9000$/);
  assert.match(await send('00A4040008A000000152000000'), /9000$/);
  assert.equal(await send(SUSPEND), '6985');
  await made.close();
});
