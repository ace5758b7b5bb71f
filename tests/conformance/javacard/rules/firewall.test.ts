/** The applet firewall: which object may be used from which context. [JCRE §6] */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { unhex } from '../../../../src/base/index.ts';
import {
  addInstance,
  CLIENT,
  DENIED,
  deselect,
  LET,
  SECOND,
  select,
  sendIn,
  SERVER,
  serverAndClient,
} from './rule-bench.ts';

/** Command, answer, rule. */
const STORED: readonly (readonly [string, string, string])[] = [
  ['8001000000', DENIED, 'a temporary entry point object is stored in no field [JCRE §6.2.1]'],
  ['8002000000', DENIED, 'nor in a static field [JCRE §6.2.8.1]'],
  ['8003000000', DENIED, 'nor in an array [JCRE §6.2.8.2]'],
  ['8004000000', DENIED, 'a global array is stored in no field [JCRE §6.2.2]'],
  ['8005000000', DENIED, 'nor in a static field [JCRE §6.2.2]'],
  ['8006000000', DENIED, 'nor in an array [JCRE §6.2.2]'],
  ['8007000000', DENIED, 'an exception that the environment owns is stored nowhere [JCRE §6.2.1]'],
  ['8009000000', DENIED, 'nor in a transient array [JCRE §6.2.1]'],
  ['8008000000', LET, 'an AID of the environment is a permanent entry point: stored [JCRE §6.2.1]'],
];

const BETWEEN: readonly (readonly [string, string, string])[] = [
  ['8010000000', DENIED, "an element of another context's array is out of reach [JCRE §6.2.8.2]"],
  ['8011000000', LET, 'a reference to it may be kept [JCRE §6.2.8.3]'],
  ['8012000000', DENIED, "another context's instance is no class instance here [JCRE §6.2.8.8]"],
  ['8013000000', DENIED, "a server does not read its client's array [JCRE §6.2.8.2]"],
  ['8014000000', 'FF809000', 'it reads a global array [JCRE §6.2.2]'],
  ['8015000000', DENIED, 'a shareable object is cast to no class [JCRE §6.2.8.8]'],
  ['8016000000', LET, 'it is cast to its shareable interface [JCRE §6.2.8.10]'],
  ['8017000000', DENIED, "another context's exception object is not thrown [JCRE §6.2.8.7]"],
  ['8018000000', '6A029000', 'an exception of the environment passes, and is read [JCRE §6.2.1]'],
  ['8018010000', DENIED, "of another context's own exception nothing is read [JCRE §6.2.8.4]"],
  ['8019000000', LET, 'a static field is read and written from any context [JCRE §6.1.6]'],
  ['801A000000', '00009000', 'so is one that holds a reference [JCRE §6.1.6]'],
  ['801C010000', LET, 'an own object may be put there [JCRE §6.2.8.1]'],
  ['801D000000', DENIED, 'the server gets the AID of the calling applet [JCRE §6.2.5]'],
  ['801E010000', '00009000', 'a server that gives nothing: null [JCRE §6.2.7.2]'],
  ['801E020000', '00009000', 'a server that throws: null too [JCRE §6.2.7.2]'],
  ['801E000000', LET, 'a method of the shared interface runs as its owner [JCRE §6.2.8.6]'],
  ['801F000000', '000B9000', 'a transaction goes on past a change of context [JCRE §7.9]'],
];

for (const [title, rules] of [
  ['what may be stored', STORED],
  ['between contexts', BETWEEN],
] as const)
  describe(title, () => {
    const bench = serverAndClient();
    for (const [command, answer, rule] of rules)
      test(rule, () => assert.equal(bench.send(CLIENT, command), answer));
  });

describe('static fields', () => {
  test('an object is guarded though a static field of any package refers to it [JCRE §6.1.6]', () => {
    const bench = serverAndClient();
    assert.equal(bench.send(SERVER, '8001000000'), '9000');
    assert.equal(bench.send(CLIENT, '801A000000'), LET);
    assert.equal(bench.send(CLIENT, '801B000000'), DENIED);
  });
});

describe('applets of one package', () => {
  test('they share a context: fields of each other are in reach [JCRE §6.1.1]', () => {
    const bench = serverAndClient();
    addInstance(bench, CLIENT, SECOND);
    assert.equal(bench.send(CLIENT, '8020000000'), LET);
    assert.equal(bench.send(CLIENT, '8049010000'), LET);
    assert.equal(bench.send(SECOND, '804A000000'), '00029000');
  });

  test('each owns what it makes, though they share a context [JCRE §6.1.3]', () => {
    const bench = serverAndClient();
    addInstance(bench, CLIENT, SECOND);
    assert.equal(bench.send(SECOND, '8049010000'), LET);
    deselect(bench, CLIENT);
    bench.call(() => bench.machine.uninstall(SECOND));
    assert.match(
      bench.why!,
      /6985 JCRE §11.3.4: a static field refers to an object of F04A435243FF/,
    );
  });
});

describe('a server in another channel', () => {
  test('one that is not multiselectable serves no other channel while selected there [JCRE §6.2.7.2]', () => {
    const bench = serverAndClient();
    const other = bench.bench.session(1);
    assert.equal(select(bench, SERVER, other), true);
    assert.equal(bench.send(CLIENT, '801E000000'), DENIED);
    bench.call(() => bench.machine.deselect(SERVER, other));
    assert.equal(bench.send(CLIENT, '801E000000'), LET);
  });

  test('nor through an object that it gave before [JCRE §6.2.8.6]', () => {
    const bench = serverAndClient();
    const other = bench.bench.session(1);
    assert.equal(bench.send(CLIENT, '8050000000'), LET);
    assert.equal(select(bench, SERVER, other), true);
    assert.equal(bench.send(CLIENT, '8051000000'), DENIED);
    assert.equal(sendIn(bench, other, SERVER, '8002000000'), '9000');
  });
});

test('lookupAID gives null for what is not installed [JCRE §6.2.7]', () => {
  const bench = serverAndClient();
  bench.call(() => bench.machine.uninstall(SERVER));
  assert.equal(bench.why, undefined);
  assert.equal(bench.send(CLIENT, '801E000000'), '6A82');
  assert.equal(
    bench.machine.deletionBlockedBy(unhex('F04A43524C42'))?.includes('imports it'),
    true,
  );
});
