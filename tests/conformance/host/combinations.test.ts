/** Any two or more of the six protocols, on one chip: 57 wirings that boot and route. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMMON, patent } from '../../support/descriptions.ts';
import { type HostRig, hostRig } from '../../support/host-rig.ts';

const PROTOCOLS = ['t0', 't1', 'swp-a', 'swp-b', 'spi', 'apdu-gate'] as const;
type Protocol = (typeof PROTOCOLS)[number];

const KIND: Readonly<Record<Protocol, 'iso' | 'swp' | 'spi'>> = {
  t0: 'iso',
  t1: 'iso',
  'swp-a': 'swp',
  'swp-b': 'swp',
  spi: 'spi',
  'apdu-gate': 'swp',
};

const SUBSETS: readonly (readonly Protocol[])[] = Array.from({ length: 64 }, (_, bits) =>
  PROTOCOLS.filter((_protocol, at) => (bits >> at) & 1),
).filter((subset) => subset.length >= 2);

/** One interface of each kind that is needed, with the links it carries. */
function interfacesFor(subset: readonly Protocol[]): object[] {
  return (['iso', 'spi', 'swp'] as const)
    .map((kind) => ({ kind, own: subset.filter((protocol) => KIND[protocol] === kind) }))
    .filter(({ own }) => own.length > 0)
    .map(({ kind, own }) => ({
      id: `i-${kind}`,
      kind,
      links: own.map((protocol) => ({ id: protocol, protocol })),
    }));
}

function rigFor(subset: readonly Protocol[]): HostRig {
  return hostRig(patent, { interfaces: interfacesFor(subset) });
}

/** Where the preset's rules send the common AID that came over a protocol. */
function rootOf(protocol: Protocol): string {
  return KIND[protocol] === 'iso' ? 'C20 / ISD-R' : 'C30 / ISD';
}

function assertRoutes(rig: HostRig, protocol: Protocol): void {
  assert.match(rig.select(protocol, COMMON), /^6F.*9000$/);
  const decision = rig.lastDecision();
  const start = `${protocol}: route ${COMMON} -> ${rootOf(protocol)}`;
  assert.ok(decision.startsWith(start), decision);
}

test('there are 57 sets of two or more protocols [M-75]', () => {
  assert.equal(SUBSETS.length, 57);
});

for (const subset of SUBSETS) {
  test(`${subset.join(' + ')}: boots, and each link has its own root [M-75] [M-53]`, () => {
    const rig = rigFor(subset);
    assert.deepEqual(rig.device.links.map(({ id }) => id).toSorted(), subset.toSorted());
    for (const protocol of subset) assertRoutes(rig, protocol);
    // And again, with all of them up that can be up at once.
    for (const protocol of subset.toReversed()) assertRoutes(rig, protocol);
  });
}

test('ISO 7816-3 with each of the others, as claimed [M-12] [M-59]', () => {
  const claimed = SUBSETS.filter(
    (subset) =>
      subset.some((one) => KIND[one] === 'iso') && subset.some((one) => KIND[one] !== 'iso'),
  );
  assert.equal(claimed.length, 45);
  for (const subset of claimed) {
    const containers = new Set(
      rigFor(subset)
        .device.management.links()
        .map(({ container }) => container),
    );
    assert.deepEqual([...containers].toSorted(), ['C20', 'C30'], subset.join(' + '));
  }
});

test('ISO 7816-3 to C20, APDU gate and SPI to C30, by rules that name them [M-50] [M-51] [M-52]', () => {
  const pairing = {
    rules: [
      { link: 'iso7816-3', container: 'C20' },
      { link: 'apdu-gate', container: 'C30' },
      { link: 'spi', container: 'C30' },
    ],
  };
  const subset = ['t0', 't1', 'spi', 'apdu-gate'] as const;
  const rig = hostRig(patent, { interfaces: interfacesFor(subset), pairing });
  for (const protocol of subset) assertRoutes(rig, protocol);
});

test('the second example: T=0 with SWP, type A and type B each a link of its own [M-76] [M-72] [M-73]', () => {
  const rules = [
    { link: 't0', container: 'C20' },
    { link: 'swp-a', container: 'C30' },
    { link: 'swp-b', container: 'C20' },
  ];
  const interfaces = interfacesFor(['t0', 'swp-a', 'swp-b']);
  const rig = hostRig(patent, { interfaces, pairing: { rules } });
  assertRoutes(rig, 't0');
  assertRoutes(rig, 'swp-a');
  rig.select('swp-b', COMMON);
  assert.match(rig.lastDecision(), /^swp-b: route A000000151000000 -> C20 \/ ISD-R/);
  const modes = rig.device.management.links().map(({ id, mode }) => `${id} ${mode}`);
  assert.deepEqual(modes, ['t0 contact', 'swp-a contactless', 'swp-b contactless']);
});
