/** Logical channels and multiselection. [JCRE §4] */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unhex } from '../../../../src/base/index.ts';
import { AppletBench } from '../../../support/applet-bench.ts';
import {
  addInstance,
  CLIENT,
  deselect,
  MULTI,
  SECOND,
  select,
  sendIn,
  serverAndClient,
} from './rule-bench.ts';

const OTHER = unhex('F04A43524DFF');
/** 1 and 10 for each multiselection of the package and of the applet, 100 and 1000 deselected. */
const MULTIPLE = '8001000000';
/** 10 for each select, 1 for each deselect. */
const PLAIN = '8002000000';

function multi(): AppletBench {
  const bench = new AppletBench();
  bench.start('rules/multi');
  addInstance(bench, MULTI, OTHER);
  return bench;
}

test('the first selection of a package calls select, the last deselection deselect [JCRE §4.2]', () => {
  const bench = multi();
  assert.equal(bench.send(MULTI, PLAIN), '000A9000');
  deselect(bench, MULTI);
  select(bench, MULTI);
  assert.equal(bench.send(MULTI, PLAIN), '00159000');
  assert.equal(bench.send(MULTI, MULTIPLE), '00009000');
});

test('once more the same applet: select(true), then deselect(true) [JCRE §4.2]', () => {
  const bench = multi();
  const second = bench.bench.session(1);
  assert.equal(select(bench, MULTI, second), true);
  assert.equal(sendIn(bench, second, MULTI, MULTIPLE), '000A9000');
  deselect(bench, MULTI, second);
  assert.equal(bench.send(MULTI, MULTIPLE), '03F29000', '1010');
  assert.equal(bench.send(MULTI, PLAIN), '000A9000');
});

test('another applet of the package: select(false), then deselect(false) [JCRE §4.2]', () => {
  const bench = multi();
  const second = bench.bench.session(1);
  assert.equal(select(bench, OTHER, second), true);
  assert.equal(sendIn(bench, second, OTHER, MULTIPLE), '00019000');
  deselect(bench, OTHER, second);
  assert.equal(bench.send(OTHER, MULTIPLE), '00659000', '101');
});

test('an applet may refuse a multiselection [JCRE §4.2]', () => {
  const bench = multi();
  assert.equal(bench.send(MULTI, '8003010000'), '00009000');
  assert.equal(select(bench, MULTI, bench.bench.session(1)), false);
});

test('an applet without MultiSelectable keeps its package to one channel [JCRE §4.2]', () => {
  const bench = serverAndClient();
  addInstance(bench, CLIENT, SECOND);
  const second = bench.bench.session(1);
  for (const aid of [CLIENT, SECOND]) {
    assert.equal(select(bench, aid, second), undefined);
    assert.match(bench.why!, /6985 JCRE §4.2/);
  }
});

test('getCLAChannel and getAssignedChannel give the channel [JCRE §4.3]', () => {
  const bench = multi();
  const second = bench.bench.session(3);
  assert.equal(select(bench, MULTI, second), true);
  assert.equal(sendIn(bench, second, MULTI, '8305000000'), '00219000', '3 and 3');
  assert.equal(bench.send(MULTI, '8005000000'), '00009000');
});
