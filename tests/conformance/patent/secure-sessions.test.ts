/** When a secure channel session ends, and when it does not, observed by a host on a real link. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMMON, ese, euicc, ISD_P1, patent } from '../../support/descriptions.ts';
import { type HostRig, hostRig } from '../../support/host-rig.ts';
import { openSecureChannel } from '../../support/secure-channel.ts';

const MNO_SD = 'A0000001515350AB';
const PROBE = 'A000000151505242';
const STATUS = ['80F28002', '4F00'] as const;

/** What the kernel answers itself, and the session commands: command and status word. */
const EXEMPT = [
  ['MANAGE CHANNEL open', '0070000001', /^019000$/],
  ['MANAGE CHANNEL close', '00708001', /^9000$/],
  ['MANAGE CHANNEL refused', '00700500', /^6A86$/],
  ['a SELECT that finds nothing', '00A4040006A00000999999', /^6A82$/],
  ['GET RESPONSE with nothing pending', '00C0000010', /^6985$/],
  ['TERMINAL PROFILE', '8010000001FF', /^6D00$/],
  ['FETCH', '8012000010', /^6D00$/],
  ['a class that is reserved', '20CA004200', /^6E00$/],
] as const;

for (const level of [0x01, 0x33]) {
  test(`level ${level}: what the kernel handles leaves the session open [GPAmdD §5.6]`, () => {
    const rig = hostRig(patent);
    const channel = openSecureChannel(rig, 'spi', { level });
    for (const [what, command, answer] of EXEMPT) {
      assert.match(rig.send('spi', command), answer, what);
      assert.match(channel.send(...STATUS), /9000$/, `after ${what}`);
    }
  });
}

for (const [what, command, answer] of [
  ['no secure messaging', '80CA004200', '6982'],
  ['a wrong MAC', '84CA0042081122334455667788', '6982'],
  ['EXTERNAL AUTHENTICATE again', `8482010010${'11'.repeat(16)}`, '6982'],
  ['EXTERNAL AUTHENTICATE too short', '848201000401020304', '6982'],
  ['EXTERNAL AUTHENTICATE of no level', `8482070010${'11'.repeat(16)}`, '6982'],
  ['EXTERNAL AUTHENTICATE without MAC', `8082010010${'11'.repeat(16)}`, '6982'],
] as const) {
  test(`${what} aborts the session until the next one begins [GPAmdD §5.6] [GPCS §10.2.3]`, () => {
    const rig = hostRig(patent);
    const channel = openSecureChannel(rig, 'spi');
    assert.equal(rig.send('spi', command), answer);
    assert.equal(channel.send(...STATUS), '6982');
    assert.equal(rig.send('spi', '80F28002024F0000'), '6982');
    assert.match(rig.send('spi', '00A4040006A00000999999'), /6A82$/);
    assert.equal(rig.send('spi', '80F28002024F0000'), '6982', 'a failed SELECT ends nothing');
    rig.select('spi', COMMON);
    assert.match(rig.send('spi', '80CA004200'), /9000$/, 'SELECT ends the aborted session');
    assert.match(openSecureChannel(rig, 'spi').send(...STATUS), /9000$/);
  });
}

test('a short command in extended form is MACed as it came [GPAmdD §6.2.4]', () => {
  const channel = openSecureChannel(hostRig(patent), 'spi');
  assert.match(channel.sendExtended(...STATUS), /^E3.*9000$/);
  assert.match(channel.sendExtended('80CA0042'), /^42.*9000$/);
  assert.match(channel.send(...STATUS), /9000$/);
});

function withProfile(): HostRig {
  const [first, ...others] = euicc.profiles;
  const inside = {
    mnoSd: MNO_SD,
    mnoSdKeys: ese.keySets,
    applications: [{ name: 'probe', aid: PROBE, module: 'probe' }],
  };
  const profiles = [{ ...first, ...inside }, ...others];
  return hostRig(patent, { containers: [{ ...euicc, profiles }, ese] });
}

function switchProfile(rig: HostRig, tag: 'BF31' | 'BF32'): void {
  rig.select('t0', COMMON);
  const request = `${tag}17A0124F10${ISD_P1}810100`;
  assert.equal(rig.send('t0', `80E291001A${request}`), `${tag}038001009000`);
}

test('disabling a profile ends the sessions of its domain and applications [SGP22 §3.2.2]', () => {
  for (const again of [false, true]) {
    const rig = withProfile();
    const channel = openSecureChannel(rig, 't1', { aid: MNO_SD });
    assert.match(channel.send(...STATUS), /9000$/);
    assert.equal(rig.send('t1', '0070000001'), '019000');
    assert.match(rig.send('t1', `01A4040008${PROBE}`), /9000$/);
    assert.match(rig.send('t1', '8101000002'), /9000$/);
    switchProfile(rig, 'BF32');
    if (again) switchProfile(rig, 'BF31');
    assert.equal(channel.send(...STATUS), '6985', `enabled again: ${again}`);
    assert.equal(rig.send('t1', '80CA004200'), '6985');
    assert.equal(rig.send('t1', '8101000002'), '6985');
    assert.match(rig.traceLines().join('\n'), /ended when its profile was disabled/);
    if (!again) continue;
    assert.match(openSecureChannel(rig, 't1', { aid: MNO_SD }).send(...STATUS), /9000$/);
    assert.match(rig.send('t1', `01A4040008${PROBE}`), /9000$/);
    assert.match(rig.send('t1', '8101000002'), /9000$/);
  }
});
