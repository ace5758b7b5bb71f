import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bigEndian, bytes, Fault, hex } from '../../base/index.ts';
import { derived } from '../abi/index.ts';
import { codec, fresh } from './parts.testing.ts';

test('the version is another object after every write and undo, below as well, and only then', () => {
  const { memory, nvm } = fresh();
  const one = nvm.part('one');
  const two = nvm.part('two');
  memory.commit();
  const seen = new Set<object>();
  const changes = [
    () => one.cell('x', codec, 0).set(1),
    () => one.part('in').counter('n', 0).set(1),
    () => one.region('r', 10).write(0, bytes(1)),
    () => void memory.rollback(),
    () => one.cell('x', codec, 0).set(2),
    () => one.clear(),
  ];
  for (const change of changes) {
    const before = [nvm.version, one.version, two.version];
    assert.equal(nvm.version, before[0]);
    change();
    assert.notEqual(nvm.version, before[0]);
    assert.notEqual(one.version, before[1]);
    assert.equal(two.version, before[2], 'another part is as it was');
    assert.ok(!seen.has(nvm.version));
    seen.add(nvm.version);
  }
});

test('a derived value is made when it is read, again after a change or an undo', () => {
  const { memory, nvm } = fresh();
  const cell = nvm.cell<readonly number[]>(
    'list',
    { parse: (stored) => [...stored], emit: (list) => Uint8Array.from(list) },
    [],
  );
  let made = 0;
  const sum = derived(
    () => cell.get(),
    (list) => {
      made++;
      return list.reduce((a, b) => a + b, 0);
    },
  );
  const names = derived(
    () => nvm.version,
    () => nvm.parts().join(' '),
  );
  assert.deepEqual([sum(), sum(), made], [0, 0, 1]);
  cell.set([1, 2]);
  nvm.part('app');
  assert.deepEqual([sum(), sum(), made, names()], [3, 3, 2, 'app']);
  memory.rollback();
  assert.deepEqual([sum(), made, names()], [0, 3, '']);
});

test('forks share what neither changes', () => {
  const { memory, nvm } = fresh();
  nvm.part('one').cell('x', codec, 0).set(1);
  nvm.part('two').cell('x', codec, 0).set(1);
  memory.commit();
  const fork = fresh(memory.image());
  fork.nvm.part('one').cell('x', codec, 0).set(2);
  fork.memory.commit();
  assert.equal(nvm.part('one').cell('x', codec, 0).get(), 1);
  assert.equal(fork.nvm.part('two').cell('x', codec, 0).get(), 1);
  assert.equal(fork.memory.image().get('A/p/two/c/x'), memory.image().get('A/p/two/c/x'));
  assert.equal(hex(fork.memory.image().get('A/p/one/c/x')!), '02');
  assert.equal(fork.memory.image().size, memory.image().size);
});

test('records of parts are listed with the part they stand in', () => {
  const { memory, nvm } = fresh();
  const app = nvm.part('app', { quota: 100 });
  app.cell('x', codec, 0).set(1);
  app.part('in').counter('n', 0).set(2);
  memory.commit();
  const stored = { title: '', decoded: true } as const;
  assert.deepEqual(fresh(new Map(memory.image())).nvm.records(), [
    { ...stored, form: 'part', part: '', key: 'app', value: { quota: 100 } },
    { ...stored, form: 'cell', part: 'app', key: 'x', value: bytes(1), decoded: false },
    { ...stored, form: 'part', part: 'app', key: 'in', value: { quota: 'none' } },
    { ...stored, form: 'counter', part: 'app/in', key: 'n', value: 2 },
  ]);
});

test('titles of parts and keys are given with what is listed, outermost first', () => {
  const { nvm } = fresh();
  const titleOf = (name: string): string | undefined => (name === '1' ? 'Card' : undefined);
  const content = nvm.part('content', { titleOf });
  content.cell('1', codec, 0).set(1);
  content.part('2').cell('x', codec, 0).set(1);
  content.part('1').part('keys', { titleOf: (name) => `key ${name}` });
  nvm.part('content').part('1').part('keys').cell('0', codec, 0).set(1);
  assert.deepEqual(
    nvm.records().map(({ part, key, title }) => `${part}/${key}: ${title}`),
    [
      '/content: ',
      'content/1: Card',
      'content/2: ',
      'content/1: Card',
      'content/1/keys: Card',
      'content/1/keys/0: Card, key 0',
      'content/2/x: ',
    ],
  );
});

test('clearing writes the same batch whether or not an image was taken before', () => {
  const batch = (looks: boolean): unknown => {
    const { memory, nvm } = fresh(
      new Map(Array.from({ length: 40 }, (_, at) => [`A/c/base${at}`, bytes(at)] as const)),
    );
    for (const key of ['base3', 'base7', 'base3']) {
      nvm.cell(key, codec, 0).set(1);
      nvm.part(`part ${key}`).cell('x', codec, 0).set(1);
      memory.commit();
      if (looks) memory.image();
    }
    nvm.clear();
    return memory.commit();
  };
  assert.deepEqual(batch(true), batch(false));
});

test('a savepoint rolls back though a new counter then passes the quota', () => {
  const { memory, nvm } = fresh(new Map(), 100);
  nvm.region('r', 70);
  memory.commit();
  const app = nvm.part('app');
  const savepoint = nvm.savepoint();
  nvm.drop('r');
  app.cell('x', codec, 0).set(1);
  app.counter('a counter of some length', 0).set(5);
  savepoint.rollback();
  assert.equal(app.counter('a counter of some length', 0).get(), 5);
  assert.equal(nvm.free, 0);
  memory.rollback();
  assert.equal(nvm.used, 'r/r'.length + 70);
});

test('stored memory that passes its quota is damage, whatever holds it; at the quota it is none', () => {
  const full = fresh(new Map(), 100);
  full.nvm.part('app').region('file', 80);
  full.nvm.cell('note', codec, 0).set(1);
  full.memory.commit();
  const { used } = full.nvm;
  const image = new Map(full.memory.image());
  assert.equal(fresh(image, used).nvm.used, used);
  const message = `A: ${used} bytes are stored, and its quota is ${used - 1}`;
  assert.throws(() => fresh(image, used - 1), { message });
  const forged = new Map(Array.from({ length: 9 }, (_, at) => [`A/n/t${at}`, bigEndian(1, 6)]));
  assert.throws(() => fresh(forged, 80), /A: 90 bytes are stored/);
});

test('a counter that outlives the command which made room for it is no damage', () => {
  const { memory, nvm } = fresh(new Map(), 100);
  nvm.region('r', 90);
  memory.commit();
  const savepoint = nvm.savepoint();
  nvm.drop('r');
  nvm.counter('tries', 0).set(5);
  savepoint.rollback();
  memory.commit();
  assert.ok(nvm.used > 100);
  assert.equal(fresh(new Map(memory.image()), 100).nvm.counter('tries', 0).get(), 5);
});

test('a region has a whole number of bytes', () => {
  const { memory, nvm } = fresh();
  for (const length of [-1, 1.5, NaN]) assert.throws(() => nvm.region('r', length), Fault);
  memory.rollback();
  assert.equal(memory.image().size, 0);
});
