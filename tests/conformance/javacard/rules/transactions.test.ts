/** Transactions and atomicity. [JCRE §7] */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CLIENT, LET, serverAndClient } from './rule-bench.ts';

/** Field, array and static field, a digit each. */
const VALUES = '8023000000';
/** All three hold 2 afterwards. */
const WRITE = '8020000000';

function written() {
  const bench = serverAndClient();
  assert.equal(bench.send(CLIENT, WRITE), LET);
  return {
    bench,
    send: (command: string) => bench.send(CLIENT, command),
    value: () => Number.parseInt(bench.send(CLIENT, VALUES).slice(0, 4), 16),
  };
}

describe('what a transaction writes', () => {
  test('a commit makes it lasting: fields, arrays, static fields [JCRE §7.2]', () => {
    const { send, value } = written();
    assert.equal(send('8021000000'), LET);
    assert.equal(value(), 333);
  });

  test('an abort restores fields, arrays and static fields [JCRE §7.6.1]', () => {
    const { send, value } = written();
    assert.equal(send('8022000000'), LET);
    assert.equal(value(), 222);
  });

  test('transient data stay as they were written [JCRE §7.7]', () => {
    assert.equal(written().send('802B000000'), '00029000');
  });

  test('what non-atomic methods write stays [JCRE §7.6]', () => {
    assert.equal(written().send('8026000000'), '004D9000');
  });

  test('an object made in an aborted transaction is reached by nothing [JCRE §7.6.3]', () => {
    const { bench, send, value } = written();
    const before = bench.objectsOf(CLIENT).length;
    assert.equal(send('8027000000'), '00009000', 'locals, fields, arrays, static fields');
    assert.equal(bench.objectsOf(CLIENT).length, before);
    assert.equal(value(), 222);
  });
});

describe('how a transaction ends', () => {
  test('an ISOException out of process aborts it, and gives its status word [JCRE §7.6.2]', () => {
    const { send, value } = written();
    assert.equal(send('8024010000'), '6999');
    assert.equal(value(), 222);
  });

  test('another exception aborts it: 6F00, an own object made in it included [JCRE §7.6.2]', () => {
    const { bench, send, value } = written();
    assert.equal(send('8024020000'), '6F00');
    const notes = bench.bench.notes.map(([, name, reason]) => [name, reason]);
    assert.deepEqual(notes.at(-1), ['javacard.framework.CardRuntimeException', 0x6998]);
    assert.equal(send('8024030000'), '6F00');
    assert.equal(value(), 222);
  });

  test('a return from process with one open aborts it: 6F00 [JCRE §7.6.2]', () => {
    const { send, value } = written();
    assert.equal(send('8024000000'), '00016F00', 'with what it had sent');
    assert.equal(value(), 222);
    assert.equal(send('8021000000'), LET, 'another one begins');
  });

  test('a power cut undoes it [JCRE §7.5]', () => {
    const { bench, send, value } = written();
    bench.attempt(() => bench.answer(CLIENT, '8024000000'));
    assert.equal(value(), 222);
    assert.equal(send(VALUES), bench.restarted().send(CLIENT, VALUES));
  });

  test('there is one at a time: IN_PROGRESS, and the first goes on [JCRE §7.4]', () => {
    assert.equal(written().send('8028000000'), '000B9000');
  });

  test('without one, commit and abort are NOT_IN_PROGRESS [JCRE §7.2]', () => {
    const { send } = written();
    assert.equal(send('8029000000'), '00029000');
    assert.equal(send('8029010000'), '00029000');
  });
});

describe('commit capacity', () => {
  test('more than it holds is BUFFER_FULL; the transaction goes on until aborted [JCRE §7.8]', () => {
    const { send, value } = written();
    assert.equal(send('8025000000'), '001F9000');
    assert.equal(value(), 222);
  });

  test('uncaught, BUFFER_FULL aborts it [JCRE §7.6.2]', () => {
    const { send, value } = written();
    assert.equal(send('802C000000'), '6F00');
    assert.equal(value(), 222);
    assert.equal(send('8021000000'), LET);
  });

  test('it counts bytes: two shorts and a byte are five [JCRE §7.8]', () => {
    assert.equal(written().send('802A000000'), '00059000');
  });
});
