/** What is in the containers, and that none has access to another. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  AM_SD,
  COMMON,
  ese,
  eseContainer,
  euicc,
  field,
  ISD_P1,
  ISD_P2,
  patent,
  REAL_ISD_R,
} from '../../support/descriptions.ts';
import { type HostRig, hostRig } from '../../support/host-rig.ts';

const CIN = '0000000000003001';

/** A SELECT of every name, partial or whole, of a client without rights, and what it then reads. */
function pry(rig: HostRig, link: string): readonly string[] {
  const names = [
    '',
    'A0',
    'A000',
    'A00000',
    'A0000001',
    'A000000151',
    COMMON,
    'A00000015100000001',
  ];
  const reads = [
    '80CA004500',
    '80CA004200',
    '80CA9F7F00',
    '80CAFF2100',
    '80CA00E000',
    '80F28002024F0000',
    '80F24002024F0000',
  ];
  const seen: string[] = [];
  for (const name of names) {
    for (const p2 of ['00', '02']) {
      const lc = (name.length / 2).toString(16).padStart(2, '0');
      seen.push(rig.send(link, `00A404${p2}${lc}${name}`));
      for (const read of reads) seen.push(rig.send(link, read));
    }
  }
  return seen;
}

test('without selecting by its own AID nothing of the other container can be read [M-20]', () => {
  const rig = hostRig(patent);
  for (const link of ['t0', 't1']) {
    for (const answer of pry(rig, link)) assert.ok(!answer.includes(CIN), answer);
  }
  const eid = euicc.eid;
  for (const answer of pry(rig, 'spi')) assert.ok(!answer.includes(eid), answer);
  rig.select('spi', COMMON);
  assert.match(
    rig.send('spi', '80CA004500'),
    new RegExp(CIN),
    'the same reading finds it on its own link',
  );
});

test('what one container answers does not depend on what the other holds [M-20]', () => {
  const other = {
    ...structuredClone(ese),
    cin: 'FFFFFFFF',
    iin: '0102',
    lifeCycle: 'OP_READY',
    securityDomains: [],
  };
  const one = pry(hostRig(patent), 't1');
  const two = pry(hostRig(patent, { containers: [euicc, other] }), 't1');
  assert.deepEqual(one, two);
});

test('where reach is "own", a real AID of the other container answers as an unknown one does [M-20] [M-43]', () => {
  const rig = hostRig(patent, { reach: { C20: 'own' } });
  assert.equal(rig.select('spi', REAL_ISD_R), rig.select('spi', 'A0000001520000FF'));
  assert.match(rig.select('t0', REAL_ISD_R), /9000$/);
});

test('the eSE holds the host issuer’s profile under GlobalPlatform 2.3, its ISD under the common AID [M-21] [M-22] [M-29]', () => {
  const rig = hostRig(patent);
  assert.match(rig.select('spi', COMMON), /^6F..8408A000000151000000/);
  assert.match(rig.lastDecision(), /C30 \/ ISD:/);
  const recognition = rig.send('spi', '80CA006600');
  assert.match(recognition, /2A864886FC6B020203/, 'card management type and version 2.3');
  assert.match(rig.send('spi', '80CA004200'), /^420442494E019000$/);
});

test('a security domain with authorized management holds an online payment service [M-24] [M-29]', () => {
  const rig = hostRig(patent);
  assert.match(rig.select('spi', AM_SD), new RegExp(`^6F..84..${AM_SD}.*9000$`));
  const url = Buffer.from('https://pay.example/service').toString('hex').toUpperCase();
  assert.equal(rig.send('spi', '80CA5F5000'), `5F501B${url}9000`);
});

test('an eSE need not hold the host issuer’s profile [M-25]', () => {
  const transit = {
    name: 'TRANSIT',
    aid: 'D2760000850101',
    privileges: '800000',
    lifeCycle: 'PERSONALIZED',
    data: { 42: 'BB' },
  };
  const rig = hostRig(patent, {
    containers: [euicc, eseContainer('C30', { iin: 'AA01', securityDomains: [transit] })],
  });
  rig.select('spi', 'D2760000850101');
  assert.equal(rig.send('spi', '80CA004200'), '4201BB9000');
});

test('the eUICC holds ISD-R with ISD-P1 and ISD-P2, each a file with an AID of its own [M-27] [M-29] [M-37]', () => {
  const rig = hostRig(patent);
  for (const aid of [REAL_ISD_R, ISD_P1, ISD_P2]) {
    assert.match(rig.select('t0', aid), new RegExp(`^6F..84..${aid}.*9000$`));
  }
  const names = rig.device.management.containers()[0]!.entities.map((one) => one.name);
  for (const name of ['ISD-R', 'ISD-P1', 'ISD-P2', 'ECASD']) assert.ok(names.includes(name), name);
});

test('profiles of two operators are there, one of them enabled [M-37]', () => {
  const rig = hostRig(patent);
  rig.select('t1', COMMON);
  const list = rig.send('t1', '80E2910003BF2D0000');
  assert.match(list, /^BF2D/);
  for (const text of ['Alpha Mobile', 'Beta Telecom']) {
    assert.ok(list.includes(Buffer.from(text).toString('hex').toUpperCase()), text);
  }
  assert.equal(list.match(/9F7001(01)/g)?.length, 1);
});

test('two eSE containers without any telecom one [M-33]', () => {
  const rig = hostRig(patent, {
    containers: [eseContainer('A', { cin: '0A' }), eseContainer('B', { cin: '0B' })],
    pairing: {
      rules: [
        { link: 'iso7816-3', container: 'A' },
        { link: '*', container: 'B' },
      ],
    },
    aliases: [],
    reach: {},
    ruling: [],
  });
  for (const [link, cin] of [
    ['t0', '0A'],
    ['t1', '0A'],
    ['spi', '0B'],
  ] as const) {
    rig.select(link, COMMON);
    assert.equal(rig.send(link, '80CA004500'), `4501${cin}9000`);
  }
});

test('both functions are in one device: eUICC and eSE, in turn and side by side [M-39]', () => {
  const rig = hostRig(patent);
  rig.select('t1', COMMON);
  rig.select('spi', COMMON);
  assert.match(
    rig.send('t1', '80E2910006BF3E035C015A00'),
    new RegExp(`^BF3E125A10${euicc.eid}9000$`),
  );
  assert.match(rig.send('spi', '80CA004500'), new RegExp(`^4508${CIN}9000$`));
});

test('in the field preset the operator’s domain and the eSE’s ISD share one AID [M-31]', () => {
  const rig = hostRig(field);
  rig.select('t1', COMMON);
  assert.match(rig.lastDecision(), /euicc \/ MNO-SD/);
  rig.select('spi', COMMON);
  assert.match(rig.lastDecision(), /ese \/ ISD/);
});
