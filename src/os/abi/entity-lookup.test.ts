import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bigEndian, bytes } from '../../base/index.ts';
import type { Entity } from './contract.ts';
import { aidKey, entitiesByAid, entityByHandle } from './entity-lookup.ts';

function entity(handle: number, aid = bigEndian(handle, 8)): Entity {
  const flags = { root: false, issuer: false, selectable: true, multiSelectable: true } as const;
  return { handle, aid, name: `entity ${handle}`, framing: 'kernel', ...flags };
}

for (const count of [3, 64, 65, 300]) {
  test(`each of ${count} entities is found, before and after the list is indexed`, () => {
    const list = Array.from({ length: count }, (_, at) => entity(at + 1));
    const twin = entity(1_000, list[1]!.aid);
    list.push(twin);
    for (let round = 0; round < 20; round++) {
      for (const one of [list[0]!, list.at(-2)!, twin]) {
        assert.equal(entityByHandle(list, one.handle), one);
      }
      assert.deepEqual(entitiesByAid(list, list[0]!.aid), [list[0]]);
      assert.deepEqual(entitiesByAid(list, twin.aid), [list[1], twin], 'in the order of the list');
      assert.equal(entityByHandle(list, 2_000), undefined);
      assert.deepEqual(entitiesByAid(list, bytes(1, 2, 3, 4, 5)), []);
    }
  });
}

test('each list is searched by itself', () => {
  const before = Array.from({ length: 100 }, (_, at) => entity(at + 1));
  for (let round = 0; round < 20; round++) assert.ok(entityByHandle(before, 100));
  const after = before.slice(0, 99);
  for (let round = 0; round < 20; round++) assert.equal(entityByHandle(after, 100), undefined);
  assert.equal(aidKey(before[0]!), '0000000000000001');
});
