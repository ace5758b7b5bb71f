/** Ruling data: who may do what concerns the whole device, by the transport that carried it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AM_SD, COMMON, ese, eseContainer, euicc, patent } from '../../support/descriptions.ts';
import { HostError } from '../../../src/base/index.ts';
import { type HostRig, hostRig } from '../../support/host-rig.ts';
import { openSecureChannel } from '../../support/secure-channel.ts';

/** The preset with every link paired with the eSE, so that its ISD is reached over each. */
const everywhere = {
  interfaces: [
    { id: 'iso0', kind: 'iso', links: [{ id: 't0', protocol: 't0' }] },
    { id: 'iso1', kind: 'iso', links: [{ id: 't1', protocol: 't1' }] },
    { id: 'bus', kind: 'spi', links: [{ id: 'spi', protocol: 'spi' }] },
    {
      id: 'wire',
      kind: 'swp',
      links: ['swp-a', 'swp-b', 'apdu-gate'].map((protocol) => ({ id: protocol, protocol })),
    },
  ],
  pairing: { rules: [{ link: '*', container: 'C30' }] },
};
const LOCK = '80F0807F';
const UNLOCK = '80F0800F';
const TERMINATE = '80F080FF';

function refusals(rig: HostRig): readonly string[] {
  return rig.traceLines().filter((line) => line.includes('refused'));
}

test('SET STATUS to CARD_LOCKED is denied over ISO 7816-3 and changes nothing [P-01] [P-02] [P-04] [P-06]', () => {
  for (const link of ['t0', 't1']) {
    const rig = hostRig(patent, everywhere);
    const channel = openSecureChannel(rig, link);
    assert.equal(channel.send(LOCK), '6985');
    assert.match(refusals(rig).at(-1)!, /C30: refused 6985 .*deny card-lock by iso7816-3/);
    assert.match(rig.select(link, 'A000000151000000'), /9000$/);
  }
});

for (const link of ['spi', 'swp-a', 'swp-b', 'apdu-gate']) {
  test(`the same command is authorised over ${link} [P-01] [P-04] [P-06]`, () => {
    const rig = hostRig(patent, everywhere);
    const channel = openSecureChannel(rig, link);
    assert.equal(channel.send(LOCK), '9000');
    assert.match(rig.select(link, 'A000000151000000'), /6283$/);
    assert.match(rig.select('t0', 'A000000151000000'), /6283$/, 'for every link');
    assert.equal(openSecureChannel(rig, link).send(UNLOCK), '9000');
    assert.match(rig.select(link, 'A000000151000000'), /9000$/);
  });
}

test('ruled by the mode of the link: contactless may not, the APDU gate of one wire may [P-02] [P-06]', () => {
  const ruling = [{ action: 'card-lock', by: 'contactless', verdict: 'deny' }];
  const rig = hostRig(patent, { ...everywhere, ruling });
  for (const link of ['swp-a', 'swp-b']) {
    assert.equal(openSecureChannel(rig, link).send(LOCK), '6985');
    assert.match(refusals(rig).at(-1)!, /deny card-lock by contactless/);
  }
  assert.equal(openSecureChannel(rig, 'apdu-gate').send(LOCK), '9000');
});

test('rules are data: changed by the manufacturer, kept, and obeyed at once [P-01]', () => {
  const rig = hostRig(patent, everywhere);
  const { management } = rig.device;
  const ruling = management.ruling();
  management.setRuling({
    ...ruling,
    rules: [
      { action: 'card-lock', by: 'spi', verdict: 'deny' },
      { action: 'card-terminate', by: 'spi', verdict: 'deny' },
      { action: 'card-lock', by: 't1', verdict: 'allow' },
    ],
  });
  assert.match(
    rig.traceLines().at(-1)!,
    /management: deny card-lock by spi; deny card-terminate by spi; allow card-lock by t1$/,
  );
  assert.equal(openSecureChannel(rig, 'spi').send(LOCK), '6985');
  assert.equal(openSecureChannel(rig, 'spi').send(TERMINATE), '6985');
  assert.equal(openSecureChannel(rig, 't1').send(LOCK), '9000');
  const again = hostRig(patent, everywhere, { image: rig.stored });
  assert.deepEqual(again.device.management.ruling(), management.ruling());
});

test('a lock of one container leaves the other as it is [P-04] [M-20]', () => {
  const rig = hostRig(patent, { containers: [euicc, ese] });
  assert.equal(openSecureChannel(rig, 'spi').send(LOCK), '9000');
  assert.match(rig.select('t0', 'A000000151000000'), /9000$/);
  assert.match(rig.send('t0', '80E2910003BF2D0000'), /^BF2D.*9000$/);
});

