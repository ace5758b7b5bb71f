/** Packages that are built, and packages in which a subscription is replaced. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex, isWireError } from '../../../src/base/index.ts';
import {
  changeProfile,
  profileChanges,
  profileSpecification,
} from '../../../src/host/profile-builder/index.ts';
import type { PlannedApplication, PlannedFile } from '../../../src/rsp/package/index.ts';
import { emitProfilePackage, parseProfilePackage } from '../../../src/wire/saip/index.ts';
import {
  expanded,
  TEST_KEYS,
  TEST_SUBSCRIPTION,
  testProfile,
} from '../../support/profile-packages.ts';

const TOPC = 'BD04D9530E87513C5D837AC2AD954623A8E2330C115305A73EB45D1F40CCCBFF';
const X25519 = '5A8D38864820197C3394B92613B20B91633CBD897119273BF8E4A6F4EEC0A650';
const SUCI_A = { profile: 'A', publicKey: X25519, keyId: 27, routingIndicator: '0' };

const VARIANTS: readonly (readonly [string, object])[] = [
  ['of the shortest description', { keys: [] }],
  ['of edition 3.3', { version: '3.3', msisdn: '4915112345678', smsc: '491710760000' }],
  ['with TUAK', { algorithm: 'tuak', opc: TOPC }],
  ['with TUAK and a long key', { algorithm: 'tuak', opc: TOPC, k: TOPC }],
  ['with the test algorithm', { algorithm: 'xor', opc: undefined }],
  ['that computes the SUCI', { suci: SUCI_A }],
  ['whose terminal computes the SUCI', { suci: { ...SUCI_A, onCard: false } }],
  ['with the null scheme', { suci: { profile: 'null' } }],
  ['without ISIM and RFM', { isim: false, remoteFiles: false }],
  ['with an MNC of three digits', { imsi: '310260123456789', mncLength: 3 }],
];

for (const [name, changes] of VARIANTS) {
  test(`a package ${name} creates what it says`, () => {
    const elements = testProfile(changes);
    const back = parseProfilePackage(emitProfilePackage(elements));
    assert.ok(!isWireError(back));
    assert.deepEqual(back, elements);
    const expansion = expanded(elements);
    assert.deepEqual(expansion.response(), { peStatus: [{ status: 0 }] }, expansion.failure?.why);
  });
}

function file(root: PlannedFile, ...fids: readonly number[]): string {
  let at: PlannedFile | undefined = root;
  for (const fid of fids) at = at?.files.find((one) => one.fid === fid);
  assert.ok(at);
  return hex(at.content);
}

function usimOf(changes: object): PlannedApplication {
  return expanded(testProfile(changes)).plan()!.applications[0]!;
}

test('files hold what the description says [TS31102 §4.2]', () => {
  const { root } = usimOf({ msisdn: '4915112345678', smsc: '491710760000', operator: 'Bifrons' });
  assert.equal(file(root, 0x6f07), '080910101032547698');
  assert.equal(file(root, 0x6f78), '0200');
  assert.equal(file(root, 0x6f46), `00426966726F6E73${'FF'.repeat(9)}`);
  assert.equal(file(root, 0x6fad), '00000002');
  assert.equal(file(root, 0x6f40), `${'FF'.repeat(14)}0891945111325476F8${'FF'.repeat(5)}`);
  assert.equal(file(root, 0x6fd9), `00F110${'FF'.repeat(12)}`);
});

test('names have the alphabets of a terminal [TS31102 §4.2.12] [TS31102 §4.2.58]', () => {
  for (const [operator, serviceProvider, network] of [
    ['Bifrons', '00426966726F6E73', '430887C2B459FE76CF01'],
    ['Größe 2', '0047727C1E652032', '4308874739DF5306C900'],
    ['Янус', '0080042F043D04430441', '430990042F043D04430441'],
  ] as const) {
    const { root } = usimOf({ operator });
    assert.equal(file(root, 0x6f46), serviceProvider.padEnd(34, 'F'));
    assert.equal(file(root, 0x6fc5), network.padEnd(48, 'F'));
  }
});

test('the SUCI information stands where it is computed [TS31102 §4.4.11.8]', () => {
  const info = `A00401010000A12580011B8120${X25519}`;
  const onCard = usimOf({ suci: SUCI_A }).root;
  const saip = onCard.files.find(({ fid }) => fid === 0x5fd0);
  assert.ok(saip);
  assert.equal(file(saip, 0x4f01).includes(X25519), true);
  const terminal = usimOf({ suci: { ...SUCI_A, onCard: false } }).root;
  assert.equal(file(terminal, 0x5fc0, 0x4f07), file(saip, 0x4f01));
  assert.equal(file(saip, 0x4f01), info);
  assert.equal(file(onCard, 0x5fc0, 0x4f0a), 'F0FFFFFF');
});

test('a subscription is replaced, and all else stays as it was', () => {
  const before = testProfile({ suci: SUCI_A, smsc: '491710760000' });
  const changes = profileChanges.parse({
    iccid: '89882119900000000013',
    imsi: '00101012345678',
    algorithm: 'tuak',
    k: TOPC,
    opc: TOPC,
    keys: [{ ...TEST_KEYS, version: 0x30 }],
  });
  const after = changeProfile(before, changes);
  assert.deepEqual(
    after.flatMap(({ kind }, at) => (after[at] === before[at] ? [] : [kind])).toSorted(),
    ['akaParameter', 'header', 'mf', 'securityDomain', 'usim', 'akaParameter'].toSorted(),
  );
  const plan = expanded(after).plan()!;
  assert.equal(hex(plan.header.iccid), '89882119900000000013');
  assert.deepEqual(plan.header.mandatoryServices.names.includes('tuak256'), true);
  assert.equal(plan.header.mandatoryServices.names.includes('milenage'), false);
  assert.equal(file(plan.mf.root, 0x2fe2), '98881291090000000031');
  const [usim] = plan.applications;
  assert.equal(file(usim!.root, 0x6f07), '0801101010325476F8');
  assert.ok(usim!.aka !== undefined && !usim!.aka.mapping);
  const { algoConfiguration } = usim!.aka.parameter;
  assert.ok(algoConfiguration.kind === 'algoParameter');
  assert.equal(algoConfiguration.value.algorithmID, 2);
  assert.equal(hex(plan.domains[0]!.keyList![0]!.keyVersionNumber), '30');
});

test('without changes a package stays byte for byte', () => {
  const before = testProfile();
  const after = changeProfile(before, {});
  assert.equal(hex(emitProfilePackage(after)), hex(emitProfilePackage(before)));
});

test('a description says what is wrong with it', () => {
  const messages = (change: object): readonly string[] => {
    const result = profileSpecification.safeParse({ ...TEST_SUBSCRIPTION, ...change });
    if (result.success) return [];
    return [...new Set(result.error.issues.map(({ path }) => path.join('.')))];
  };
  assert.deepEqual(messages({}), []);
  assert.deepEqual(messages({ imsi: 'x' }), ['imsi']);
  assert.deepEqual(messages({ iccid: '1' }), ['iccid']);
  assert.deepEqual(messages({ k: '00' }), ['k']);
  assert.deepEqual(messages({ opc: '00' }), ['opc']);
  assert.deepEqual(messages({ operator: 'Оператор' }), ['operator'], '17 bytes');
  assert.deepEqual(messages({ other: 1 }), ['']);
  assert.deepEqual(messages({ keys: [{ ...TEST_KEYS, enc: '00' }] }), ['keys.0']);
});
