/** Locks and reach while others are in session, as clients at other links see them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AM_SD, COMMON, ese, euicc, patent } from '../../support/descriptions.ts';
import { presets } from '../../../src/device/index.ts';
import { type HostRig, hostRig } from '../../support/host-rig.ts';
import { openSecureChannel } from '../../support/secure-channel.ts';

const LOCK_CARD = '80F0807F';
const UNLOCK_CARD = '80F0800F';
const LOCK_ENTITY = '80F04080';
const UNLOCK_ENTITY = '80F04000';
const INITIALIZE_UPDATE = '80500000080102030405060708';

/** On channel 1; what this card does not support yet is 6D00. [GPCS §11] */
const CONTENT_MANAGEMENT = {
  'PUT KEY': '81D800810401020304',
  'STORE DATA': '81E28000020102',
  DELETE: '81E40000044F020102',
  'INSTALL [for load]': '81E602000401020304',
  LOAD: '81E880000401020304',
} as const;

/** Channel 1 of t1, paired with the eUICC, is on the eSE's AM SD, which has the eSE's keys. */
function amSdOverT1(): HostRig {
  const { keySets } = ese;
  const [am] = ese.securityDomains;
  const containers = [euicc, { ...ese, securityDomains: [{ ...am, keySets }] }];
  const rig = hostRig(patent, { containers });
  assert.equal(rig.send('t1', '0070000001'), '019000');
  assert.match(rig.select('t1', AM_SD, 1), /9000$/);
  return rig;
}

const opens = (rig: HostRig): string => rig.send('t1', '0170000001');
const isClosed = (rig: HostRig): boolean => rig.send('t1', '82CA006600') === '6881';

test('a channel inherits the AM SD of another container while it may be selected', () => {
  const rig = amSdOverT1();
  assert.equal(opens(rig), '029000');
  assert.match(rig.send('t1', `82${INITIALIZE_UPDATE.slice(2)}`), /9000$/);
});

test('a locked AM SD is not inherited: 6985, no channel opens [GPCS §6.4.2.2] [GPCS §5.3.2.4]', () => {
  const rig = amSdOverT1();
  assert.equal(openSecureChannel(rig, 'spi').send(LOCK_ENTITY, AM_SD), '9000');
  assert.equal(opens(rig), '6985');
  assert.ok(isClosed(rig));
  assert.equal(rig.select('t1', AM_SD, 2), '6881');
  assert.equal(rig.send('t1', '81CA006600'), '6985', 'selected still, it rejects all commands');
  assert.equal(openSecureChannel(rig, 'spi').send(UNLOCK_ENTITY, AM_SD), '9000');
  assert.match(rig.send('t1', '81CA006600'), /9000$/, 'its own session goes on');
});

test('a locked card, and a terminated one: 6A81, no channel opens [GPCS §6.4.2.2]', () => {
  for (const state of ['7F', 'FF']) {
    const rig = amSdOverT1();
    assert.equal(openSecureChannel(rig, 'spi').send(`80F080${state}`), '9000');
    assert.equal(opens(rig), '6A81', state);
    assert.ok(isClosed(rig));
    assert.equal(rig.send('spi', '0070000001'), '6A81', 'nor from the basic channel of its links');
  }
});

test('reach taken away ends the session, and nothing is inherited [M-20]', () => {
  const rig = amSdOverT1();
  const { management } = rig.device;
  management.setRuling({ rules: management.ruling().rules, reach: { C30: 'own' } });
  rig.flush();
  assert.match(rig.lastDecision(), /t1: .*session ended: C30 may be reached from its own links/);
  assert.equal(rig.send('t1', `81${INITIALIZE_UPDATE.slice(2)}`), '6985');
  assert.equal(opens(rig), '029000');
  assert.notEqual(rig.send('t1', `82${INITIALIZE_UPDATE.slice(2)}`).slice(-4), '9000');
  assert.equal(rig.select('t1', AM_SD, 1), '6A82');
  assert.match(rig.select('spi', AM_SD), /9000$/, 'its own link reaches it');
});