test('a locked card: SELECT errs, no channel opens, a supplementary channel closes [P-04]', () => {
  const rig = hostRig(patent, everywhere);
  const channel = openSecureChannel(rig, 'spi');
  rig.send('spi', '0070000001');
  assert.equal(channel.send(LOCK), '9000');
  assert.equal(rig.send('spi', '0070000001'), '6A81');
  assert.equal(rig.select('spi', 'A000000151414D534401'), '6A81');
  assert.match(rig.lastDecision(), /the card of C30, which spi is paired with, is locked/);
  assert.equal(rig.select('spi', 'A000000151414D534401', 1), '6A81');
  assert.equal(rig.select('spi', 'A000000151414D534401', 1), '6881');
  assert.match(rig.select('spi', 'A000000151000000'), /6283$/);
});

/** C20 with a profile that has something to use, two eSEs, a link for each. */
const MNO_SD = 'A0000001514D4E4F01';
const three = {
  containers: [
    {
      ...euicc,
      profiles: euicc.profiles.map((one) =>
        one.state === 'enabled'
          ? { ...one, mnoSd: MNO_SD, mnoSdKeys: ese.keySets }
          : { ...one, mnoSd: 'A0000001514D4E4F02' },
      ),
    },
    ese,
    eseContainer('C31'),
  ],
  pairing: {
    rules: [
      { link: 't0', container: 'C20' },
      { link: 't1', container: 'C31' },
      { link: '*', container: 'C30' },
    ],
  },
};
const byDevice = [{ action: 'card-lock', by: 'spi', verdict: 'allow', scope: 'device' }] as const;
const RULE = 'allow card-lock by spi of the device';
const GET_CARD_DATA = '80CA006600';
const GET_PROFILES = '80E2910003BF2D0000';

test('a lock of scope device: every other container answers as locked, and by which rule [P-04] [P-07]', () => {
  const rig = hostRig(patent, { ...three, ruling: byDevice });
  const other = openSecureChannel(rig, 't1');
  assert.equal(openSecureChannel(rig, 'spi').send(LOCK), '9000');
  assert.deepEqual(rig.device.management.deviceLocks(), [{ container: 'C30', rule: RULE }]);
  assert.ok(rig.traceLines().includes(`C30: its lock goes for the whole device: ${RULE}`));
  assert.equal(rig.select('t1', AM_SD), '6A81');
  assert.equal(
    rig.lastDecision(),
    `t1: route ${AM_SD} -> nowhere: C31 answers as locked to t1: ${RULE}`,
  );
  assert.equal(rig.send('t1', '0070000001'), '6A81');
  assert.match(refusals(rig).at(-1)!, new RegExp(RULE));
  assert.match(rig.select('t1', COMMON), /6283$/);
  assert.equal(other.send(UNLOCK), '6982', 'the old channel went with the SELECT');
  assert.equal(openSecureChannel(rig, 't1').send(UNLOCK), '6985', 'it is not locked itself');
});

test('under a lock of the device an enabled profile stays usable, and nothing else of its eUICC [P-07]', () => {
  const rig = hostRig(patent, { ...three, ruling: byDevice });
  assert.match(rig.select('t0', COMMON), /9000$/);
  assert.equal(openSecureChannel(rig, 'spi').send(LOCK), '9000');
  assert.equal(rig.send('t0', GET_PROFILES), '6985');
  assert.match(rig.lastDecision(), new RegExp(`C20 answers as locked to t0: ${RULE}`));
  for (const name of [COMMON, 'A000000152000000', 'A0000005591010FFFFFFFF8900001000']) {
    assert.equal(rig.select('t0', name), '6A82');
    assert.match(rig.lastDecision(), new RegExp(RULE));
  }
  assert.match(rig.select('t0', MNO_SD), /9000$/);
  assert.match(rig.send('t0', GET_CARD_DATA), /^66.*9000$/);
  assert.equal(rig.send('t0', '0070000001'), '019000');
  assert.match(rig.send('t0', '81CA006600'), /^66.*9000$/, 'a new channel is on it too');
  const bare = hostRig(patent, { containers: [{ ...euicc, profiles: [] }, ese], ruling: byDevice });
  assert.match(bare.select('t0', COMMON), /9000$/);
  assert.equal(openSecureChannel(bare, 'spi').send(LOCK), '9000');
  assert.equal(bare.select('t0', COMMON), '6A81');
  assert.equal(bare.send('t0', '0070000001'), '6A81');
});

