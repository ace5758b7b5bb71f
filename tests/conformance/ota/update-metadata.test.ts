/**
 * ES6.UpdateMetadata: the operator's server changes what its profile says of itself, by a secured
 * packet for its security domain, and by no other way. The LPA shows the change. [SGP22 §5.4.1]
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, hex, isWireError, unhex } from '../../../src/base/index.ts';
import * as es10 from '../../../src/wire/es10/index.ts';
import { emitUpdateMetadataRequest } from '../../../src/wire/es8/index.ts';
import { field } from '../../support/descriptions.ts';
import { type HostRig, hostRig } from '../../support/host-rig.ts';
import { Phone } from '../../support/lpa-phone.ts';
import { KIC, KID, PacketLine, TAR } from '../../support/packet-line.ts';

const KEYS = { version: 1, enc: KIC, mac: KID, dek: '202122232425262728292A2B2C2D2E2F' };
const ICON = unhex('89504E470D0A1A0A');
const { ppr1, ppr2, updateControl } = es10.PPR;

/** The first profile is enabled, has both rules, and its operator's keys for packets. */
function described(): HostRig {
  const containers = field.containers.map((one) => {
    if (one.kind !== 'euicc' || one.profiles === undefined) return one;
    const [first, ...others] = one.profiles;
    const enabled = { ...first, mnoSdKeys: [KEYS], policyRules: ['ppr1', 'ppr2'] };
    return { ...one, profiles: [enabled, ...others] };
  });
  return hostRig(field, { containers });
}

class Operator {
  readonly rig = described();
  readonly line = new PacketLine(this.rig);

  /** In as many blocks as the object needs; the outcome of the packet. */
  update(request: Parameters<typeof emitUpdateMetadataRequest>[0]): string {
    return this.store(hex(emitUpdateMetadataRequest(request)));
  }

  store(object: string, tar: string = TAR.domain): string {
    const pieces = object.match(/.{1,400}/g) ?? [];
    const commands = pieces.map((piece, at) => {
      const isLast = at === pieces.length - 1;
      const head = bytes(0x80, 0xe2, isLast ? 0x90 : 0x10, at, piece.length / 2);
      return `${hex(head)}${piece}`;
    });
    return this.line.run({ tar, data: commands.join('') });
  }

  /** As the LPA lists it. */
  get profile(): es10.ProfileInfo {
    this.rig.reset('t0');
    const phone = new Phone(this.rig, 't0');
    const tags = Object.values(es10.PROFILE_TAG);
    const answer = phone.hold((isdR) =>
      isdR.send('GetProfilesInfo', es10.emitProfileInfoListRequest({ tags })),
    );
    const list = es10.parseProfileInfoListResponse(answer);
    assert.ok(!isWireError(list) && !('error' in list));
    return list.profiles.find(({ state }) => state === 'enabled')!;
  }
}

test('names, icon and service data change at once, and stay over a reset', () => {
  const operator = new Operator();
  const before = operator.profile;
  const icon = new Uint8Array(900).fill(0x5a);
  const changed = {
    serviceProvider: 'Nordwind',
    profileName: 'Nordwind 5G',
    iconType: 'png',
    icon,
    serviceData: unhex('A003800101'),
  } as const;
  assert.match(operator.update(changed), /^0 0[1-9]9000$/);
  assert.deepEqual(operator.profile, { ...before, ...changed });
  assert.ok(operator.rig.traceLines().some((one) => /changed the metadata/.test(one)));
  assert.match(operator.update({ profileName: 'X' }), /^0 019000$/);
  assert.deepEqual(operator.profile, { ...before, ...changed, profileName: 'X' });
  const none = { icon: bytes(), serviceProvider: '' };
  assert.match(operator.update(none), /^0 019000$/);
  const left = { iconType: undefined, icon: undefined, profileName: 'X', serviceProvider: '' };
  assert.deepEqual(operator.profile, { ...before, ...changed, ...left });
});

