import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settled } from '../../../tests/support/container-bench.ts';
import { HostError, unhex } from '../../base/index.ts';
import { Refusal } from '../../os/abi/index.ts';
import {
  at,
  body,
  Card,
  commandOf,
  EID,
  ISD_P2,
  ISD_R,
  M2M_CONFIG,
} from '../../../tests/support/euicc-card.ts';

test('an m2m eUICC has the entities of a consumer one [SGP02 §2.2.1] [P-03]', () => {
  const card = new Card(M2M_CONFIG);
  assert.deepEqual(card.names, ['ISD-R', 'ECASD', 'ISD-P1', 'ISD-P2', 'MNO-SD of ISD-P1']);
  assert.equal(card.issuer, 'MNO-SD of ISD-P1');
  assert.deepEqual(card.bench.notes, [['fall-back', 'ISD-P2']]);
});

test('SELECT of its ISD-R answers without the template of SGP.22 [SGP02 §2.2.1]', () => {
  const card = new Card(M2M_CONFIG);
  assert.equal(card.select('ISD-R'), `6F108408${ISD_R}A5049F6501FF9000`);
});

test('ECASD: SELECT and GET DATA 5A return the EID [SGP02 §2.2.2]', () => {
  const card = new Card(M2M_CONFIG);
  card.select('ECASD');
  assert.equal(card.send('80CA005A00'), `5A10${EID}9000`);
  assert.equal(card.send('80CA005A0100'), '6700', 'GET DATA brings no data');
  assert.equal(card.send('80CABF3000'), '6A88', 'it has no certificates');
});

test('the ISD-R reports its resources without the SM-SR, and nothing else [TS102226 §8.2.1.7.2]', () => {
  const card = new Card(M2M_CONFIG);
  card.select('ISD-R');
  const data = body(card.send('80CAFF2100'));
  assert.equal(at(data, 'FF21', '81')?.value, '02');
  const free = Number.parseInt(at(data, 'FF21', '82')!.value, 16);
  assert.equal(free, card.bench.services.nvm.free);
  for (const tag of ['0066', '00E0', '005A', 'BF2D']) {
    assert.equal(card.send(`80CA${tag}00`), '6A88', tag);
  }
  assert.equal(card.send('80CAFF210100'), '6700');
  assert.equal(card.send('84CAFF2100'), '6882');
});

for (const [name, apdu] of [
  ['EnableProfile', `80E28800153A03124F10${ISD_P2}`],
  ['DisableProfile', `80E28800153A04124F10${ISD_P2}`],
  ['SetFallBackAttribute', `80E28800153A05124F10${ISD_P2}`],
  ['STORE DATA without data', '80E28800'],
  ['STORE DATA of ES10', '80E2910003BF2D00'],
  ['GET STATUS', '80F24002024F0000'],
  ['SET STATUS', `80F0407F10${ISD_P2}`],
  ['INSTALL', '80E60C0000'],
  ['LOAD', '80E88000'],
  ['DELETE', `80E40040124F10${ISD_P2}`],
  ['PUT KEY', '80D80081021000'],
  ['DELETE under secure messaging', `84E40040124F10${ISD_P2}`],
  ['GET STATUS on another channel’s class', '81F24002024F0000'],
] as const) {
  test(`${name} is the SM-SR's alone, and changes nothing: 6982 [SGP02 §4.1.1]`, () => {
    const card = new Card(M2M_CONFIG);
    card.select('ISD-R');
    assert.equal(card.send(apdu), '6982');
    assert.deepEqual(card.bench.batches, []);
    assert.equal(card.names.at(-1), 'MNO-SD of ISD-P1');
  });
}

for (const [name, apdu, expected] of [
  ['an inter-industry class', '00E2880003BF2D00', '6E00'],
  ['a secure channel with the device', '8050000008010203040506070800', '6D00'],
  ['SELECT by file identifier', '00A40000023F00', '6A86'],
  ['READ BINARY', '00B0000000', '6D00'],
] as const) {
  test(`its ISD-R does not support ${name}: ${expected}`, () => {
    const card = new Card(M2M_CONFIG);
    card.select('ISD-R');
    assert.equal(card.send(apdu), expected);
  });
}

test('the refusal says from where such a command may come [SGP02 §2.2.5]', () => {
  const { bench } = new Card(M2M_CONFIG);
  const command = commandOf(bench.session(), { cla: 0x80, ins: 0xe2, p1: 0x88 });
  assert.throws(
    () => bench.container.process(bench.entity('ISD-R'), command),
    (error) => error instanceof Refusal && /only from the SM-SR/.test(error.toString()),
  );
});

test('T=0: what the SM-SR would send is refused at once, GET DATA fetches', () => {
  const { bench } = new Card(M2M_CONFIG);
  const { container } = bench;
  const [isdR] = container.entities();
  for (const ins of ['E2', 'F2', 'E4', 'E6', 'D8']) {
    const ask = () => container.header(isdR, unhex(`80${ins}000003`), bench.session());
    assert.equal(settled(ask), 0x6982, ins);
  }
  assert.equal(container.header(isdR, unhex('80CAFF2100'), bench.session()), 'out');
});

test('the enabled profile is still there after a boot, and a reset of a link is no matter', () => {
  const card = new Card(M2M_CONFIG);
  card.bench.container.reset('device');
  const booted = new Card(M2M_CONFIG, card.bench.memory.image());
  assert.deepEqual(booted.names, card.names);
});

const [first, second] = M2M_CONFIG.profiles;

for (const [name, profiles, message, next] of [
  [
    'the Fall-Back Attribute twice',
    [{ ...first!, fallBackAttribute: true }, second!],
    /^profiles: ISD-P1 and ISD-P2 have the Fall-Back Attribute$/,
    /take fallBackAttribute from every profile .* but one/,
  ],
  [
    'two enabled profiles',
    [first!, { ...second!, state: 'enabled' as const }],
    /both enabled/,
    /correct/,
  ],
  ['one ICCID twice', [first!, { ...second!, iccid: first!.iccid }], /one ICCID/, /correct/],
] as const) {
  test(`${name} is refused by name [SGP02 §3.16]`, () => {
    assert.throws(
      () => new Card({ ...M2M_CONFIG, profiles }),
      (error) =>
        error instanceof HostError &&
        error.code === 'DESCRIPTION_INVALID' &&
        message.test(error.message) &&
        next.test(error.next),
    );
  });
}

test('no profile need have the Fall-Back Attribute', () => {
  const profiles = [{ ...second!, fallBackAttribute: false }];
  const card = new Card({ ...M2M_CONFIG, profiles });
  assert.deepEqual(card.bench.notes, []);
});
