/**
 * Changed CAP files in a machine without a verifier: whatever their code does, the machine goes on,
 * and the objects of another applet stay as they were.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, concat, hex } from '../../src/base/index.ts';
import { AppletBench } from '../support/applet-bench.ts';
import { readCapComponents } from '../support/cap/read-cap.ts';
import { randomCount, RANDOM_SEED } from '../random-counts.ts';

const CHANGED = ['BenchObj_jc304', 'BenchInt_jc305', 'BenchShort_jc305'] as const;
const ORDER = [
  'Header',
  'Directory',
  'Import',
  'Applet',
  'Class',
  'Method',
  'StaticField',
  'ConstantPool',
  'RefLocation',
];
/** Where changes are made: most of them in code. */
const PLACES = ['Method', 'Method', 'Method', 'Method', 'Class', 'ConstantPool', 'StaticField'];
const COMMANDS = ['8010000200', '8020000200', '8030000200', '8050000300', '8060000200'];
/** Enough for what the applets do, and an early end for loops. */
const BUDGET = 1_500;
const CHANGES_MAX = 4;

function randomNumbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const files = CHANGED.map((name) => readCapComponents(name));

function mutant(random: (below: number) => number): Bytes {
  const components = files[random(files.length)]!;
  const parts = ORDER.flatMap((name) => {
    const found = components.get(name);
    return found === undefined ? [] : [{ name, bytes: Uint8Array.from(found) }];
  });
  for (let changes = 1 + random(CHANGES_MAX); changes > 0; changes--) {
    const place = PLACES[random(PLACES.length)]!;
    const { bytes } = parts.find(({ name }) => name === place)!;
    // The first three bytes are tag and size.
    if (bytes.length > 3) bytes[3 + random(bytes.length - 3)] = random(256);
  }
  return concat(...parts.map(({ bytes }) => bytes));
}

test('no changed CAP file stops the machine or changes an object of another applet', () => {
  const random = randomNumbers(RANDOM_SEED);
  const applet = new AppletBench({ budget: BUDGET, isVerified: false });
  const victim = applet.start('SemProbe_jc304');
  // The end of another applet collects garbage: what is left is in use.
  const other = applet.start('BenchShort_jc221');
  applet.call(() => applet.machine.uninstall(other));
  const owned = () => applet.objectsOf(victim).map(hex);
  const before = owned();
  assert.ok(before.length > 5);
  const ends = new Set<string>();
  for (let run = randomCount('mutant'); run > 0; run--) {
    const block = mutant(random);
    applet.attempt(() => {
      const [module] = applet.machine.load(block).modules;
      applet.machine.install(module!, {
        aid: module!,
        privileges: Uint8Array.of(0),
        specific: new Uint8Array(0),
      });
      ends.add(String(applet.machine.select(module!, applet.session)));
      for (const command of COMMANDS) ends.add(applet.answer(module!, command));
      assert.deepEqual(owned(), before);
    });
    if (applet.refused) ends.add(hex(Uint8Array.of(applet.refused.sw >> 8, applet.refused.sw)));
  }
  for (const end of ['6400', '6985', '6F00']) assert.ok(ends.has(end), `${end} occurs`);
  assert.deepEqual(owned(), before);
  assert.equal(applet.send(victim, '8001000000'), '00759000');
});
