/** The patent's other pair of containers: an eSE beside a telecom profile after SGP.02. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PROBE_INS } from '../../../src/applets/index.ts';
import { compareStates } from '../../../src/keep/state-diff/index.ts';
import { bytes, HostError } from '../../../src/base/index.ts';
import { parseDescription } from '../../../src/device/index.ts';
import {
  COMMON,
  ese,
  euicc,
  ISD_P1,
  ISD_P2,
  m2mEuicc,
  patent,
  REAL_ISD_R,
} from '../../support/descriptions.ts';
import { type HostRig, hostRig } from '../../support/host-rig.ts';
import { openSecureChannel } from '../../support/secure-channel.ts';

const ECASD = 'A0000005591010FFFFFFFF8900000200';
const MNO_SD = 'A0000001514D4E4F01';
/** One AID in the profile and in the eSE: which of the two is meant, the link says. */
const PROBE = 'A0000005595052424501';
const probe = { name: 'probe', aid: PROBE, module: 'probe', privileges: '180000' };
const inside = { mnoSd: MNO_SD, mnoSdKeys: ese.keySets, applications: [probe] };
const containers = [m2mEuicc(inside), { ...ese, applications: [probe] }];

const LOCK = '80F0807F';
const GET_EID = '80CA005A00';
const EID = `5A10${euicc.eid}9000`;
const ask = (ins: number) => `80${ins.toString(16).padStart(2, '0')}0000`;
const LOCK_FROM_INSIDE = ask(PROBE_INS.LOCK_CARD);

function lastLine(rig: HostRig, word: string): string {
  return rig.traceLines().findLast((line) => line.includes(word)) ?? 'none';
}

test('one container is a GlobalPlatform security domain, the other a profile of SGP.02 [P-03]', () => {
  const rig = hostRig(patent, { containers });
  const [telecom, secure] = rig.device.management.containers();
  assert.equal(telecom!.title, 'eUICC SGP.02 4.2');
  assert.equal(secure!.title, 'GlobalPlatform 2.3');
  const names = telecom!.entities.map((one) => one.name);
  assert.deepEqual(names.slice(0, 5), ['ISD-R', 'ECASD', 'ISD-P1', 'ISD-P2', 'MNO-SD of ISD-P1']);
  assert.ok(rig.traceLines().includes('C20: ISD-P2 has the Fall-Back Attribute'));
  for (const aid of [ISD_P1, ISD_P2, MNO_SD, ECASD]) assert.match(rig.select('t0', aid), /9000$/);
});

test('the common AID means what the link is paired with [P-03] [M-41] [M-51]', () => {
  const rig = hostRig(patent, { containers });
  for (const link of ['t0', 't1']) {
    assert.equal(rig.select(link, COMMON), `6F108408${COMMON}A5049F6501FF9000`);
    assert.match(rig.lastDecision(), /C20 \/ ISD-R \(really A000000152000000\): aliased/);
    assert.match(rig.select(link, PROBE), /9000$/);
    assert.match(rig.lastDecision(), /C20 \/ probe/);
  }
  for (const link of ['spi', 'swp-a', 'apdu-gate']) {
    assert.match(rig.select(link, COMMON), /9000$/);
    assert.match(rig.lastDecision(), /C30 \/ ISD/);
    assert.match(rig.select(link, PROBE), /9000$/);
    assert.match(rig.lastDecision(), /C30 \/ probe/);
  }
});

test('SET STATUS to CARD_LOCKED: refused over ISO 7816-3, authorised elsewhere [P-03] [P-01]', () => {
  const pairing = { rules: [{ link: '*', container: 'C30' }] };
  for (const link of ['t0', 't1']) {
    const rig = hostRig(patent, { containers, pairing });
    assert.equal(openSecureChannel(rig, link).send(LOCK), '6985');
    assert.match(lastLine(rig, 'refused'), /C30: refused 6985 .*deny card-lock by iso7816-3/);
    assert.match(rig.select(link, COMMON), /9000$/);
  }
  for (const link of ['spi', 'swp-a', 'swp-b', 'apdu-gate']) {
    const rig = hostRig(patent, { containers });
    assert.equal(openSecureChannel(rig, link).send(LOCK), '9000');
    assert.match(rig.select(link, COMMON), /6283$/);
    assert.match(rig.select('t0', MNO_SD), /9000$/, 'the profile is as it was');
  }
});

