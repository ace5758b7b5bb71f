/** T=0: the direction of data is known at the header, since the applet decides it. [JCRE §9.4] */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppletBench } from '../../support/applet-bench.ts';
import { BENCH_LINK } from '../../support/container-bench.ts';

const T0 = { ...BENCH_LINK, id: 't0', outgoing: 'get-response', javaCardProtocol: 0 } as const;

function bench(): { readonly applet: AppletBench; readonly aid: Uint8Array } {
  const applet = new AppletBench();
  applet.session = applet.bench.session(0, T0);
  return { applet, aid: applet.start('SemProbe_jc304') };
}

test('an applet that sends is found out before its data, and nothing of the run lasts', () => {
  const { applet, aid } = bench();
  const before = [...applet.image];
  // Each run counts up a transient element, writes an array, and presents a PIN.
  for (const header of ['800E000002', '8004000002', '8002000002', '8006000002'])
    assert.notEqual(applet.header(aid, header), 'in', header);
  assert.deepEqual([...applet.image], before);
  assert.equal(applet.send(aid, '800E000002'), '00659000', 'the first of all');
});

test('a command that ends before its data has its status word at once', () => {
  const { applet, aid } = bench();
  assert.equal(applet.header(aid, '80FF000002'), 0x6d00);
  assert.equal(applet.header(aid, '8016000002'), 0x6f00);
  assert.equal(applet.header(aid, '8013000002'), 0x6999);
  assert.ok(
    applet.objectsOf(aid).some((one) => one.length === 8 && one[5] === 4),
    'what it wrote before stays',
  );
});

test('a transaction of such a run is undone with it', () => {
  const { applet, aid } = bench();
  for (const header of ['8001000002', '8002000002', '8010000002'])
    assert.equal(applet.header(aid, header), 'out');
  assert.equal(applet.send(aid, '8001000002'), '00759000');
});
