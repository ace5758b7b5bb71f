/** Transient data, garbage collection, what is left of memory. [JCRE §5] [JCRE §8] */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AppletBench } from '../../../support/applet-bench.ts';
import {
  addInstance,
  CLIENT,
  DENIED,
  deselect,
  LET,
  MULTI,
  SECOND,
  select,
  sendIn,
  serverAndClient,
} from './rule-bench.ts';

/** Counts up an element of each kind: 10 times that of CLEAR_ON_RESET, and the other. */
const COUNT = '8040000000';
const MEMORY = { PERSISTENT: '8041000000', RESET: '8041010000', DESELECT: '8041020000' } as const;
const number = (answer: string) => Number.parseInt(answer.slice(0, 4), 16);

describe('transient data', () => {
  test('CLEAR_ON_DESELECT goes when the applet is deselected, CLEAR_ON_RESET stays [JCRE §5.1]', () => {
    const bench = serverAndClient();
    assert.equal(bench.send(CLIENT, COUNT), '000B9000');
    assert.equal(bench.send(CLIENT, COUNT), '00169000');
    deselect(bench, CLIENT);
    select(bench, CLIENT);
    assert.equal(bench.send(CLIENT, COUNT), '001F9000');
  });

  test('both go at a reset [JCRE §5.1]', () => {
    const bench = serverAndClient();
    assert.equal(bench.send(CLIENT, COUNT), '000B9000');
    bench.machine.reset('device');
    select(bench, CLIENT);
    assert.equal(bench.send(CLIENT, COUNT), '000B9000');
  });

  test('CLEAR_ON_DESELECT stays while an applet of the package is selected [JCRE §5.2]', () => {
    const bench = new AppletBench();
    bench.start('rules/multi');
    const other = bench.bench.session(1);
    assert.equal(select(bench, MULTI, other), true);
    assert.equal(bench.send(MULTI, '8004000000'), '00019000');
    deselect(bench, MULTI);
    assert.equal(sendIn(bench, other, MULTI, '8004000000'), '00029000');
    deselect(bench, MULTI, other);
    select(bench, MULTI);
    assert.equal(bench.send(MULTI, '8004000000'), '00019000');
  });

  test('a change of selection within a package clears them [JCRE §5.2]', () => {
    const bench = serverAndClient();
    addInstance(bench, CLIENT, SECOND);
    assert.equal(bench.send(CLIENT, '8049010000'), LET);
    assert.equal(bench.send(CLIENT, COUNT), '000B9000');
    deselect(bench, CLIENT);
    select(bench, SECOND);
    assert.equal(bench.send(SECOND, '804B000000'), '00009000');
  });
});

describe('getAvailableMemory', () => {
  test('each kind of memory has less by what an object takes [JCAPI §JCSystem]', () => {
    const bench = serverAndClient();
    const of = (command: string) => number(bench.send(CLIENT, command));
    const [reset, deselected] = [of(MEMORY.RESET), of(MEMORY.DESELECT)];
    assert.equal(of(MEMORY.PERSISTENT), 0x7fff, 'no short says more');
    assert.equal(bench.send(CLIENT, '8047020000'), LET);
    assert.deepEqual([of(MEMORY.RESET), of(MEMORY.DESELECT)], [reset - 512, deselected - 512]);
  });

  test('another kind is ILLEGAL_VALUE [JCAPI §JCSystem.getAvailableMemory]', () => {
    assert.equal(serverAndClient().send(CLIENT, '8041030000'), '6F00');
  });
});

describe('garbage', () => {
  const small = () => {
    const bench = serverAndClient();
    const filler = bench.bench.services.nvm.region('filler', 1);
    return {
      bench,
      leave: (bytes: number) =>
        bench.call(() => {
          const { free } = bench.bench.services.nvm;
          filler.resize(filler.length + free - bytes);
        }),
    };
  };

  test('an object that is dropped stays until requestObjectDeletion [JCRE §8.2]', () => {
    const bench = serverAndClient();
    const before = bench.objectsOf(CLIENT).length;
    assert.equal(bench.send(CLIENT, '8042030000'), LET);
    assert.equal(bench.send(CLIENT, '8044000000'), LET);
    assert.equal(bench.objectsOf(CLIENT).length, before + 1);
    assert.equal(bench.send(CLIENT, '8043000000'), LET);
    assert.equal(bench.objectsOf(CLIENT).length, before);
  });

  test('below the watermark it goes between commands without a request [JCRE §8.2]', () => {
    const { bench, leave } = small();
    const before = bench.objectsOf(CLIENT).length;
    assert.equal(bench.send(CLIENT, '8045000000'), LET);
    assert.equal(bench.objectsOf(CLIENT).length, before + 200, 'memory is not low');
    leave(4_000);
    assert.equal(bench.send(CLIENT, '8045000000'), LET);
    assert.equal(bench.objectsOf(CLIENT).length, before);
    for (let round = 0; round < 5; round++) assert.equal(bench.send(CLIENT, '8045000000'), LET);
    assert.equal(bench.objectsOf(CLIENT).length, before);
  });

  test('no room within a command is SystemException NO_RESOURCE, and the next has room [JCVM §3.11]', () => {
    const { bench, leave } = small();
    const before = bench.objectsOf(CLIENT).length;
    leave(30_000);
    for (let round = 0; round < 3; round++)
      assert.equal(bench.send(CLIENT, '8046000000'), '00059000');
    assert.equal(bench.objectsOf(CLIENT).length, before, 'collected behind the command');
  });

  test('a transient array that nothing refers to gives its memory back [JCRE §8.2]', () => {
    const bench = serverAndClient();
    for (let round = 0; round < 10; round++)
      assert.equal(
        bench.send(CLIENT, '8047100000'),
        round > 0 && round % 3 === 0 ? '6F00' : LET,
        `${round}`,
      );
  });

  test('a collection while data of a kept object are in use leaves them [JCRE §8.2]', () => {
    const { bench, leave } = small();
    leave(4_000);
    assert.equal(bench.send(CLIENT, '8042001000'), LET);
    assert.equal(bench.send(CLIENT, COUNT), '000B9000');
    assert.equal(bench.send(CLIENT, '8045000000'), LET);
    assert.equal(bench.send(CLIENT, COUNT), '00169000');
    assert.equal(bench.send(CLIENT, '801E000000'), LET, 'the server and its array');
    assert.notEqual(bench.send(CLIENT, '8010000000'), LET);
    assert.equal(bench.send(CLIENT, '8010000000'), DENIED);
  });
});