test('rules are taken away, and the profile is disabled then [SGP22 §2.9.3]', () => {
  const operator = new Operator();
  const { iccid } = operator.profile;
  const byIccid = { by: 'iccid', value: iccid! } as const;
  const disable = es10.emitDisableProfileRequest({ profile: byIccid, refresh: false });
  const disabled = (): string => {
    operator.rig.reset('t0');
    const phone = new Phone(operator.rig, 't0');
    return hex(phone.hold((isdR) => isdR.send('DisableProfile', disable)));
  };
  assert.equal(disabled(), 'BF3203800103', 'PPR1 forbids it');
  assert.match(operator.update({ policyRules: [ppr2] }), /^0 019000$/);
  assert.deepEqual(operator.profile.policyRules, [ppr2]);
  assert.match(operator.update({ policyRules: [ppr1, ppr2] }), /^0 016985$/);
  assert.match(operator.update({ policyRules: [] }), /^0 019000$/);
  assert.equal(operator.profile.policyRules, undefined);
  assert.equal(disabled(), 'BF3203800100');
  assert.equal(
    operator.update({ profileName: 'Y' }).startsWith('0 '),
    false,
    'no profile, no keys',
  );
});

type Hostile = readonly [what: string, object: string, outcome: RegExp, why: RegExp];

const object = (request: Parameters<typeof emitUpdateMetadataRequest>[0]): string =>
  hex(emitUpdateMetadataRequest(request));
const HOSTILE: readonly Hostile[] = [
  ['a name that is too long', `BF2A43${'9241'}${'41'.repeat(65)}`, /016A80$/, /profileName|64|92/],
  ['a text that is no UTF-8', 'BF2A049202C328', /016A80$/, /UTF-8|text|92/i],
  ['an icon without its type', object({ icon: ICON }), /016A80$/, /comes with its type/],
  ['a type without its icon', object({ iconType: 'png' }), /016A80$/, /comes with its type/],
  ['a type that is not known', 'BF2A06930102940189', /016A80$/, /UpdateMetadata/],
  [
    'a name beside a bad rule',
    object({ profileName: 'Z', policyRules: [updateControl] }),
    /016A80$/,
    /only taken away/,
  ],
  ['a rule of no edition', object({ profileName: 'Z', policyRules: [5] }), /016985$/, /PPR5/],
  ['an object that is cut', 'BF2A099203414243', /016A80$/, /not whole/],
  ['an object that is not known', 'BF2B0392015A', /016A88$/, /BF2B/],
];

for (const [what, source, outcome, why] of HOSTILE) {
  test(`${what}: its status word, a reason in the trace, and nothing changes`, () => {
    const operator = new Operator();
    const before = operator.profile;
    const stored = new Map(operator.rig.stored);
    assert.match(operator.store(source), outcome);
    assert.match(
      operator.rig.traceLines().findLast((one) => /of a packet is/.test(one))!,
      why,
    );
    assert.deepEqual(operator.profile, before);
    const changed = [...operator.rig.stored].filter(([key, value]) => stored.get(key) !== value);
    assert.deepEqual(
      changed.map(([key]) => key).filter((key) => /metadata|nickname/.test(key)),
      [],
    );
  });
}

test('what is not the operator’s to change is skipped: the ICCID, the state, the class', () => {
  const operator = new Operator();
  const before = operator.profile;
  const foreign = '5A0A98000000000000000010' + '9F700100' + '950100';
  assert.match(operator.store(`BF2A1692015A${foreign}`), /^0 019000$/);
  assert.deepEqual(operator.profile, { ...before, profileName: 'Z' });
});

test('without room for it, nothing changes and 6A84 says so', () => {
  const operator = new Operator();
  const before = operator.profile;
  const serviceData = new Uint8Array(30_000).fill(1);
  assert.match(operator.update({ serviceData }), /6A84$/);
  assert.deepEqual(operator.profile, before);
});

test('a file application, a forged packet, and the terminal with the operator’s keys do not', () => {
  const operator = new Operator();
  const before = operator.profile;
  const request = object({ profileName: 'forged' });
  const data = `80E29000${hex(bytes(request.length / 2))}${request}`;
  assert.doesNotMatch(operator.store(request, TAR.mf), /9000$/);
  const packet = Uint8Array.from(operator.line.packet({ tar: TAR.domain, data }));
  packet[packet.length - 1]! ^= 1;
  assert.doesNotMatch(operator.line.outcome(packet), /9000$/);
  const replayed = operator.line.packet({ tar: TAR.domain, data: '80CA006600' });
  assert.match(operator.line.outcome(replayed), /^0 /);
  assert.doesNotMatch(operator.line.outcome(replayed), /^0 /);
  operator.rig.reset('t0');
  assert.match(operator.rig.send('t0', '00A4040008A000000151000000'), /(9000|61..)$/);
  assert.equal(operator.rig.send('t0', data), '6982');
  assert.deepEqual(operator.profile, before);
});