test('a lock of the device ends by unlocking, survives power, and is one batch with the state [P-07]', () => {
  const rig = hostRig(patent, { ...three, ruling: byDevice });
  const keys: (readonly string[])[] = [];
  const { device } = rig;
  const takeBatches = device.takeBatches.bind(device);
  Object.assign(rig.device, {
    takeBatches: () => {
      const batches = takeBatches();
      for (const { writes } of batches) keys.push(writes.map((write) => write.key));
      return batches;
    },
  });
  const channel = openSecureChannel(rig, 'spi');
  keys.length = 0;
  assert.equal(channel.send(LOCK), '9000');
  assert.deepEqual(keys, [['container.C30/p/registry/c/1', 'os/c/device-locks']]);
  const again = hostRig(patent, { ...three, ruling: byDevice }, { image: rig.stored });
  assert.equal(again.select('t1', AM_SD), '6A81');
  assert.equal(openSecureChannel(again, 'spi').send(UNLOCK), '9000');
  assert.match(again.select('t1', AM_SD), /9000$/);
  assert.match(again.select('t0', COMMON), /9000$/);
  assert.deepEqual(again.device.management.deviceLocks(), []);
  assert.equal(openSecureChannel(again, 't1').send(LOCK), '9000', 'by t1 a lock is C31’s alone');
  assert.match(again.select('spi', AM_SD), /9000$/);
});

test('a lock of the device lasts no longer than its rule [P-01] [P-07]', () => {
  const rig = hostRig(patent, { ...three, ruling: byDevice });
  const { management } = rig.device;
  assert.equal(openSecureChannel(rig, 'spi').send(LOCK), '9000');
  management.setRuling({ rules: [], reach: { C20: 'own' } });
  assert.match(rig.traceLines().at(-1)!, /management: C20 reaches its own links$/);
  management.setRuling({ rules: [], reach: {} });
  assert.match(rig.traceLines().at(-1)!, /management: nothing is ruled$/);
  assert.match(rig.select('t1', AM_SD), /9000$/);
  assert.equal(rig.select('spi', AM_SD), '6A81', 'C30 is locked all the same');
});

test('unlocking is ruled too [P-01] [P-07]', () => {
  const ruling = [{ action: 'card-unlock', by: 'iso7816-3', verdict: 'deny' }];
  const rig = hostRig(patent, { ...everywhere, ruling });
  assert.equal(openSecureChannel(rig, 't1').send(LOCK), '9000');
  assert.equal(openSecureChannel(rig, 't1').send(UNLOCK), '6985');
  assert.match(refusals(rig).at(-1)!, /deny card-unlock by iso7816-3/);
  assert.equal(openSecureChannel(rig, 'spi').send(UNLOCK), '9000');
});

/** The preset's AM SD with further privileges. */
function amSd(privileges: string): object {
  return { ...ese, securityDomains: [{ ...ese.securityDomains[0], privileges }] };
}

const IIN_OF = { ISD: '42494E019000', AM_SD: '50415945589000' } as const;
const GET_IIN = '00CA004200';

test('Card Reset: one holder for each container and link, as ruling data say [P-07]', () => {
  const ruling = [{ action: 'card-reset', by: 't1', verdict: 'deny' }];
  const containers = [euicc, amSd('844000')];
  const rig = hostRig(patent, { ...everywhere, containers, ruling });
  assert.equal(rig.send('t0', GET_IIN), IIN_OF.AM_SD);
  assert.equal(rig.send('spi', GET_IIN), IIN_OF.AM_SD);
  assert.equal(rig.send('t1', GET_IIN), IIN_OF.ISD);
  assert.ok(
    rig
      .traceLines()
      .includes('C30: AM SD is not selected by itself here: ruling data deny card-reset by t1'),
  );
  rig.device.management.setRuling({ rules: [], reach: {} });
  rig.reset('t1');
  assert.equal(rig.send('t1', GET_IIN), IIN_OF.AM_SD);
});

test('Card Reset and Final Application have one holder in a container at most [P-07]', () => {
  const twice = (privileges: string) => ({
    ...ese,
    securityDomains: ['01', '02'].map((end) => ({
      ...ese.securityDomains[0],
      aid: `A0000001514D5344${end}`,
      privileges,
    })),
  });
  for (const privileges of ['840000', '800200']) {
    const boot = () => hostRig(patent, { containers: [euicc, twice(privileges)] });
    assert.throws(
      boot,
      (error) => error instanceof HostError && /only one may/.test(error.message),
    );
    const each = hostRig(patent, {
      containers: [euicc, amSd(privileges), { ...amSd(privileges), id: 'C31' }],
    });
    assert.equal(each.device.management.containers().length, 3);
  }
});

