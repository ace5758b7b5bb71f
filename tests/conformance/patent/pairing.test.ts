/** The pairing examples of the source, literally, and where pairing data may stand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utf8 } from '../../../src/base/index.ts';
import { AM_SD, COMMON, interfacesOf, patent } from '../../support/descriptions.ts';
import { hostRig } from '../../support/host-rig.ts';

test('ISO 7816-3 goes to C20, SPI to C30 [M-50] [M-51] [M-52] [M-74]', () => {
  const rig = hostRig(patent, {
    interfaces: interfacesOf('t0', 'spi'),
    pairing: {
      rules: [
        { link: 'iso7816-3', container: 'C20' },
        { link: 'spi', container: 'C30' },
      ],
    },
  });
  rig.select('t0', COMMON);
  assert.match(rig.lastDecision(), /C20 \/ ISD-R/);
  rig.select('spi', COMMON);
  assert.match(rig.lastDecision(), /C30 \/ ISD:/);
});

test('"every ISO 7816-3 protocol, and every other" is a rule that resolves for each link [M-53]', () => {
  const rig = hostRig(patent, { interfaces: interfacesOf('t0', 't1', 'spi') });
  const rows = rig.device.management
    .links()
    .map((one) => `${one.id} ${one.container} by ${one.by}`);
  assert.deepEqual(rows, ['t0 C20 by iso7816-3', 't1 C20 by iso7816-3', 'spi C30 by *']);
});

test('pairing data inside the OS is changed by the manufacturer only, and kept [M-55]', () => {
  const rig = hostRig(patent);
  rig.device.management.setPairing([{ link: '*', container: 'C30' }]);
  rig.select('t0', COMMON);
  assert.match(rig.lastDecision(), /C30 \/ ISD:/);
  const keys = [...rig.stored.keys()].filter((key) => key.includes('pairing'));
  assert.deepEqual(keys, ['os/c/pairing']);
  const again = hostRig(patent, {}, { image: rig.stored });
  again.select('t0', COMMON);
  assert.match(again.lastDecision(), /C30 \/ ISD:/);
});

test('pairing data outside the OS is read at each decision, without a cache [M-56]', () => {
  const outside = { pairing: { where: 'outside', rules: patent.pairing.rules } };
  const rig = hostRig(patent, outside);
  rig.select('t0', COMMON);
  assert.match(rig.lastDecision(), /C20 \/ ISD-R/);
  rig.device.management.setPairing([{ link: '*', container: 'C30' }]);
  rig.select('t0', COMMON);
  assert.match(rig.lastDecision(), /C30 \/ ISD:/);
  assert.deepEqual(
    [...rig.stored.keys()].filter((key) => key.includes('pairing')),
    ['pairing/c/pairing'],
  );
});

test('a device whose outside copy does not resolve comes up mute, and says why [M-56]', () => {
  const outside = { pairing: { where: 'outside', rules: patent.pairing.rules } };
  const image = new Map([['pairing/c/pairing', utf8('[{"link":"t0","container":"C20"}]')]]);
  const { device } = hostRig(patent, outside, { image });
  assert.equal(`${device.damage?.owner} ${device.damage?.key}`, 'pairing pairing');
  assert.match(device.mute ?? '', /assigned to no container/);
  assert.deepEqual([...device.image()], [...image], 'memory is left as it was');
});

test('a message without a common AID takes the same way whatever the pairing [M-58]', () => {
  const rig = hostRig(patent);
  const before = rig.select('t0', AM_SD);
  rig.device.management.setPairing([
    { link: 'spi', container: 'C20' },
    { link: '*', container: 'C30' },
  ]);
  assert.equal(rig.select('t0', AM_SD), before);
  assert.equal(rig.select('spi', AM_SD), before);
  rig.select('spi', COMMON);
  assert.match(rig.lastDecision(), /C20 \/ ISD-R/, 'while a common one follows it');
});

test('a follow-up command is not routed again [M-58]', () => {
  const rig = hostRig(patent);
  rig.select('t0', COMMON);
  const from = rig.device.trace.since(0).at(-1)!.seq;
  rig.send('t0', '80E2910003BF2D0000');
  const decided = rig.device.trace.since(from).filter((one) => one.what === 'decision');
  assert.equal(decided.length, 0, 'a follow-up command is not routed again');
});
