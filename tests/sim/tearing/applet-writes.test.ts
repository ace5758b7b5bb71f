/**
 * An applet whose every write becomes durable alone: power fails at each of them, and the next boot
 * finds what was before or after, nothing between. [JCRE §7.1] [JCRE §7.5] [JCRE §3.1] [M-107]
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Image, unhex } from '../../../src/base/index.ts';
import { Memory } from '../../../src/os/nvm/index.ts';
import { AppletBench } from '../../support/applet-bench.ts';
import {
  CLIENT,
  deselect,
  installLife,
  LET,
  LIFE,
  select,
  serverAndClient,
} from '../../conformance/javacard/rules/rule-bench.ts';

const OTHER = unhex('F04A43524CFF');

/** The memory after each batch of a call; that before it first. */
function prefixes(before: Image, bench: AppletBench): readonly Image[] {
  const image = new Map(before);
  const all: Image[] = [new Map(image)];
  for (const { writes } of bench.batches) {
    for (const { key, value } of writes) {
      if (value) image.set(key, value);
      else image.delete(key);
    }
    all.push(new Map(image));
  }
  return all;
}

const booted = (image: Image): AppletBench =>
  new AppletBench({ image: new Memory(new Map(image)).image() });

/** Field, first element of an array and static field, as the next boot reads them. */
function valuesOf(image: Image): string {
  const next = booted(image);
  select(next, CLIENT);
  const values = Number.parseInt(next.send(CLIENT, '8023000000').slice(0, 4), 16);
  assert.equal(next.send(CLIENT, '8043000000'), LET, 'and garbage is collected');
  return String(values);
}

/** All three hold 1; each write of what follows is durable alone. */
function client(): AppletBench {
  const bench = serverAndClient().restarted({ isEachDurable: true });
  select(bench, CLIENT);
  return bench;
}

function valuesAfterEach(command: string): readonly string[] {
  const bench = client();
  const before = new Map(bench.image);
  bench.send(CLIENT, command);
  return prefixes(before, bench).map(valuesOf);
}

describe('power fails at each write of an applet [M-107]', () => {
  test('outside a transaction: its writes in their order [JCRE §7.1]', () => {
    assert.deepEqual(valuesAfterEach('8020000000'), ['111', '211', '221', '222']);
  });

  test('in a transaction that is committed: all or none [JCRE §7.2]', () => {
    const values = valuesAfterEach('8021000000');
    assert.deepEqual([...new Set(values)], ['111', '333']);
    assert.equal(values.length, 2, 'one write point, at the commit');
  });

  test('in one that is aborted: none [JCRE §7.6]', () => {
    assert.deepEqual([...new Set(valuesAfterEach('8022000000'))], ['111']);
  });

  test('in one that is left open: none [JCRE §7.6.2]', () => {
    assert.deepEqual([...new Set(valuesAfterEach('8024000000'))], ['111']);
  });

  test('a collection of garbage is whole or not at all [JCRE §8.2]', () => {
    const bench = client();
    assert.equal(bench.send(CLIENT, '8042010000'), LET);
    assert.equal(bench.send(CLIENT, '8044000000'), LET);
    const before = new Map(bench.image);
    const count = bench.objectsOf(CLIENT).length;
    bench.send(CLIENT, '8043000000');
    const counts = prefixes(before, bench).map((image) => booted(image).objectsOf(CLIENT).length);
    assert.deepEqual([...new Set(counts)], [count, count - 1]);
  });
});

describe('power fails at each write of content management [M-107]', () => {
  test('install: nothing, or an applet that can be selected [JCRE §3.1]', () => {
    const bench = new AppletBench({ isEachDurable: true });
    assert.ok(bench.load('rules/life'));
    const before = new Map(bench.image);
    assert.ok(installLife(bench, 0));
    const found = prefixes(before, bench).map((image) => {
      const next = booted(image);
      const isThere = select(next, LIFE);
      // Static arrays too are as they were.
      if (isThere === undefined) assert.ok(installLife(next, 0), next.why);
      assert.equal(select(next, LIFE), true);
      return isThere;
    });
    assert.deepEqual(found, [undefined, true]);
  });

  test('deletion: the applet and all that it owns, or nothing [JCRE §11.3.4.1]', () => {
    const bench = new AppletBench({ isEachDurable: true });
    assert.ok(bench.load('rules/life') && installLife(bench, 0) && installLife(bench, 0, OTHER));
    const before = new Map(bench.image);
    bench.call(() => bench.machine.uninstall(OTHER));
    assert.equal(bench.why, undefined);
    const found = prefixes(before, bench).map((image) => {
      const next = booted(image);
      const isThere = select(next, OTHER);
      deselect(next, OTHER);
      assert.equal(select(next, LIFE), true);
      return [isThere, next.objectsOf(LIFE).length] as const;
    });
    const [first, last] = [found[0]!, found.at(-1)!];
    assert.deepEqual([first[0], last[0]], [true, undefined]);
    assert.ok(last[1] < first[1], 'its objects are gone');
    for (const one of found) assert.ok([first, last].some((each) => String(each) === String(one)));
  });
});