test('from inside the telecom container a lock is refused, from inside the other not [P-03] [P-05]', () => {
  const rig = hostRig(patent, { containers });
  for (const link of ['t0', 't1']) {
    rig.select(link, PROBE);
    assert.equal(rig.send(link, LOCK_FROM_INSIDE), '6985');
    assert.match(lastLine(rig, 'may not request'), /^C20: .*deny card-lock by inside for C20$/);
    assert.match(rig.select(link, PROBE), /9000$/);
  }
  rig.select('spi', PROBE);
  assert.equal(rig.send('spi', LOCK_FROM_INSIDE), '9000');
  assert.equal(rig.select('spi', PROBE), '6A81');
});

test('under a lock of the device the enabled profile stays usable [P-03] [P-04] [P-07]', () => {
  const ruling = [{ action: 'card-lock', by: 'spi', verdict: 'allow', scope: 'device' }];
  const rig = hostRig(patent, { containers, ruling });
  assert.match(rig.select('t0', MNO_SD), /9000$/);
  assert.equal(openSecureChannel(rig, 'spi').send(LOCK), '9000');
  for (const aid of [COMMON, REAL_ISD_R, ECASD, ISD_P1])
    assert.equal(rig.select('t0', aid), '6A82');
  assert.match(rig.select('t0', PROBE), /9000$/);
});

test('a profile’s global privileges are global within the profile [P-03] [P-07]', () => {
  const rig = hostRig(patent, { containers });
  const channel = openSecureChannel(rig, 't0', { aid: MNO_SD });
  const issuer = channel.send('80F28002', '4F00');
  assert.match(issuer, new RegExp(`^E3..4F09${MNO_SD}.*C50382DC00.*9000$`));
  const listed = channel.send('80F24002', '4F00');
  assert.match(listed, new RegExp(`4F0A${PROBE}`));
  for (const foreign of [REAL_ISD_R, ISD_P2, COMMON]) {
    assert.ok(!listed.includes(foreign));
    assert.equal(channel.send('80F04080', foreign), '6A88');
  }
  assert.equal(channel.send(LOCK), '6985', 'Card Lock is not among them');
});

test('its device reads the EID from the ECASD, over any link that reaches it [P-03] [SGP02 §2.2.2]', () => {
  const rig = hostRig(patent, { containers });
  for (const link of ['t0', 't1', 'spi', 'apdu-gate']) {
    assert.match(rig.select(link, ECASD), /9000$/);
    assert.equal(rig.send(link, GET_EID), EID, link);
  }
  const own = hostRig(patent, { containers, reach: { C20: 'own' } });
  assert.equal(own.select('spi', ECASD), '6A82');
  assert.match(own.select('t1', ECASD), /9000$/);
});

test('ES10 and what its SM-SR alone may send are refused, and the trace says why [P-03] [SGP02 §2.2.5]', () => {
  const rig = hostRig(patent, { containers });
  for (const link of ['t0', 't1']) {
    rig.select(link, COMMON);
    const before = new Map(rig.stored);
    for (const apdu of [
      '80E2910003BF2D00',
      '80E2910006BF3E035C015A',
      `80E2910017BF3114A0124F10${ISD_P2}`,
      `80E28800153A03124F10${ISD_P2}`,
      '80F24002024F0000',
      `80E40040124F10${ISD_P2}`,
    ]) {
      assert.equal(rig.send(link, apdu), '6982', apdu);
      assert.match(lastLine(rig, 'refused'), /^C20: refused 6982 .*SGP02 §2.2.5.*from the SM-SR/);
    }
    assert.deepEqual(rig.stored, before);
    assert.match(rig.select(link, MNO_SD), /9000$/);
  }
});

test('wrong lengths and unknown objects are refused and change nothing [P-03] [GPCS §11.3]', () => {
  const tpdu = hostRig(patent, { containers }, { manner: 'tpdu' });
  assert.match(tpdu.select('t0', ECASD), /^61/);
  assert.equal(tpdu.send('t0', '80CA005AFF'), '6C12');
  assert.equal(tpdu.send('t0', '80CA005A12'), EID);
  assert.match(tpdu.select('t0', REAL_ISD_R), /^61/);
  assert.equal(tpdu.send('t0', '80F2400200'), '6982', 'no criteria, and yet the SM-SR’s first');
  assert.match(tpdu.send('t0', '80CAFF2100'), /^6C/);

  const rig = hostRig(patent, { containers });
  rig.select('t1', ECASD);
  for (const [apdu, sw] of [
    ['80CA005A01FF', '6700'],
    ['80CABF3000', '6A88'],
    ['80CA000000', '6A88'],
    ['80E2880000', '6D00'],
    ['84CA005A00', '6882'],
  ] as const) {
    assert.equal(rig.send('t1', apdu), sw, apdu);
  }
  assert.equal(rig.send('t1', GET_EID), EID);
  rig.select('t1', REAL_ISD_R);
  assert.match(rig.send('t1', '80CAFF2100'), /^FF210D810102820400......8302....9000$/);
  assert.equal(rig.send('t1', '80CA005A00'), '6A88');
  assert.equal(rig.send('t1', '00C0000000'), '6985');
});

