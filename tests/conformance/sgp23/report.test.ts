/** The cases of `bifrons report`, each against a copy of a device. [SGP23 §4.2] */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeCrypto } from '../../../src/attach/node-crypto/index.ts';
import { bytes, concat, hex, utf8 } from '../../../src/base/index.ts';
import { randomStream } from '../../../src/crypto/index.ts';
import { type Description, parseDescription } from '../../../src/device/index.ts';
import { presets } from '../../../src/device/index.ts';
import { createTestPki, filesOf } from '../../../src/host/pki/index.ts';
import {
  type CaseResult,
  type GroupId,
  REPORT_CASES,
  REPORT_GROUPS,
  type ReportParts,
  runReport,
  withTestTrust,
} from '../../../src/host/report/index.ts';

const NOW = '20261201120000';
const PKI = { crypto: nodeCrypto, rng: randomStream(utf8('report tests'), 'pki') };

interface Changes {
  readonly version?: string;
  readonly time?: string;
  readonly authorisationRules?: readonly object[];
}

/** A preset, with changes to its eUICCs. */
function device(name: keyof typeof presets, changes: Changes = {}): Description {
  const document = structuredClone(presets[name]) as { containers: readonly object[] };
  const containers = document.containers.map((one) =>
    'kind' in one && one.kind === 'euicc' ? { ...one, ...changes } : one,
  );
  return parseDescription({ ...document, containers });
}

function trusting(description: Description): ReportParts {
  const { files, ...copy } = withTestTrust(PKI, description);
  return { ...copy, crypto: nodeCrypto, servers: { files, now: NOW } };
}

function report(parts: ReportParts, ...groups: readonly GroupId[]): readonly CaseResult[] {
  const cases = REPORT_CASES.filter(({ group }) => groups.includes(group));
  return [...runReport({ ...parts, ...(groups.length > 0 && { cases }) })];
}

/** The operator of the report's profile may set both rules. */
const RULE = { rules: ['ppr1', 'ppr2'], operators: [{ mccMnc: '00101' }] };
const FIELD = trusting(device('field', { authorisationRules: [RULE] }));

for (const { group, name, clause, result, reason, exchange } of report(FIELD))
  test(`${group} ${name} [SGP22 ${clause}]`, () => {
    assert.equal(result, 'pass', `${reason}: ${JSON.stringify(exchange)}`);
  });

test('each group has cases, and each case a name of its own and a clause', () => {
  for (const group of Object.keys(REPORT_GROUPS)) {
    const names = REPORT_CASES.filter((one) => one.group === group).map(({ name }) => name);
    assert.ok(names.length > 0, group);
    assert.equal(new Set(names).size, names.length, `${group}: ${names.join('\n')}`);
  }
  for (const { clause } of REPORT_CASES) assert.match(clause, /^§\d+(\.\d+)+$/);
});

test('each edition passes where editions differ [M-80]', () => {
  for (const version of ['2.0', '2.1', '2.2']) {
    const parts = trusting(device('field', { version }));
    for (const one of report(parts, '4.2.1', '4.2.13', '4.2.15'))
      assert.equal(one.result, 'pass', `${version}: ${one.name}: ${one.reason}`);
  }
});

test('two reports of one device are the same, and its description is as before', () => {
  const before = JSON.stringify(FIELD.description);
  const groups = ['4.2.12', '4.2.18'] as const;
  assert.deepEqual(report(FIELD, ...groups), report(FIELD, ...groups));
  assert.equal(JSON.stringify(FIELD.description), before);
});

/** What a group comes to, and why. */
function outcomes(parts: ReportParts, group: GroupId): readonly string[] {
  const found = report(parts, group).map(({ result, reason = '' }) => `${result}: ${reason}`);
  return [...new Set(found)];
}

test('what a device cannot be given is not applicable, with the reason', () => {
  const { servers } = FIELD;
  const bare = { description: device('field'), crypto: nodeCrypto, servers };
  const [passed, ...others] = outcomes(bare, '4.2.24').toSorted().toReversed();
  assert.equal(passed, 'pass: ');
  const certificate = 'its description has no certificate of it, with which it could sign';
  assert.deepEqual(others, [`not applicable: ${certificate}`]);
  const none = { description: device('scp03-card'), crypto: nodeCrypto };
  assert.deepEqual(outcomes(none, '4.2.8'), ['not applicable: the device has no eUICC']);
  const { description } = FIELD;
  const without = { description, crypto: nodeCrypto };
  const given = 'no certificates of servers under its issuers are given';
  assert.deepEqual(outcomes(without, '4.2.17'), [`not applicable: ${given}`]);
  const elsewhere = filesOf(
    createTestPki(PKI, { eid: '89049032123451234512345678901235', server: 'a.example' }),
  ).map(({ der }) => der);
  const foreign = { ...without, servers: { files: elsewhere, now: NOW } };
  const under = 'the certificates of servers that are given are under other issuers';
  assert.deepEqual(outcomes(foreign, '4.2.17'), [`not applicable: ${under}`]);
});

