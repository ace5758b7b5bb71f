/**
 * Commands in pieces over T=0, where the card answers each header before the data come: ISO 7816-4
 * chaining, which the kernel joins, and GlobalPlatform's own, which a security domain joins.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, hex } from '../../../src/base/index.ts';
import { COMMON, patent } from '../../support/descriptions.ts';
import { type HostRig, hostRig } from '../../support/host-rig.ts';
import { hold, open } from '../../support/off-card-host.ts';
import { describedUicc } from '../../support/uicc-device.ts';

/** The eSE of the patent's preset on a T=0 link, its issuer selected. */
function domain(level?: number): HostRig {
  const rig = hostRig(patent, {
    pairing: { where: 'os', rules: [{ link: '*', container: 'C30' }] },
    aliases: [],
  });
  if (level === undefined) rig.send('t0', `00A4040008${COMMON}00`);
  else hold(rig, (session) => open(session, { level }), [], 't0');
  return rig;
}

/** Version 70, then a public RSA key of 1024 bits: exponent 010001, no check value. */
const KEY = `70A18180${'C3'.repeat(128)}A00301000100`;
const PIECE = 60;

function pieces(data: string): readonly string[] {
  const count = Math.ceil(data.length / (2 * PIECE));
  return Array.from({ length: count }, (_, at) => data.slice(at * 2 * PIECE, (at + 1) * 2 * PIECE));
}

const lengthOf = (data: string) => hex(bytes(data.length / 2));

test('a security domain joins the commands of its own chain [GPCS §11.1.5.1]', () => {
  const rig = domain(0x00);
  const parts = pieces(KEY);
  const answers = parts.map((part, at) => {
    const p1 = at === parts.length - 1 ? '00' : '80';
    return rig.send('t0', `80D8${p1}01${lengthOf(part)}${part}`);
  });
  assert.deepEqual(answers, ['9000', '9000', '709000']);
  assert.match(rig.send('t0', '80CA00E000'), /C0060170A180A003/);
});

test('another header ends such a chain, in a piece too [GPCS §11.1.5.1]', () => {
  for (const between of ['80CA006600', '10CB3FFF015C', '00CB3FFF035C0166']) {
    const rig = domain(0x00);
    const [first = ''] = pieces(KEY);
    assert.equal(rig.send('t0', `80D88001${lengthOf(first)}${first}`), '9000');
    assert.equal(rig.send('t0', between), '6985', between);
    assert.match(rig.send('t0', '80CA006600'), /^66.*9000$/);
  }
});

test('a security domain gets a command in pieces as one [ISO7816-4 §5.3.3]', () => {
  const rig = domain();
  const whole = rig.send('t0', '00CB3FFF035C0166');
  assert.match(whole, /^66.*9000$/);
  assert.equal(rig.send('t0', '10CB3FFF015C'), '9000');
  assert.equal(rig.send('t0', '10CB3FFF0101'), '9000');
  assert.equal(rig.send('t0', '00CB3FFF0166'), whole);
  assert.equal(rig.send('t0', '10FD000001AA'), '6D00', 'unknown, and not under way');
  assert.equal(rig.send('t0', '00CB3FFF035C0166'), whole);
});

test('a UICC gets a command in pieces as one, and its length counts then [TS102221 §11]', () => {
  const rig = hostRig(describedUicc());
  const send = (apdu: string) => rig.send('t0', apdu);
  assert.equal(send('102000010431323334'), '9000', 'a PIN of 8 bytes');
  assert.equal(send('0020000104FFFFFFFF'), '9000');
  assert.equal(send('1020000A0438383838'), '9000');
  assert.equal(send('0020000A03383838'), '6700', 'a PIN of 7 bytes');
  assert.equal(send('1020000A0438383838'), '9000');
  assert.equal(send('0020000A0438383838'), '9000');
  assert.equal(send('00A4000C022FE2'), '9000');
  assert.equal(send('10D60000059811223344'), '9000');
  assert.equal(send('00D60000055566778899'), '9000');
  assert.equal(send('00B000000A'), '981122334455667788999000');
  assert.equal(send('1058000002AABB'), '6D00', 'no command of a UICC');
  assert.equal(send('00B0000002'), '98119000');
});

test('a native application gets a message in pieces as one [ISO7816-4 §5.3.3]', () => {
  const aid = 'A000000559AC01';
  const applications = [{ name: 'badge', aid, module: 'building-access' }];
  const [euicc, ese] = patent.containers;
  const rig = hostRig(patent, {
    containers: [euicc, { ...ese, applications }],
    pairing: { where: 'os', rules: [{ link: '*', container: 'C30' }] },
    aliases: [],
  });
  const send = (apdu: string) => rig.send('t0', apdu);
  assert.match(rig.select('t0', aid), /9000$/);
  assert.equal(send(`1082000120${'00'.repeat(32)}`), '9000');
  assert.equal(send(`0082000118${'00'.repeat(24)}`), '6985', 'no challenge was taken');
  assert.match(send('0084000010'), /9000$/);
  assert.equal(send(`1082000120${'00'.repeat(32)}`), '9000');
  assert.equal(send(`0082000118${'00'.repeat(24)}`), '6A88', 'the zone has no keys');
  assert.equal(send(`0082000138${'00'.repeat(56)}`), '6985', 'the challenge was for one attempt');
});
