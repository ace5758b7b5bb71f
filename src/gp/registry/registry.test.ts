import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../../tests/random-counts.ts';
import { Bench } from '../../../tests/support/container-bench.ts';
import { EMPTY, Fault, hex, unhex } from '../../base/index.ts';
import { entryCodec, indexCodec } from './entry-codec.ts';
import { ENTRY_KINDS, PLAIN_ENTRY, type RegistryEntry } from './entry.ts';
import { Handles } from './handles.ts';
import { Registry } from './registry.ts';
import { PRIVILEGE } from '../../wire/globalplatform/index.ts';

const byteString = (minLength: number, maxLength: number) =>
  fc.uint8Array({ minLength, maxLength });
const maybe = (minLength: number, maxLength: number) =>
  fc.oneof(fc.constant(EMPTY), byteString(minLength, maxLength));

const entries: fc.Arbitrary<RegistryEntry> = fc.record({
  kind: fc.constantFrom(...ENTRY_KINDS),
  id: fc.nat({ max: 0xffff }),
  name: fc.string({ maxLength: 20 }),
  aid: byteString(5, 16),
  lifeCycle: fc.nat({ max: 255 }),
  privileges: fc.nat({ max: 0xffffff }),
  domain: fc.nat({ max: 0xffff }),
  loadFile: maybe(5, 16),
  module: maybe(5, 16),
  role: fc.constantFrom('', 'isd-r'),
  runtime: fc.constantFrom('', 'native'),
  multiSelectable: fc.boolean(),
  framing: fc.constantFrom('kernel', 'own'),
  implicit: maybe(1, 3),
  provider: maybe(1, 8),
  services: maybe(2, 4),
  uicc: maybe(4, 20),
  uniqueServices: maybe(2, 4),
  contactless: fc.record(
    {
      state: fc.constantFrom(0x00, 0x01, 0x80),
      initial: fc.constantFrom(0x00, 0x01),
      family: maybe(1, 1),
      display: maybe(1, 1),
      discretionary: maybe(1, 40),
      observers: fc.array(byteString(5, 16), { maxLength: 3 }),
      updates: fc.nat({ max: 0xffff }),
    },
    { noNullPrototype: true },
  ),
  restricted: fc.nat({ max: 0x7f }),
  accepts: fc.nat({ max: 3 }),
  volatileReserved: fc.nat({ max: 0xffff_ffff }),
  nonVolatileReserved: fc.nat({ max: 0xffff_ffff }),
  version: maybe(2, 2),
  modules: fc.array(byteString(5, 16), { maxLength: 4 }),
});

test('an entry comes back as it was stored', () => {
  fc.assert(
    fc.property(entries, (entry) => {
      assert.deepEqual(plain(entryCodec.parse(entryCodec.emit(entry))), plain(entry));
    }),
    randomRuns('codec'),
  );
});

test('an index comes back as it was stored', () => {
  fc.assert(
    fc.property(fc.array(fc.nat()), (ids) => {
      assert.deepEqual(indexCodec.parse(indexCodec.emit(ids)), ids);
    }),
    randomRuns('codec'),
  );
});

function plain(entry: RegistryEntry) {
  const { aid, loadFile, module, version, modules } = entry;
  const texts = { aid: hex(aid), loadFile: hex(loadFile), module: hex(module) };
  return { ...entry, ...texts, version: hex(version), modules: modules.map(hex) };
}

test('a stored entry that cannot be one is a fault', () => {
  for (const stored of ['E3', '', '800109', '800101', '8001018104'])
    assert.throws(() => entryCodec.parse(unhex(stored)), Fault, stored);
  assert.throws(() => indexCodec.parse(unhex('00')), Fault);
});

function registryOn(bench: Bench): Registry {
  return new Registry(bench.services.nvm, new Handles());
}

function entry(number: number, more: Partial<RegistryEntry> = {}): Omit<RegistryEntry, 'id'> {
  return {
    ...PLAIN_ENTRY,
    kind: number === 1 ? 'issuer' : 'security-domain',
    name: `${number}`,
    aid: Uint8Array.of(1, 2, 3, 4, number),
    lifeCycle: 7,
    privileges: 0,
    domain: 1,
    ...more,
  };
}

function chain(): Registry {
  const registry = registryOn(new Bench());
  for (const [number, domain] of [1, 1, 2, 3].entries())
    registry.add(entry(number + 1, { domain }));
  registry.add(entry(5, { privileges: PRIVILEGE.GLOBAL_REGISTRY }));
  return registry;
}

test('association reaches through every level, downwards only [GPCS §7.2]', () => {
  const registry = chain();
  const below = (domain: number) =>
    registry.entries.filter((one) => registry.isUnder(one, domain)).map((one) => one.id);
  assert.deepEqual(below(1), [1, 2, 3, 4, 5]);
  assert.deepEqual(below(2), [2, 3, 4]);
  assert.deepEqual(below(3), [3, 4]);
  assert.deepEqual(below(4), [4]);
});

test('Global Registry lists all, others what is below them [GPCS §9.6.5]', () => {
  const registry = chain();
  const seen = (by: number) =>
    registry.entries.filter((one) => registry.isVisible(one, registry.entry(by)!)).length;
  assert.deepEqual([seen(1), seen(2), seen(3), seen(5)], [5, 3, 2, 5]);
});

test('an update is a new list and touches one entry', () => {
  const registry = chain();
  const before = registry.entries;
  assert.equal(registry.entries, before);
  registry.update(registry.entry(3)!, { lifeCycle: 0x0f });
  assert.notEqual(registry.entries, before);
  assert.deepEqual(
    registry.entries.map((one, at) => one === before[at]),
    [true, true, false, true, true],
  );
  assert.equal(registry.entry(3)!.lifeCycle, 0x0f);
  assert.equal(hex(registry.byAid(Uint8Array.of(1, 2, 3, 4, 3))!.aid), '0102030403');
  assert.equal(registry.entry(9), undefined);
});

test('look-ups follow an undo; handles of undone and deleted entries are not given again', () => {
  const bench = new Bench();
  const registry = registryOn(bench);
  registry.add(entry(1));
  bench.memory.commit();
  const undone = registry.handle(registry.add(entry(2)));
  bench.memory.rollback();
  assert.equal(registry.byHandle(undone), undefined);
  assert.equal(registry.byAid(entry(2).aid), undefined);
  const deleted = registry.add(entry(2));
  const handle = registry.handle(deleted);
  assert.notEqual(handle, undone);
  bench.memory.commit();
  registry.remove(deleted);
  assert.equal(registry.byHandle(handle), undefined);
  bench.memory.rollback();
  assert.equal(registry.byHandle(handle)?.name, '2', 'an undone removal brings it back');
  registry.remove(registry.entry(2)!);
  bench.memory.commit();
  const again = registry.add(entry(2));
  assert.equal(again.id, 2, 'its number in memory is free');
  assert.notEqual(registry.handle(again), handle);
});

test('adding and removing an entry with content leaves memory as it was, byte for byte', () => {
  const bench = new Bench();
  const registry = registryOn(bench);
  registry.add(entry(1));
  bench.memory.commit();
  const before = new Map(bench.memory.image());
  const used = bench.services.nvm.used;
  for (let round = 0; round < 100; round++) {
    const added = registry.add(entry(2));
    registry.content(added).counter('count', 0).set(round);
    registry.content(added).part('below').region('file', 300).write(0, Uint8Array.of(1));
    bench.memory.commit();
    registry.remove(added);
    bench.memory.commit();
  }
  assert.deepEqual(new Map(bench.memory.image()), before);
  assert.equal(bench.services.nvm.used, used);
});