test('what is selected stays so under a lock until its session ends [GPCS §5.1.1.4]', () => {
  const rig = amSdOverT1();
  rig.send('spi', '0070000001');
  assert.match(rig.select('spi', AM_SD, 1), /9000$/);
  assert.equal(openSecureChannel(rig, 'spi').send(LOCK_CARD), '9000');
  for (const [link, apdu] of [
    ['t1', '81CA006600'],
    ['spi', '81CA006600'],
  ] as const) {
    assert.match(rig.send(link, apdu), /9000$/, link);
  }
  assert.equal(rig.select('t1', AM_SD, 1), '6A82', 'but it is not selected again');
  assert.equal(rig.select('spi', AM_SD, 1), '6A81');
});

test('from CARD_LOCKED on content management is refused at once, in an open session [GPCS §5.1.1.4]', () => {
  const rig = amSdOverT1();
  const answers = (): readonly string[] =>
    Object.values(CONTENT_MANAGEMENT).map((header) => rig.send('t1', header));
  const before = answers();
  const there = before.filter((sw) => sw !== '6D00');
  assert.ok(there.length >= 4, before.join(' '));
  assert.ok(!there.includes('6985'), before.join(' '));
  assert.equal(openSecureChannel(rig, 'spi').send(LOCK_CARD), '9000');
  assert.deepEqual(
    answers(),
    before.map((sw) => (sw === '6D00' ? sw : '6985')),
  );
  assert.match(rig.send('t1', '81CA006600'), /9000$/, 'and GET DATA goes on');
});

test('from TERMINATED on all but GET DATA is refused at once [GPCS §11 table 11-1]', () => {
  const rig = amSdOverT1();
  const channel = openSecureChannel(rig, 'spi');
  assert.equal(channel.send('80F080FF'), '9000');
  assert.equal(rig.send('t1', `81${INITIALIZE_UPDATE.slice(2)}`), '6985');
  assert.equal(rig.send('t1', '81F28002024F0000'), '6985');
  assert.match(rig.send('t1', '81CA006600'), /9000$/);
});

for (const preset of ['patent', 'field'] as const) {
  test(`${preset}: what denies a lock denies the unlock [P-01] [P-04]`, () => {
    const { device } = hostRig(presets[preset]);
    const { rules } = device.management.ruling();
    const denied = (action: string) =>
      rules
        .filter((one) => one.action === action && one.verdict === 'deny')
        .map(({ by, container }) => `${by} ${container ?? ''}`);
    assert.ok(denied('card-lock').length > 0);
    assert.deepEqual(denied('card-unlock'), denied('card-lock'));
  });
}

test('a locked holder of Card Reset gives way to the holder of Final Application [GPCS §6.4.1.1]', () => {
  const [am] = ese.securityDomains;
  const domain = { ...am, privileges: '844000' };
  const rig = hostRig(patent, { containers: [euicc, { ...ese, securityDomains: [domain] }] });
  const iinOf = (aid: string): string => {
    rig.select('spi', aid);
    return rig.send('spi', '00CA004200');
  };
  const [issuer, holder] = [iinOf(COMMON), iinOf(AM_SD)];
  assert.notEqual(issuer, holder);
  const onReset = (): string => {
    rig.reset('spi');
    return rig.send('spi', '00CA004200');
  };
  assert.equal(onReset(), holder);
  assert.equal(openSecureChannel(rig, 'spi').send(LOCK_ENTITY, AM_SD), '9000');
  assert.equal(onReset(), issuer);
  assert.equal(rig.send('spi', '0070000001'), '019000');
  assert.equal(rig.send('spi', '01CA004200'), issuer, 'on further channels too');
  assert.equal(openSecureChannel(rig, 'spi').send(UNLOCK_ENTITY, AM_SD), '9000');
  assert.equal(onReset(), holder);
});

test('a card locked over SPI is not unlocked over ISO 7816-3 [P-04]', () => {
  const pairing = { rules: [{ link: '*', container: 'C30' }] };
  const rig = hostRig(patent, { pairing });
  assert.equal(openSecureChannel(rig, 'spi').send(LOCK_CARD), '9000');
  assert.equal(openSecureChannel(rig, 't1').send(UNLOCK_CARD), '6985');
  assert.match(rig.traceLines().join('\n'), /deny card-unlock by iso7816-3/);
  assert.equal(openSecureChannel(rig, 'spi').send(UNLOCK_CARD), '9000');
  assert.match(rig.select('t1', COMMON), /9000$/);
});
