/** The method itself, through real link ends: the carrying protocol finds the target. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FORM_FACTORS, parseDescription } from '../../../src/device/index.ts';
import { HostError } from '../../../src/base/index.ts';
import {
  COMMON,
  ese,
  eseContainer,
  interfacesOf,
  ISD_P1,
  patent,
  REAL_ISD_R,
  AM_SD,
} from '../../support/descriptions.ts';
import { hostRig } from '../../support/host-rig.ts';

/** An FCI that shows the AID under tag 84. [ISO7816-4 §5.3.3] */
function fciOf(aid: string): RegExp {
  const length = (aid.length / 2).toString(16).padStart(2, '0').toUpperCase();
  return new RegExp(`^6F..84${length}${aid}.*9000$`);
}

function hostError(code: string): (error: unknown) => boolean {
  return (error) => error instanceof HostError && error.code === code;
}

test('the topology shows an operating system with two containers [M-01]', () => {
  const { device } = hostRig(patent);
  assert.deepEqual(
    device.management.containers().map((one) => one.id),
    ['C20', 'C30'],
  );
  assert.ok(device.management.links().length >= 2);
});

test('messages are accepted on several protocols at the same time [M-02]', () => {
  const rig = hostRig(patent);
  for (const link of ['t0', 't1', 'spi']) rig.powerOn(link);
  rig.host.terminal('t0').send(Uint8Array.from([0, 0xa4, 4, 0, 0]));
  rig.host.terminal('spi').send(Uint8Array.from([0, 0xa4, 4, 0, 0]));
  const answers = new Map<string, string>();
  rig.until(() => {
    for (const link of ['t0', 'spi']) {
      const result = rig.host.terminal(link).result();
      if (result?.kind === 'answer') answers.set(link, Buffer.from(result.bytes).toString('hex'));
    }
    return answers.size === 2;
  });
  assert.match(answers.get('t0')!, /9000$/);
  assert.match(answers.get('spi')!, /9000$/);
  assert.notEqual(answers.get('t0'), answers.get('spi'));
});

test('pairing data that leaves a link out, or pairs it twice, is refused by name [M-03]', () => {
  const rules = (list: readonly object[]) => () => hostRig(patent, { pairing: { rules: list } });
  assert.throws(rules([{ link: 't0', container: 'C20' }]), hostError('PAIRING_UNASSIGNED'));
  const twice = [
    { link: '*', container: 'C30' },
    { link: 't0', container: 'C20' },
    { link: 't0', container: 'C30' },
  ];
  assert.throws(rules(twice), hostError('PAIRING_AMBIGUOUS'));
});

test('one container is paired with two protocols, and answers on both [M-04]', () => {
  const rig = hostRig(patent);
  assert.equal(rig.select('t0', COMMON), rig.select('t1', COMMON));
  const pairs = rig.device.management.links().map((one) => `${one.id} ${one.container}`);
  const others = ['spi C30', 'swp-a C30', 'swp-b C30', 'apdu-gate C30'];
  assert.deepEqual(pairs, ['t0 C20', 't1 C20', ...others]);
});

test('a message goes to the container paired with the protocol that carried it [M-05] [M-54]', () => {
  const rig = hostRig(patent);
  rig.select('t1', COMMON);
  assert.match(rig.lastDecision(), /^t1: .*-> C20 \/ ISD-R.*t1 is paired with C20/);
  rig.select('spi', COMMON);
  assert.match(rig.lastDecision(), /^spi: .*-> C30 \/ ISD: .*spi is paired with C30/);
});

test('one common identifier reaches two different root files [M-06] [M-07] [M-10]', () => {
  const rig = hostRig(patent);
  const overContacts = rig.select('t1', COMMON);
  const overSpi = rig.select('spi', COMMON);
  assert.match(overContacts, fciOf(COMMON));
  assert.match(overSpi, fciOf(COMMON));
  assert.notEqual(overContacts, overSpi);
  const roots = rig.device.management
    .containers()
    .map((one) => one.entities.find((entity) => entity.root)!.name);
  assert.deepEqual(roots, ['ISD-R', 'ISD']);
});

test('only a common AID depends on the link: any other reaches one object from all [M-08] [M-58]', () => {
  const rig = hostRig(patent);
  const seen = new Set(['t0', 't1', 'spi'].map((link) => rig.select(link, AM_SD)));
  assert.equal(seen.size, 1);
  assert.match([...seen][0]!, fciOf(AM_SD));
});

test('under the policy "always" an AID of the other container is not found [M-09]', () => {
  const rig = hostRig(patent, { policy: 'always' });
  assert.equal(rig.select('t0', AM_SD), '6A82');
  assert.equal(rig.select('spi', ISD_P1), '6A82');
  assert.match(rig.select('spi', AM_SD), fciOf(AM_SD));
  assert.match(rig.select('t0', COMMON), fciOf(COMMON));
  assert.match(rig.select('spi', COMMON), fciOf(COMMON));
});