test('Final Application: what a lock leaves, on the links of its container, as rules say [P-07]', () => {
  const ruling = [{ action: 'final-application', by: 't1', verdict: 'deny' }];
  const containers = [euicc, amSd('804200')];
  const pairing = {
    rules: [
      { link: 't0', container: 'C20' },
      { link: '*', container: 'C30' },
    ],
  };
  const rig = hostRig(patent, { containers, pairing, ruling });
  assert.match(rig.select('t0', AM_SD), /9000$/);
  assert.equal(openSecureChannel(rig, 'spi').send(LOCK), '9000');
  assert.match(rig.select('spi', AM_SD), /6283$/);
  assert.equal(rig.select('spi', COMMON), '6A81');
  assert.equal(rig.select('t0', AM_SD), '6A82', 'from links of other containers it is unknown');
  assert.match(rig.lastDecision(), /C30 may be reached from its own links only/);
  assert.equal(rig.select('t1', AM_SD), '6A81');
  assert.match(rig.lastDecision(), /C30 answers as locked to t1: deny final-application by t1/);
  rig.reset('t1');
  assert.equal(rig.send('t1', GET_IIN), '6999');
  rig.reset('spi');
  assert.equal(rig.send('spi', GET_IIN), IIN_OF.AM_SD);
});

const LIST_APPLICATIONS = '80F24002';
const LOCK_APPLICATION = '80F04080';

test('a profile’s global privileges 82DC00 are global within the profile [P-07] [M-20]', () => {
  const rig = hostRig(patent, three);
  const channel = openSecureChannel(rig, 't0', { aid: MNO_SD });
  const issuer = channel.send('80F28002', '4F00');
  assert.match(issuer, new RegExp(`^E3..4F09${MNO_SD}.*C50382DC00.*9000$`));
  assert.equal(channel.send(LIST_APPLICATIONS, '4F00'), '6A88', 'no other entry is its to see');
  for (const foreign of [AM_SD, COMMON, 'A000000152000000', 'A0000005591010FFFFFFFF8900001000']) {
    assert.equal(channel.send(LOCK_APPLICATION, foreign), '6A88');
  }
  assert.equal(channel.send(LOCK), '6985', 'Card Lock is not among them');
  assert.match(rig.select('spi', AM_SD), /9000$/);
});

test('what a profile requests is data: with Card Lock its lock is the profile’s alone [P-07] [M-20]', () => {
  const [profile] = euicc.profiles;
  const mnoSd = { mnoSd: MNO_SD, mnoSdKeys: ese.keySets, mnoSdPrivileges: '92DC00' };
  const [, ...others] = three.containers;
  const containers = [{ ...euicc, profiles: [{ ...profile, ...mnoSd }] }, ...others];
  const rig = hostRig(patent, { ...three, containers, ruling: byDevice });
  const channel = openSecureChannel(rig, 't0', { aid: MNO_SD });
  assert.match(channel.send('80F28002', '4F00'), /C50392DC00/);
  assert.equal(channel.send(LOCK), '9000');
  assert.equal(rig.select('t0', MNO_SD), '6A82', 'it holds no Final Application');
  assert.match(rig.select('t0', COMMON), /9000$/, 'the eUICC around it is as it was');
  for (const link of ['spi', 't1']) assert.match(rig.select(link, AM_SD), /9000$/);
  assert.deepEqual(rig.device.management.deviceLocks(), []);
});

test('in a container with the same privileges they cover its registry and no other [P-07] [M-20]', () => {
  const privileges = '82DC00';
  const keySets = ese.keySets;
  const domain = { ...ese.securityDomains[0], keySets, aid: MNO_SD, privileges, name: 'MNO-SD' };
  const ward = { ...ese.securityDomains[0], aid: 'A000000151574152440A', name: 'ward' };
  const rig = hostRig(patent, {
    ...three,
    containers: [euicc, ese, eseContainer('C31', { securityDomains: [domain, ward] })],
  });
  const channel = openSecureChannel(rig, 't1', { aid: MNO_SD });
  const listed = channel.send(LIST_APPLICATIONS, '4F00');
  assert.match(listed, /4F0AA000000151574152440A/);
  assert.ok(!listed.includes(AM_SD));
  assert.equal(channel.send(LOCK_APPLICATION, AM_SD), '6A88');
  assert.match(rig.select('spi', AM_SD), /9000$/);
  assert.equal(
    openSecureChannel(rig, 't1', { aid: MNO_SD }).send(LOCK_APPLICATION, ward.aid),
    '9000',
  );
  assert.equal(rig.select('t1', ward.aid), '6A82');
});
