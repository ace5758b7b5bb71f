/** AT commands about the SIM, at the modem of a device whose profile has a USIM. [TS27007 §8] */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDevice, presets } from '../../../src/index.ts';
import { describedUicc, IMSI } from '../../support/uicc-device.ts';

async function atModem(
  work: (at: (line: string) => Promise<string>) => Promise<void>,
  pinEnabled = true,
): Promise<void> {
  const device = await createDevice(describedUicc({}, pinEnabled), { seed: 'at' });
  try {
    const modem = device.host.modem('t0');
    await modem.at('AT+CMEE=1');
    await work(async (line) => (await modem.at(line)).join(' | '));
  } finally {
    await device.close();
  }
}

test('the PIN is queried, given, changed, disabled and enabled [TS27007 §8.3] [TS27007 §7.4]', () =>
  atModem(async (at) => {
    assert.equal(await at('AT+CPIN?'), '+CPIN: SIM PIN | OK');
    assert.equal(await at('AT+CIMI'), '+CME ERROR: 11');
    assert.equal(await at('AT+CPIN="9999"'), '+CME ERROR: 16');
    assert.equal(await at('AT+CPIN="1234"'), 'OK');
    assert.equal(await at('AT+CPIN?'), '+CPIN: READY | OK');
    assert.equal(await at('AT+CLCK="SC",2'), '+CLCK: 1 | OK');
    assert.equal(await at('AT+CPWD="SC","1234","4321"'), 'OK');
    assert.equal(await at('AT+CLCK="SC",0,"1234"'), '+CME ERROR: 16');
    assert.equal(await at('AT+CLCK="SC",0,"4321"'), 'OK');
    assert.equal(await at('AT+CLCK="SC",2'), '+CLCK: 0 | OK');
    assert.equal(await at('AT+CPIN?'), '+CPIN: READY | OK');
    assert.equal(await at('AT+CLCK="SC",1,"4321"'), 'OK');
  }));

test('a blocked PIN needs its unblock code [TS27007 §8.3]', () =>
  atModem(async (at) => {
    for (let round = 0; round < 3; round++) await at('AT+CPIN="9999"');
    assert.equal(await at('AT+CPIN?'), '+CPIN: SIM PUK | OK');
    assert.equal(await at('AT+CPIN="1234"'), '+CME ERROR: 12');
    assert.equal(await at('AT+CPIN="12345678","1111"'), 'OK');
    assert.equal(await at('AT+CPIN?'), '+CPIN: READY | OK');
  }));

test('IMSI and ICCID are digits [TS27007 §5.6]', () =>
  atModem(async (at) => {
    assert.equal(await at('AT+CIMI'), `${IMSI} | OK`);
    assert.equal(await at('AT+CCID'), '89000000000000000001 | OK');
    assert.equal(await at('AT+CCID?'), '+CCID: 89000000000000000001 | OK');
  }, false));

test('+CRSM reads and writes files of the MF and the USIM [TS27007 §8.18]', () =>
  atModem(async (at) => {
    assert.equal(await at('AT+CRSM=176,12258,0,0,10'), '+CRSM: 144,0,"98000000000000000010" | OK');
    assert.equal(await at('AT+CRSM=176,28486,0,0,6'), '+CRSM: 144,0,"00416C706861" | OK');
    assert.equal(await at('AT+CRSM=214,28486,0,0,6,"00426574612E"'), '+CRSM: 144,0 | OK');
    assert.equal(await at('AT+CRSM=176,28486,0,0,6,,"7FFF"'), '+CRSM: 144,0,"00426574612E" | OK');
    assert.match(await at('AT+CRSM=192,28423'), /^\+CRSM: 144,0,"62.*6F07.*" \| OK$/);
    assert.match(await at('AT+CRSM=178,28474,1,4,20,,"3F007F10"'), /^\+CRSM: 144,0,"F{40}" \| OK$/);
    assert.match(await at('AT+CRSM=242'), /^\+CRSM: 144,0,"62.*3F00.*" \| OK$/);
    assert.equal(await at('AT+CRSM=176,28415,0,0,1'), '+CRSM: 106,130 | OK');
  }, false));

