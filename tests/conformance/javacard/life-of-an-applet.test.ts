/** What a machine does around the code of applets: limits, refusals, power cuts, deletion. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Memory } from '../../../src/os/nvm/index.ts';
import { AppletBench } from '../../support/applet-bench.ts';
import { readCapFile } from '../../support/cap/read-cap.ts';

const ADD_UP = '80307FFF00';
const WRITE_128 = '8030000100';

test('an endless applet ends with 6400, and the card lives on [JCVM §3]', () => {
  const applet = new AppletBench({ budget: 1_000 });
  const aid = applet.start('BenchShort_jc305');
  assert.equal(applet.send(aid, ADD_UP), '6400');
  assert.match(applet.why!, /as long as it may/);
  assert.equal(applet.send(aid, '8030000A00'), '002D9000');
});

test('each write can become durable alone, in the order of the code [JCRE §7]', () => {
  const file = 'BenchObj_jc304';
  const whole = new AppletBench();
  const aid = whole.start(file);
  const each = whole.restarted({ isEachDurable: true });
  const answer = each.send(aid, WRITE_128);
  assert.match(answer, /9000$/);
  assert.ok(each.batches.length > 128, `${each.batches.length} batches`);
  const once = whole.restarted();
  assert.equal(once.send(aid, WRITE_128), answer);
  assert.equal(once.batches.length, 1);
});

test('a power cut at any write leaves a heap that runs [JCRE §5]', () => {
  const first = new AppletBench();
  const aid = first.start('BenchObj_jc304');
  const applet = first.restarted({ isEachDurable: true });
  const image = new Map(applet.image);
  applet.send(aid, '8030000100');
  const { batches } = applet;
  for (const [at, { writes }] of batches.entries()) {
    for (const { key, value } of writes) {
      if (value) image.set(key, value);
      else image.delete(key);
    }
    if (at % 16 !== 0) continue;
    const next = new AppletBench({ image: new Memory(new Map(image)).image() });
    assert.match(next.send(aid, '8010000100'), /9000$/);
  }
});

test('an installation that is refused leaves nothing behind [JCRE §3.1]', () => {
  const applet = new AppletBench();
  const [module] = applet.load('SemProbe_jc304')!;
  const before = [...applet.image].map(([key, value]) => [key, Buffer.from(value).toString('hex')]);
  const short = applet.restarted({ budget: 1 });
  assert.equal(short.install(module!), undefined);
  const after = [...short.image].map(([key, value]) => [key, Buffer.from(value).toString('hex')]);
  assert.deepEqual(after.sort(), before.sort());
  assert.ok(short.bench.memory.commit().length === 0);
  assert.equal(applet.install(module!)?.length, 8, 'and it can be installed after that');
});

test('an applet twice, deleted and installed again: its memory is given back [JCRE §8.2]', () => {
  const applet = new AppletBench();
  const [module] = applet.load('BenchObj_jc304')!;
  const used = (): number => applet.bench.services.nvm.used;
  applet.install(module!);
  applet.call(() => applet.machine.uninstall(module!));
  const empty = used();
  for (let round = 0; round < 5; round++) {
    applet.install(module!);
    assert.equal(applet.send(module!, '8010000100').slice(-4), '9000');
    applet.call(() => applet.machine.uninstall(module!));
    assert.equal(used(), empty);
  }
});

test('a damaged load file is refused with component and byte [JCVM §6]', () => {
  const block = readCapFile('SemProbe_jc304');
  const cut = new AppletBench();
  assert.equal(cut.load(block.subarray(0, block.length - 3)), undefined);
  assert.match(cut.why!, /6A80 JCVM §6: .*byte \d+/);
  assert.equal(cut.load(block)?.length, 1);
});

test('a heap without room is SystemException, and the command ends [JCVM §3.11]', () => {
  const applet = new AppletBench();
  const [module] = applet.load('BenchObj_jc304')!;
  const filler = applet.bench.services.nvm.region('filler', 1);
  applet.call(() => filler.resize(applet.bench.services.nvm.free - 200));
  const installed = [1, 2, 3, 4, 5, 6, 7, 8].map((last) =>
    applet.call(() =>
      applet.machine.install(module!, {
        aid: Uint8Array.of(...module!, last),
        privileges: Uint8Array.of(0),
        specific: new Uint8Array(0),
      }),
    ),
  );
  assert.equal(installed.at(-1), undefined);
  assert.match(applet.why!, /6A84|SystemException, reason 5/);
});
