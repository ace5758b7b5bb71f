import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../../tests/random-counts.ts';
import { type Bytes, bytes, type Image } from '../../base/index.ts';
import { layered } from './layers.ts';

const key = fc.constantFrom(...Array.from({ length: 12 }, (_, at) => `k${at}`));
const change = fc.tuple(key, fc.option(fc.integer({ min: 0, max: 255 }), { nil: undefined }));

test('a stack of layers is the map that the same changes make, and older ones stay', () => {
  fc.assert(
    fc.property(fc.array(fc.array(change, { maxLength: 4 }), { maxLength: 20 }), (rounds) => {
      // Something large below, so that layers are kept rather than made flat.
      let image: Image = new Map(
        Array.from({ length: 40 }, (_, at) => [`base${at}`, bytes(at)] as const),
      );
      const model = new Map(image);
      const history: { image: Image; model: Map<string, Bytes> }[] = [];
      for (const round of rounds) {
        const changes = new Map(round.map(([at, value]) => [at, value?.valueOf()] as const));
        const writes = new Map<string, Bytes | undefined>();
        for (const [at, value] of changes) {
          writes.set(at, value === undefined ? undefined : bytes(value));
          if (value === undefined) model.delete(at);
          else model.set(at, bytes(value));
        }
        image = layered(image, writes);
        history.push({ image, model: new Map(model) });
      }
      for (const one of history) {
        assert.equal(one.image.size, one.model.size);
        assert.deepEqual(new Map(one.image), one.model);
        for (const [at, value] of one.model) assert.deepEqual(one.image.get(at), value);
        for (let at = 0; at < 12; at++)
          assert.equal(one.image.has(`k${at}`), one.model.has(`k${at}`));
        assert.deepEqual([...one.image.keys()].sort(), [...one.model.keys()].sort());
        assert.equal([...one.image.values()].length, one.model.size);
        let visited = 0;
        one.image.forEach(() => visited++);
        assert.equal(visited, one.model.size);
      }
    }),
    randomRuns('model'),
  );
});

test('values are shared, not copied, and nothing changed gives the very same image', () => {
  const page = bytes(1, 2, 3);
  const base: Image = new Map([
    ['page', page],
    ...Array.from({ length: 8 }, (_, at) => [`k${at}`, bytes(at)] as const),
  ]);
  assert.equal(layered(base, new Map()), base);
  assert.equal(layered(base, new Map([['k1', bytes(9)]])).get('page'), page);
});