test('the same about a SIM, in class A0 on its only channel [TS51011 §9.2] [TS27007 §8]', async () => {
  const device = await createDevice(presets['sim-card'], { seed: 'at' });
  try {
    const modem = device.host.modem('t0');
    await modem.at('AT+CMEE=1');
    const at = async (line: string) => (await modem.at(line)).join(' | ');
    assert.match(await at('AT+CIMI'), /^00101\d{10} \| OK$/);
    assert.match(await at('AT+CCID'), /^89001010\d+ \| OK$/);
    assert.equal(await at('AT+CPIN?'), '+CPIN: READY | OK');
    assert.equal(await at('AT+CLCK="SC",2'), '+CLCK: 0 | OK');
    assert.match(await at('AT+CRSM=176,12258,0,0,10'), /^\+CRSM: 144,0,"98[0-9A-F]{18}" \| OK$/);
    assert.match(await at('AT+CRSM=192,28423'), /^\+CRSM: 144,0,"....00096F07.*" \| OK$/);
    assert.equal(await at('AT+CRSM=176,28415,0,0,1'), '+CRSM: 148,4 | OK');
    assert.equal(await at('AT+CLCK="SC",1,"9999"'), '+CME ERROR: 16');
    assert.equal(await at('AT+CLCK="SC",1,"1234"'), 'OK');
    assert.equal(await at('AT+CLCK="SC",2'), '+CLCK: 1 | OK');
    await device.link('t0').reset();
    assert.equal(await at('AT+CPIN?'), '+CPIN: SIM PIN | OK');
    assert.equal(await at('AT+CIMI'), '+CME ERROR: 11');
    assert.equal(await at('AT+CPIN="1234"'), 'OK');
    assert.equal(await at('AT+CPIN?'), '+CPIN: READY | OK');
    assert.equal(await at('AT+CPWD="SC","1234","4321"'), 'OK');
    for (let round = 0; round < 3; round++)
      assert.match(await at('AT+CPIN="9999"'), /^\+CME ERROR: 1[26]$/);
    assert.equal(await at('AT+CPIN?'), '+CPIN: SIM PUK | OK');
    assert.equal(await at('AT+CPIN="4321"'), '+CME ERROR: 12');
    assert.equal(await at('AT+CPIN="12345678","1111"'), 'OK');
    assert.equal(await at('AT+CPIN?'), '+CPIN: READY | OK');
  } finally {
    await device.close();
  }
});

test('a SIM of class A0 opens no channel [TS51011 §9.2]', async () => {
  const device = await createDevice(presets['sim-card'], { seed: 'at' });
  try {
    const link = device.link('t0');
    for (const [apdu, sw] of [
      ['0070000001', '6A81'],
      ['00700001', '6A81'],
      ['00708001', '6A81'],
      ['01A40000023F00', '6881'],
      ['00A40000023F00', '6E00'],
    ] as const)
      assert.equal((await link.transmit(apdu)).hex, sw, apdu);
    assert.match(
      (await link.transmit('A0A40000023F00')).hex,
      /3F00.*9000$/,
      'its files are reached',
    );
  } finally {
    await device.close();
  }
});

test('each command about the SIM has its test form [TS27007 §4]', () =>
  atModem(async (at) => {
    for (const name of ['CIMI', 'CCID', 'ICCID', 'CPIN', 'CLCK', 'CPWD', 'CRSM'])
      assert.match(await at(`AT+${name}=?`), /OK$/, name);
  }));

test('what a program has selected stays selected, and no channel is left open', () =>
  atModem(async (at) => {
    assert.match(await at('AT+CSIM=14,"00A40000022FE2"'), /"62.*83022FE2.*9000" \| OK$/);
    for (let round = 0; round < 30; round++) assert.match(await at('AT+CIMI'), /OK$/);
    assert.match(await at('AT+CSIM=10,"00B000000A"'), /"980000000000000000109000" \| OK$/);
  }, false));

for (const line of [
  'AT+CRSM=1,2',
  'AT+CRSM=176,99999',
  'AT+CRSM=176,12258,0,0,256',
  'AT+CRSM=214,12258,0,0,1,"ABC"',
  'AT+CRSM=176,12258,0,0,10,"","3F00",1',
  'AT+CPIN="12"',
  'AT+CPIN="123456789"',
  'AT+CLCK="FD",2',
  'AT+CLCK="SC",1',
  'AT+CPWD="SC","1234"',
]) {
  test(`wrong parameters: ${line}`, () =>
    atModem(async (at) => assert.equal(await at(line), '+CME ERROR: 50')));
}