test('its memory is kept over power, compared cell by cell, and damage has a name [P-03] [M-104]', () => {
  const rig = hostRig(patent, { containers });
  rig.select('t0', MNO_SD);
  const { description } = rig.device;
  const before = { description, image: new Map(rig.stored) };
  const channel = openSecureChannel(rig, 't0', { aid: MNO_SD });
  assert.equal(channel.send('80F04080', PROBE), '9000');
  const changes = compareStates(before, { description, image: new Map(rig.stored) });
  const locked = changes.find((one) => one.part === 'content/3/card/registry');
  assert.deepEqual([locked?.owner, locked?.key], ['C20', '2']);
  assert.match(`${locked?.path}`, /lifeCycle$/);
  const again = hostRig(patent, { containers }, { image: rig.stored });
  assert.equal(again.select('t0', PROBE), '6A82');
  assert.match(again.select('t0', MNO_SD), /9000$/);

  const image = new Map(rig.stored).set(
    'container.C20/c/profiles/enabled',
    bytes(0, 9, 0, 0, 0, 0),
  );
  const { damage } = hostRig(patent, { containers }, { image }).device;
  assert.equal(damage?.owner, 'C20');
});

const [telecom] = containers as [
  Record<string, unknown> & { readonly profiles: readonly object[] },
];
const [profile] = telecom.profiles;
const twice = telecom.profiles.map((one) => ({ ...one, fallBackAttribute: true }));

for (const [name, first, message] of [
  [
    'a nickname, and who provides the service',
    { ...telecom, profiles: [{ ...profile, nickname: 'x', serviceProvider: 'y' }] },
    /profiles\.0: nickname, serviceProvider: only of SGP\.22; take it out, or .*"consumer"/,
  ],
  [
    'CI public keys',
    { ...telecom, ciPublicKeys: [] },
    /containers\.0: ciPublicKeys: only of SGP\.22/,
  ],
  [
    'an edition of SGP.22',
    { ...telecom, version: '2.1' },
    /containers\.0\.version: .*"3\.1".*"4\.2"/,
  ],
  ['a third architecture', { ...telecom, architecture: 'iot' }, /architecture: consumer or m2m/],
  ['a field of neither', { ...telecom, colour: 'red' }, /Unrecognized key: "colour"/],
  [
    'the Fall-Back Attribute twice',
    { ...telecom, profiles: twice },
    /ISD-P1 and ISD-P2 have the Fall/,
  ],
  [
    'the Fall-Back Attribute under SGP.22',
    { ...euicc, profiles: [{ ...euicc.profiles[0], fallBackAttribute: true }] },
    /fallBackAttribute: only of SGP\.02; .*"m2m"/,
  ],
] as const) {
  test(`a description with ${name} is refused, and says what to do [P-03] [M-81]`, () => {
    assert.throws(
      () => hostRig(patent, { containers: [first, ese] }),
      (error) =>
        error instanceof HostError &&
        error.code === 'DESCRIPTION_INVALID' &&
        message.test(error.message) &&
        error.next !== '',
    );
  });
}

test('an eUICC that does not say is of SGP.22; the editions of each are data [M-81] [P-03]', () => {
  const read = (first: object) => {
    const document = { ...structuredClone(patent), containers: [first, ese] };
    return hostRig(document).device.management.containers()[0]!.title;
  };
  assert.equal(read(euicc), 'eUICC SGP.22 2.1');
  assert.equal(read({ ...euicc, architecture: 'consumer' }), 'eUICC SGP.22 2.1');
  for (const version of ['3.1', '3.2', '4.0', '4.2']) {
    assert.equal(read({ ...telecom, version }), `eUICC SGP.02 ${version}`);
  }
  const written = parseDescription(structuredClone(patent)).containers[0]!;
  assert.ok(!('architecture' in written), 'older descriptions read as they did');
});

test('what a container is called follows from its memory, not from a later description [M-81]', () => {
  const described = (first: object, second: object) => [first, second];
  const first = hostRig(patent, { containers: described(telecom, ese) });
  first.select('t0', MNO_SD);
  const later = described({ ...telecom, version: '3.1' }, { ...ese, version: '2.2' });
  const again = hostRig(patent, { containers: later }, { image: first.stored });
  const titles = again.device.management.containers().map((one) => one.title);
  assert.deepEqual(titles, ['eUICC SGP.02 4.2', 'GlobalPlatform 2.3']);
});
