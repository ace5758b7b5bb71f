/** The alias registry, seen from outside. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HostError } from '../../../src/base/index.ts';
import { COMMON, eseContainer, patent, REAL_ISD_R } from '../../support/descriptions.ts';
import { hostRig } from '../../support/host-rig.ts';

const entry = { common: COMMON, container: 'C20', real: REAL_ISD_R };

function hostError(code: string): (error: unknown) => boolean {
  return (error) => error instanceof HostError && error.code === code;
}

test('ISD-R is created under another AID than the standard one, which the ISD has [M-40]', () => {
  const rig = hostRig(patent);
  const [telecom, secure] = rig.device.management.containers();
  assert.equal(telecom!.entities.find((one) => one.root)!.aid, REAL_ISD_R);
  assert.equal(secure!.entities.find((one) => one.root)!.aid, COMMON);
});

test('the common AID is an alias of ISD-R where ISD-R is meant [M-41] [M-51]', () => {
  const rig = hostRig(patent);
  for (const link of ['t0', 't1']) {
    assert.match(rig.select(link, COMMON), /^6F.*9000$/);
    assert.match(rig.lastDecision(), /C20 \/ ISD-R \(really A000000152000000\): aliased/);
  }
});

test('aliases are listed, added and removed, and take effect at the next SELECT [M-42]', () => {
  const rig = hostRig(patent);
  const { management } = rig.device;
  assert.deepEqual(management.aliases(), [{ ...entry, clash: false }]);
  assert.equal(rig.select('t0', 'A06573746B6D65FFFF4953442D522030'), '6A82');
  management.addAlias({ ...entry, common: 'A06573746B6D65FFFF4953442D522030' });
  assert.match(rig.select('t0', 'A06573746B6D65FFFF4953442D522030'), /9000$/);
  assert.equal(rig.select('spi', 'A06573746B6D65FFFF4953442D522030'), '6A82');
  management.removeAlias({ common: 'A06573746B6D65FFFF4953442D522030', container: 'C20' });
  assert.equal(rig.select('t0', 'A06573746B6D65FFFF4953442D522030'), '6A82');
  assert.throws(
    () => management.removeAlias({ common: 'A0000000990001', container: 'C20' }),
    hostError('ALIAS_INVALID'),
  );
  assert.throws(
    () => management.addAlias({ ...entry, real: 'A0000000990001', common: 'A0000000990002' }),
    hostError('ALIAS_INVALID'),
  );
});

test('added aliases survive power loss: they are durable before the change is confirmed [M-42] [M-104]', () => {
  const rig = hostRig(patent);
  rig.device.management.addAlias({ ...entry, common: 'A0000000990001' });
  rig.select('t0', COMMON);
  const again = hostRig(patent, {}, { image: rig.stored });
  assert.match(again.select('t0', 'A0000000990001'), /9000$/);
});

test('by its real AID ISD-R is reached from every link [M-43]', () => {
  const rig = hostRig(patent);
  const seen = new Set(['t0', 't1', 'spi'].map((link) => rig.select(link, REAL_ISD_R)));
  assert.equal(seen.size, 1);
  assert.match([...seen][0]!, new RegExp(`84..${REAL_ISD_R}`));
});

test('without its alias entry the AID no longer depends on the link [M-44]', () => {
  const rig = hostRig(patent);
  rig.device.management.removeAlias(entry);
  const seen = new Set(['t0', 't1', 'spi'].map((link) => rig.select(link, COMMON)));
  assert.equal(seen.size, 1);
  assert.match(rig.lastDecision(), /C30 \/ ISD/);
});

test('a true clash cannot be removed [M-44]', () => {
  const rig = hostRig(patent, {
    containers: [eseContainer('A'), eseContainer('B')],
    aliases: [],
    reach: {},
    ruling: [],
    pairing: {
      rules: [
        { link: 'iso7816-3', container: 'A' },
        { link: '*', container: 'B' },
      ],
    },
  });
  const { management } = rig.device;
  assert.ok(
    management.aliases().some((one) => one.clash && one.common === COMMON && one.container === 'A'),
  );
  assert.throws(
    () => management.removeAlias({ common: COMMON, container: 'A' }),
    hostError('ALIAS_NEEDED'),
  );
});

test('the FCI shows the AID that the caller used, the trace the real one [M-45]', () => {
  const rig = hostRig(patent);
  assert.match(rig.select('t1', COMMON), new RegExp(`84 ?08${COMMON}`));
  assert.match(rig.lastDecision(), new RegExp(`really ${REAL_ISD_R}`));
  assert.match(rig.select('t1', REAL_ISD_R), new RegExp(`8408${REAL_ISD_R}`));
  assert.doesNotMatch(rig.lastDecision(), /really/);
});