test('an eUICC of SGP.02, and one that no link leads to, are not applicable', () => {
  const m2m = structuredClone(presets.field) as unknown as {
    containers: { kind: string; profiles?: Record<string, unknown>[] }[];
    pairing: { rules: { link: string; container: string }[] };
  };
  const paired = structuredClone(m2m);
  const pairs = {
    ...paired,
    pairing: { ...paired.pairing, rules: [{ link: '*', container: 'ese' }] },
  };
  const unreachable = { description: parseDescription(pairs), crypto: nodeCrypto };
  assert.deepEqual(outcomes(unreachable, '4.2.8'), ['not applicable: no link is paired with it']);
  const containers = m2m.containers.map((one) => {
    if (one.kind !== 'euicc') return one;
    const { ciPublicKeys: _keys, profiles: _profiles, ...rest } = one as Record<string, unknown>;
    return { ...rest, architecture: 'm2m', version: '4.2' };
  });
  const other = { description: parseDescription({ ...m2m, containers }), crypto: nodeCrypto };
  assert.deepEqual(outcomes(other, '4.2.8'), ['not applicable: it is an eUICC of SGP.02']);
});

test('without the private key of the issuer, what is made with it is not applicable', () => {
  const { servers } = FIELD;
  const { files, ...copy } = withTestTrust(PKI, device('field'));
  assert.ok(servers !== undefined);
  const eid = '89049032000000000000000000250035';
  const made = filesOf(createTestPki(PKI, { eid, server: 'a.example' }));
  assert.ok(
    made.some(({ path }) => path.startsWith('CI/')),
    'the folder with the keys of issuers',
  );
  const isIssuer = (at: number): boolean => made[at]!.path.startsWith('CI/');
  const kept = files.filter((_file, at) => !isIssuer(at));
  const parts = { ...copy, crypto: nodeCrypto, servers: { files: kept, now: NOW } };
  const reason = 'the private key of the issuer is not given';
  assert.deepEqual(outcomes(parts, '4.2.17'), [`not applicable: ${reason}`]);
  assert.ok(outcomes(parts, '4.2.18').includes('pass: '));
});

/** ENABLE PROFILE and the challenge, by their tags in the answer. */
const ENABLED = 'BF3103800100';
const CHALLENGE = 'BF2E128010';

test('a planted fault is found, with the exchange that shows it', () => {
  const stuck = (_command: Uint8Array, answer: Uint8Array): Uint8Array => {
    if (!hex(answer).startsWith(CHALLENGE)) return answer;
    return concat(answer.subarray(0, 5), new Uint8Array(16), answer.subarray(21));
  };
  const failed = report({ ...FIELD, tap: stuck }, '4.2.12').filter((one) => one.result === 'fail');
  assert.deepEqual(
    failed.map(({ name, reason }) => [name, reason]),
    [['two challenges are different', 'expected: a new challenge for each request']],
  );
  const [{ exchange }] = failed as [CaseResult];
  assert.deepEqual(
    [exchange?.what, exchange?.sent, exchange?.received.slice(0, 10)],
    ['ES10b.GetEUICCChallenge', 'BF2E00', CHALLENGE],
  );
});

test('an eUICC that says that it enables a profile and does not fails', () => {
  const lies = (command: Uint8Array, answer: Uint8Array): Uint8Array => {
    const isError = hex(command).includes('BF31') && hex(answer).startsWith('BF31038001');
    return isError ? concat(bytes(0xbf, 0x31, 3, 0x80, 1, 0), answer.subarray(6)) : answer;
  };
  const failed = report({ ...FIELD, tap: lies }, '4.2.21').filter((one) => one.result === 'fail');
  assert.equal(failed.length, 3);
  for (const { name, reason, exchange } of failed) {
    assert.match(name, /^error: /);
    assert.match(reason!, /EnableProfile: expected \w+ \(\d\), got ok \(0\)$/);
    assert.match(exchange!.received, new RegExp(`^${ENABLED}(9000|91..)$`));
  }
});

const PENDING = /91..$/;

test('an eUICC without REFRESH, and one that gets no packets, fail', () => {
  const silent = (_command: Uint8Array, answer: Uint8Array): Uint8Array =>
    PENDING.test(hex(answer)) ? concat(answer.subarray(0, -2), bytes(0x90, 0)) : answer;
  const failed = report({ ...FIELD, tap: silent }, '4.2.21', '4.2.22', '4.2.24').filter(
    (one) => one.result === 'fail',
  );
  assert.equal(failed.length, 6, 'REFRESH and catBusy of each function');
  for (const { reason } of failed) assert.match(reason!, /^expected: 91xx .*, not 9000$/);
  const unreached = (command: Uint8Array, answer: Uint8Array): Uint8Array =>
    hex(command).startsWith('80C2') ? bytes(0x90, 0) : answer;
  const wrong = report({ ...FIELD, tap: unreached }, '4.2.2').filter(
    (one) => one.result === 'fail',
  );
  const isForged = (one: CaseResult): boolean => one.name.includes('a wrong checksum');
  const { length } = REPORT_CASES.filter(({ group }) => group === '4.2.2');
  assert.equal(wrong.length, length - 1, 'all but the forged packet, which changes nothing');
  assert.ok(!wrong.some(isForged));
});

test('an eUICC whose time is after the certificates fails', () => {
  const parts = trusting(device('field', { time: '20500101000000' }));
  const [first] = report(parts, '4.2.18');
  assert.equal(first?.result, 'fail');
  assert.equal(first?.reason, 'AuthenticateServer: expected a result, got error 1');
});

test('a device that gives no answer fails, and the report goes on', () => {
  let count = 0;
  const mute = (_command: Uint8Array, answer: Uint8Array): Uint8Array => {
    if (++count > 3) return answer;
    throw new Error('the device does not answer');
  };
  const results = report({ ...FIELD, servers: undefined, tap: mute }, '4.2.8');
  assert.deepEqual(
    results.map(({ result }) => result),
    ['fail', 'fail'],
  );
});
