import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cardOnBench, Client, contentOf } from '../../../tests/support/globalplatform-card.ts';
import type { Bench } from '../../../tests/support/container-bench.ts';
import { KeyStore } from '../domain/key-store.ts';

function fail(client: Client, version = 0): number {
  client.initialize(version);
  return client.raw(client.host.externalAuthenticate(0x01, 3)).sw;
}

function attempts(bench: Bench, version: number): number {
  return contentOf(bench, 1).counter(`attempts/${version}`, 0).get();
}

test('failed authentications block a key set at the described limit [GPCS §7.5.1]', () => {
  const bench = cardOnBench({ authenticationAttempts: 3 });
  const client = new Client(bench);
  for (let count = 1; count <= 3; count++) {
    assert.equal(fail(client), 0x6300);
    assert.equal(attempts(bench, 0x30), count);
  }
  assert.equal(client.initialize().sw, 0x6983);
  assert.equal(client.initialize(0x30).sw, 0x6983);
  client.open(0x01, 0xff);
  assert.equal(client.send('80CA0042').sw, 0x9000, 'the other set is not affected');
});

test('success resets the count; a wrong MAC counts as well as a wrong cryptogram', () => {
  const bench = cardOnBench({ authenticationAttempts: 3 });
  const client = new Client(bench);
  fail(client);
  client.initialize();
  assert.equal(client.raw(client.host.externalAuthenticate(0x01, 12)).sw, 0x6982);
  assert.equal(attempts(bench, 0x30), 2);
  client.open();
  assert.equal(attempts(bench, 0x30), 0);
  fail(client);
  fail(client);
  client.open();
});

test('the count is durable before the outcome, so that a power cut does not undo it', () => {
  const bench = cardOnBench({ authenticationAttempts: 2 });
  const client = new Client(bench);
  assert.equal(fail(client), 0x6300);
  assert.equal(bench.batches.length, 1, 'the batch of the counter alone');
  const image = bench.memory.image();
  const later = cardOnBench({}, { image });
  assert.equal(attempts(later, 0x30), 1);
  assert.equal(fail(new Client(later)), 0x6300);
  assert.equal(new Client(later).initialize().sw, 0x6983);
});

test('without a limit in the description it is 255; a set that is replaced can be used again', () => {
  const bench = cardOnBench();
  contentOf(bench, 1).counter('attempts/48', 0).set(254);
  const client = new Client(bench);
  assert.equal(fail(client), 0x6300);
  assert.equal(client.initialize().sw, 0x6983);
  const keys = new KeyStore(contentOf(bench, 1));
  keys.put(keys.version(0x30).map((one) => ({ ...one })));
  client.open();
});

test('the trace says how many attempts there were', () => {
  const bench = cardOnBench({ authenticationAttempts: 5 });
  const client = new Client(bench);
  fail(client);
  fail(client);
  assert.deepEqual(
    bench.notes.filter(([kind]) => kind === 'authentication-attempt'),
    [['authentication-attempt', 'ISD', 0x30, 2, 5]],
  );
});
