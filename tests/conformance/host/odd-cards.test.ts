/**
 * Odd cards, each by one line of a device description, for those who test LPAs: what an LPA meets
 * over its link, and how a download ends. [SGP22 §3.1.3]
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HostError, unhex } from '../../../src/base/index.ts';
import { parseDescription } from '../../../src/device/index.ts';
import { field, interfacesOf } from '../../support/descriptions.ts';
import { type HostRig, hostRig } from '../../support/host-rig.ts';
import { hasCode, Phone } from '../../support/lpa-phone.ts';
import { ALPHA, BETA, trustingContainers, World } from '../../support/lpa-world.ts';

/** Selects the ISD-R, and GetEID, in one block. */
const SELECT = '00A4040010A0000005591010FFFFFFFF8900000100';
const GET_EID = '80E2910006BF3E035C015A';
const GET_RESPONSE = '00C0000000';
const interfaces = interfacesOf('t0', 't1', 'spi');
const containers = trustingContainers('p256');

function odd(changes: object, manner: 'tpdu' | 'apdu' = 'apdu'): HostRig {
  return hostRig(field, { interfaces, containers, ...changes }, { manner });
}

const statesOf = (rig: HostRig, link: string) => new Phone(rig, link).states();
const STATES = [
  [ALPHA, 'enabled'],
  [BETA, 'disabled'],
];

test('a dropped response: after 61xx each third GET RESPONSE gets a status word of its own', () => {
  const oddAnswers = [{ command: '00C0', sw: '6F00', each: 3 }];
  const rig = odd({ oddAnswers }, 'tpdu');
  const fetched = (): string => {
    assert.match(rig.send('t0', GET_EID), /^61/);
    return rig.send('t0', GET_RESPONSE.slice(0, 8) + '15');
  };
  assert.match(rig.send('t0', SELECT), /^61/);
  assert.deepEqual(
    [1, 2, 3, 4].map(() => fetched().slice(-4)),
    ['9000', '9000', '6F00', '9000'],
  );
  assert.match(rig.send('t0', GET_EID), /^61/);
  fetched();
  assert.match(rig.send('t0', GET_EID), /^61/);
  assert.equal(rig.send('t0', `${GET_RESPONSE.slice(0, 8)}15`), '6F00');
  assert.equal(rig.send('t0', `${GET_RESPONSE.slice(0, 8)}15`), '6985', 'nothing waits any more');
  assert.ok(rig.traceLines().some((one) => /the description .* gives this answer/.test(one)));
});

test('a busy card: an LPA is refused, and may repeat what it did', () => {
  const oddAnswers = [{ command: '80E2', sw: '9300', each: 2 }];
  const rig = odd({ oddAnswers });
  for (const link of ['t0', 't1']) {
    assert.deepEqual(statesOf(rig, link), STATES);
    assert.throws(() => statesOf(rig, link), hasCode('CARD_REFUSED', /9300/));
    rig.reset(link);
  }
});

test('counts of odd answers begin again with the power, and each of 1 is every one', () => {
  const rig = odd({ oddAnswers: [{ command: '80E2', sw: '6F00', each: 2 }] });
  assert.deepEqual(statesOf(rig, 't1'), STATES);
  rig.powerOff('t1');
  rig.powerOn('t1');
  assert.deepEqual(statesOf(rig, 't1'), STATES);
  const never = odd({ oddAnswers: [{ command: '80e2', sw: '6f00' }] });
  assert.throws(() => statesOf(never, 't1'), HostError);
});

test('a slow card takes its time', () => {
  const rig = odd({ costs: { '80E2': 700 } });
  const from = rig.now;
  assert.deepEqual(statesOf(rig, 't1'), STATES);
  assert.ok(rig.now - from >= 700_000);
});

test('a card whose memory is full installs nothing, and says so', () => {
  const full = trustingContainers('p256', { quota: 8_000 });
  const world = new World({ rig: odd({ containers: full }) });
  assert.throws(
    () => world.phone.download(world.order()),
    hasCode('EUICC_REFUSED', /insufficient memory/i),
  );
  world.checkUntouched();
});

test('an ISD-R under an AID of its own is reached by the standard one, or by its own', () => {
  const real = 'A000000152000000';
  const common = 'A0000005591010FFFFFFFF8900000100';
  const renamed = trustingContainers('p256', { isdR: { aid: real } });
  const aliases = [{ common, container: 'euicc', real }];
  assert.deepEqual(statesOf(odd({ containers: renamed, aliases }), 't1'), STATES);
  const bare = odd({ containers: renamed });
  assert.throws(() => statesOf(bare, 't1'), HostError);
  assert.deepEqual(new Phone(bare, 't1', { aids: [unhex(real)] }).states(), STATES);
});

for (const [what, oddAnswers] of [
  ['a success of 90', [{ command: '80E2', sw: '8000' }]],
  [
    'two for one command',
    [
      { command: '80E2', sw: '6F00' },
      { command: '80e2', sw: '6A80' },
    ],
  ],
  ['none of some', [{ command: '80E2', sw: '6F00', each: 0 }]],
] as const) {
  test(`a description with an odd answer that cannot be: ${what}`, () => {
    assert.throws(
      () => parseDescription({ ...field, oddAnswers }),
      (error) => error instanceof HostError && /oddAnswers/.test(error.message),
    );
  });
}
