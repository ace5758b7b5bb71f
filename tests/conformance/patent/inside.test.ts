/** What begins inside a container: an application that requests what needs a rule. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PROBE_INS } from '../../../src/applets/index.ts';
import { bytes, hex } from '../../../src/base/index.ts';
import { COMMON, ese, euicc, patent } from '../../support/descriptions.ts';
import { type HostRig, hostRig } from '../../support/host-rig.ts';
import { openSecureChannel } from '../../support/secure-channel.ts';

const MNO_SD = 'A0000001514D4E4F01';
/** One AID in the profile and in the eSE: which of the two is meant, the link says. */
const PROBE = 'A0000005595052424501';
/** Card Lock and Card Terminate. */
const MAY_BOTH = '180000';
const probe = { name: 'probe', aid: PROBE, module: 'probe', privileges: MAY_BOTH };

const both = {
  containers: [
    {
      ...euicc,
      profiles: euicc.profiles.map((one) => ({ ...one, mnoSd: MNO_SD, applications: [probe] })),
    },
    { ...ese, applications: [probe] },
  ],
};
const command = (ins: number, p1 = 0) => hex(bytes(0x80, ins, p1, 0));
const LOCK = command(PROBE_INS.LOCK_CARD);
const TERMINATE = command(PROBE_INS.TERMINATE_CARD);
const STATES = `${command(PROBE_INS.STATES)}00`;

function denials(rig: HostRig): readonly string[] {
  return rig.traceLines().filter((line) => line.includes('may not request'));
}

for (const link of ['t0', 't1']) {
  test(`CARD_LOCKED requested beside the telecom profile is denied, by ${link} [P-05]`, () => {
    const rig = hostRig(patent, both);
    assert.match(rig.select(link, PROBE), /9000$/);
    assert.match(rig.lastDecision(), /C20 \/ probe/);
    assert.equal(rig.send(link, LOCK), '6985');
    assert.match(
      denials(rig).at(-1)!,
      /^C20: probe may not request CARD_LOCKED .*ruling data: deny card-lock by inside for C20$/,
    );
    assert.equal(rig.send(link, STATES), '0F079000');
    assert.equal(rig.send(link, TERMINATE), '6985');
    assert.match(denials(rig).at(-1)!, /deny card-terminate by inside for C20$/);
    assert.equal(rig.send(link, STATES), '0F079000');
  });
}

for (const link of ['spi', 'swp-a', 'apdu-gate']) {
  test(`the same application in the other container locks it, by ${link} [P-05] [P-04]`, () => {
    const rig = hostRig(patent, both);
    assert.match(rig.select(link, PROBE), /9000$/);
    assert.match(rig.lastDecision(), /C30 \/ probe/);
    assert.equal(rig.send(link, LOCK), '9000');
    assert.equal(rig.send(link, STATES), '7F079000');
    assert.equal(rig.select(link, PROBE), '6A81');
    assert.match(rig.select(link, COMMON), /6283$/);
    assert.match(rig.select('t0', PROBE), /9000$/, 'the profile’s is as it was');
    assert.equal(openSecureChannel(rig, 'spi').send('80F0800F'), '9000');
    assert.match(rig.select(link, PROBE), /9000$/);
  });
}

test('where it began decides, not the link of the command behind it [P-05] [P-01]', () => {
  const pairing = { rules: [{ link: '*', container: 'C20' }] };
  const rig = hostRig(patent, { ...both, pairing });
  for (const link of ['spi', 'swp-a', 'apdu-gate']) {
    assert.match(rig.select(link, PROBE), /9000$/);
    assert.equal(rig.send(link, LOCK), '6985', link);
  }
  const other = hostRig(patent, { ...both, pairing: { rules: [{ link: '*', container: 'C30' }] } });
  assert.match(other.select('t0', PROBE), /9000$/);
  assert.equal(other.send('t0', LOCK), '9000', 'by ISO 7816-3, and yet from inside C30');
});

test('rules about what begins inside are data like the rest [P-01] [P-05]', () => {
  const rig = hostRig(patent, both);
  rig.select('t0', PROBE);
  rig.device.management.setRuling({
    rules: [{ action: 'card-terminate', by: 'inside', container: 'C30', verdict: 'deny' }],
    reach: {},
  });
  assert.equal(rig.send('t0', LOCK), '9000');
  assert.equal(rig.select('t0', MNO_SD), '6A82', 'the profile is locked, and no more');
  assert.match(rig.select('t0', COMMON), /9000$/);
  assert.match(rig.send('t0', '80E2910003BF2D0000'), /^BF2D.*9000$/);
  rig.select('spi', PROBE);
  assert.equal(rig.send('spi', TERMINATE), '6985');
  assert.match(denials(rig).at(-1)!, /deny card-terminate by inside for C30$/);
});

test('a lock from inside goes for the device where its rule says so [P-04] [P-05] [P-07]', () => {
  const by = 'inside';
  const ruling = [
    { action: 'card-lock', by, container: 'C30', verdict: 'allow', scope: 'device' },
    { action: 'card-lock', by, container: 'C20', verdict: 'deny' },
  ];
  const rig = hostRig(patent, { ...both, ruling });
  rig.select('spi', PROBE);
  assert.equal(rig.send('spi', LOCK), '9000');
  const rule = 'allow card-lock by inside for C30 of the device';
  assert.deepEqual(rig.device.management.deviceLocks(), [{ container: 'C30', rule }]);
  assert.equal(rig.select('t0', 'A000000152000000'), '6A82');
  assert.match(rig.select('t0', PROBE), /9000$/, 'an enabled profile stays usable');
});

test('without the privilege there is nothing to rule [GPCS §9.6.3] [GPCS §9.6.4]', () => {
  const rig = hostRig(patent, {
    ...both,
    containers: [euicc, { ...ese, applications: [{ ...probe, privileges: '000000' }] }],
  });
  rig.select('spi', PROBE);
  for (const requested of [LOCK, TERMINATE]) {
    assert.equal(rig.send('spi', requested), '6985');
    assert.match(denials(rig).at(-1)!, /the privilege is missing$/);
  }
  assert.equal(rig.send('spi', STATES), '0F079000');
});

test('terminated from inside: only what the card says of itself is left [GPCS §5.1.1.5] [P-07]', () => {
  const rig = hostRig(patent, both);
  rig.select('spi', PROBE);
  assert.equal(rig.send('spi', TERMINATE), '9000');
  assert.equal(rig.send('spi', STATES), '6985');
  assert.equal(rig.send('spi', LOCK), '6985');
  const again = hostRig(patent, both, { image: rig.stored });
  assert.equal(again.select('spi', PROBE), '6A81');
  assert.match(again.select('t0', PROBE), /9000$/);
});

test('the final application may be one: it is what a lock leaves [GPCS §9.6.4] [P-07]', () => {
  const final = { ...probe, privileges: '180200' };
  const rig = hostRig(patent, { ...both, containers: [euicc, { ...ese, applications: [final] }] });
  rig.select('spi', PROBE);
  assert.equal(rig.send('spi', LOCK), '9000');
  assert.match(rig.select('spi', PROBE), /9000$/);
  assert.equal(rig.select('spi', COMMON), '6A81');
  rig.reset('spi');
  assert.equal(rig.send('spi', STATES), '7F079000', 'a session is on it by itself');
  assert.equal(rig.send('spi', TERMINATE), '9000');
  assert.equal(rig.send('spi', STATES), 'FF079000');
});