test('each of the five form factors boots and routes [M-11] [M-108]', () => {
  assert.equal(FORM_FACTORS.length, 5);
  const sizes = new Set<string>();
  for (const formFactor of FORM_FACTORS) {
    const rig = hostRig(patent, { formFactor });
    assert.equal(rig.device.description.formFactor, formFactor);
    const usual = parseDescription({ ...structuredClone(patent), memory: {}, formFactor }).memory;
    sizes.add(`${usual.ram} ${usual.nvm}`);
    assert.match(rig.select('spi', COMMON), fciOf(COMMON));
  }
  assert.equal(sizes.size, 5, 'each has a usual size of its own');
});

test('T=0 or T=1 together with SPI boots and routes, in every combination [M-12] [M-59] [M-76] [M-106]', () => {
  for (const contacts of [['t0'], ['t1'], ['t0', 't1']] as const) {
    const rig = hostRig(patent, { interfaces: interfacesOf(...contacts, 'spi') });
    for (const link of contacts) {
      rig.select(link, COMMON);
      assert.match(rig.lastDecision(), /C20 \/ ISD-R/);
    }
    rig.select('spi', COMMON);
    assert.match(rig.lastDecision(), /C30 \/ ISD/);
  }
});

test('the routing agent can be inspected: each decision names rule, entity and reason [M-13] [M-15] [M-16] [M-60]', () => {
  const rig = hostRig(patent);
  rig.select('spi', AM_SD);
  assert.match(rig.lastDecision(), /-> C30 \/ AM SD: found in C30, which spi is paired with/);
  rig.send('spi', '80CA004200');
  assert.ok(rig.traceLines().some((line) => line.includes('80CA0042')));
});

test('without pairing one AID would be ambiguous: it never is answered from two places [M-17]', () => {
  const rig = hostRig(patent);
  const before = new Map(['t0', 't1', 'spi'].map((link) => [link, rig.select(link, COMMON)]));
  for (let round = 0; round < 5; round++) {
    for (const [link, answer] of before) assert.equal(rig.select(link, COMMON), answer);
  }
  assert.throws(() => hostRig(patent, { pairing: { rules: [] } }), hostError('PAIRING_UNASSIGNED'));
});

test('three containers with one root AID are distinguished by their links [M-30] [M-33]', () => {
  const rig = hostRig(patent, {
    containers: [
      eseContainer('A', { cin: '0A' }),
      eseContainer('B', { cin: '0B' }),
      eseContainer('C', { cin: '0C' }),
    ],
    pairing: {
      rules: [
        { link: 't0', container: 'A' },
        { link: 't1', container: 'B' },
        { link: '*', container: 'C' },
      ],
    },
    aliases: [],
    reach: {},
    ruling: [],
  });
  const cins = ['t0', 't1', 'spi'].map((link) => {
    rig.select(link, COMMON);
    return rig.send(link, '80CA004500');
  });
  assert.deepEqual(cins, ['45010A9000', '45010B9000', '45010C9000']);
});

test('a clash of AIDs that are not roots is resolved by the link [M-31]', () => {
  const domain = (text: string): object => ({
    name: 'DOOR',
    aid: 'D2760001240101',
    privileges: '800000',
    lifeCycle: 'PERSONALIZED',
    data: { '5F50': text },
  });
  const rig = hostRig(patent, {
    containers: [
      eseContainer('A', { isd: { aid: 'A0000000180001' }, securityDomains: [domain('AA')] }),
      eseContainer('B', { securityDomains: [domain('BB')] }),
    ],
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
  for (const [link, value] of [
    ['t1', 'AA'],
    ['spi', 'BB'],
  ] as const) {
    rig.select(link, 'D2760001240101');
    assert.equal(rig.send(link, '80CA5F5000'), `5F5001${value}9000`);
  }
});

test('count, kind and layout of containers are data, and rows combine [M-32] [M-34]', () => {
  const rig = hostRig(patent, {
    policy: 'always',
    formFactor: 'm2m',
    pairing: {
      where: 'outside',
      rules: [
        { link: 'spi', container: 'C20' },
        { link: '*', container: 'C31' },
      ],
    },
    containers: [patent.containers[0], ese, eseContainer('C31', { cin: '31' })],
    reach: { C20: 'own' },
  });
  rig.select('spi', COMMON);
  assert.match(rig.lastDecision(), /C20 \/ ISD-R \(really A000000152000000\)/);
  rig.select('t0', COMMON);
  assert.equal(rig.send('t0', '80CA004500'), '4501319000');
  assert.equal(rig.select('t0', REAL_ISD_R), '6A82');
});
