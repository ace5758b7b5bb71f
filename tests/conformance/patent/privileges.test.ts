/** Ruling data: who may do what concerns the whole device, by the transport that carried it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ese, euicc, patent } from '../../support/descriptions.ts';
import { type HostRig, hostRig } from '../../support/host-rig.ts';
import { openSecureChannel } from '../../support/secure-channel.ts';

/** The preset with every link paired with the eSE, so that its ISD is reached over each. */
const everywhere = { pairing: { rules: [{ link: '*', container: 'C30' }] } };
const LOCK = '80F0807F';
const UNLOCK = '80F0800F';
const TERMINATE = '80F080FF';

function refusals(rig: HostRig): readonly string[] {
  return rig.traceLines().filter((line) => line.includes('refused'));
}

test('SET STATUS to CARD_LOCKED is denied over ISO 7816-3 and changes nothing [P-01] [P-02] [P-04]', () => {
  for (const link of ['t0', 't1']) {
    const rig = hostRig(patent, everywhere);
    const channel = openSecureChannel(rig, link);
    assert.equal(channel.send(LOCK), '6985');
    assert.match(refusals(rig).at(-1)!, /C30: refused 6985 .*deny card-lock by iso7816-3/);
    assert.match(rig.select(link, 'A000000151000000'), /9000$/);
  }
});

test('the same command is authorised over SPI [P-01] [P-04]', () => {
  const rig = hostRig(patent, everywhere);
  const channel = openSecureChannel(rig, 'spi');
  assert.equal(channel.send(LOCK), '9000');
  assert.match(rig.select('spi', 'A000000151000000'), /6283$/);
  assert.equal(openSecureChannel(rig, 'spi').send(UNLOCK), '9000');
  assert.match(rig.select('spi', 'A000000151000000'), /9000$/);
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
