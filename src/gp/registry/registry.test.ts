import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../../tests/random-counts.ts';
import { Bench } from '../../../tests/support/container-bench.ts';
import { EMPTY, Fault, hex, unhex } from '../../base/index.ts';
import { PRIVILEGE } from './privileges.ts';
import { registryCodec } from './entry-codec.ts';
import { Registry } from './registry.ts';
import type { RegistryEntry, RegistryState } from './entry.ts';

const byteString = (minLength: number, maxLength: number) =>
  fc.uint8Array({ minLength, maxLength });

const entries = fc.record({
  kind: fc.constantFrom('issuer', 'security-domain', 'application', 'load-file'),
  handle: fc.nat({ max: 0xffff }),
  name: fc.string({ maxLength: 20 }),
  aid: byteString(5, 16),
  lifeCycle: fc.nat({ max: 255 }),
  privileges: fc.nat({ max: 0xffffff }),
  domain: fc.nat({ max: 0xffff }),
  loadFile: fc.oneof(fc.constant(EMPTY), byteString(5, 16)),
  version: fc.oneof(fc.constant(EMPTY), byteString(2, 2)),
  modules: fc.array(byteString(5, 16), { maxLength: 4 }),
}) as fc.Arbitrary<RegistryEntry>;

test('a registry comes back as it was stored', () => {
  const states = fc.record({ entries: fc.array(entries, { maxLength: 8 }), nextHandle: fc.nat() });
  fc.assert(
    fc.property(states, (state) => {
      const stored = registryCodec.emit(state);
      assert.deepEqual(plain(registryCodec.parse(stored)), plain(state));
    }),
    randomRuns('codec'),
  );
});

function plain(state: RegistryState) {
  const text = (entry: RegistryEntry) => ({
    ...entry,
    aid: hex(entry.aid),
    loadFile: hex(entry.loadFile),
    version: hex(entry.version),
    modules: entry.modules.map(hex),
  });
  return { nextHandle: state.nextHandle, entries: state.entries.map(text) };
}

test('a stored registry that cannot be one is a fault', () => {
  const bad = ['E3', 'E300', 'C004000000', 'C00400000001E303800109', 'C00400000001E303800101'];
  for (const stored of bad) assert.throws(() => registryCodec.parse(unhex(stored)), Fault, stored);
});

function chain(): Registry {
  const make = (handle: number, domain: number, privileges = 0): RegistryEntry => ({
    kind: handle === 1 ? 'issuer' : 'security-domain',
    handle,
    domain,
    privileges,
    name: `${handle}`,
    aid: Uint8Array.of(1, 2, 3, 4, handle),
    lifeCycle: 7,
    loadFile: EMPTY,
    version: EMPTY,
    modules: [],
  });
  const list = [
    make(1, 1),
    make(2, 1),
    make(3, 2),
    make(4, 3),
    make(5, 1, PRIVILEGE.GLOBAL_REGISTRY),
  ];
  return new Registry(new Bench().services.nvm, 'registry', { entries: list, nextHandle: 6 });
}

test('association reaches through every level, downwards only [GPCS §7.2]', () => {
  const registry = chain();
  const below = (domain: number) =>
    registry.entries.filter((one) => registry.isUnder(one, domain)).map((one) => one.handle);
  assert.deepEqual(below(1), [1, 2, 3, 4, 5]);
  assert.deepEqual(below(2), [2, 3, 4]);
  assert.deepEqual(below(3), [3, 4]);
  assert.deepEqual(below(4), [4]);
});

test('Global Registry sees all, others what is below them [GPCS §9.6.5]', () => {
  const registry = chain();
  const seen = (by: number) =>
    registry.entries.filter((one) => registry.isVisible(one, registry.entry(by)!)).length;
  assert.deepEqual([seen(1), seen(2), seen(3), seen(5)], [5, 3, 2, 5]);
});

test('an update is a new state and touches one entry', () => {
  const registry = chain();
  const before = registry.state;
  registry.update({ ...registry.entry(3)!, lifeCycle: 0x0f });
  assert.notEqual(registry.state, before);
  assert.deepEqual(
    registry.entries.map((one) => one.lifeCycle),
    [7, 7, 15, 7, 7],
  );
  assert.equal(hex(registry.byAid(Uint8Array.of(1, 2, 3, 4, 3))!.aid), '0102030403');
  assert.equal(registry.entry(9), undefined);
});
