/** What a package creates. [SAIP §8.3] */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, hex, unhex } from '../../../src/base/index.ts';
import { uiccOfPlan } from '../../../src/rsp/package/index.ts';
import type { Fcp, FileElement, NamedFile } from '../../../src/wire/saip/index.ts';
import {
  added,
  changed,
  files,
  find,
  managed,
  mandated,
  planOf,
  TRANSPARENT,
} from '../../support/changed-packages.ts';
import { expanded, testProfile } from '../../support/profile-packages.ts';

test('a package of the builder creates files, PINs and applications [SAIP §8.1.3]', () => {
  const expansion = expanded(testProfile());
  assert.deepEqual(expansion.response(), { peStatus: [{ status: 0 }] });
  const { mf, applications, domains, remoteFileManagement } = planOf(testProfile());
  assert.deepEqual(
    applications.map(({ naa, aka }) => [naa, aka?.mapping]),
    [
      ['usim', false],
      ['isim', true],
    ],
  );
  assert.deepEqual(
    [mf, ...applications].map(({ pins }) => pins.map(({ reference }) => reference)),
    [[1, 10], [129], [129]],
  );
  assert.equal(mf.pins[0]!.enabled, false);
  assert.equal(mf.pins[0]!.unblock?.attemptsMax, 10);
  assert.equal(domains.length, 1);
  assert.equal(remoteFileManagement.length, 3);
  const imsi = find(applications[0]!.root, '6F07');
  assert.equal(hex(imsi.content), '080910101032547698');
  assert.deepEqual(imsi.rule, { fid: 0x6f06, record: 2 });
  assert.equal(imsi.sfi, 7);
  const iccid = find(mf.root, '2FE2');
  assert.equal(hex(iccid.content), '988812910900000000F5');
  assert.deepEqual(iccid.rule, { fid: 0x2f06, record: 11 });
});

test('files that the package leaves out of a template are created with its content [SAIP §9.1]', () => {
  const { root } = planOf(testProfile()).applications[0]!;
  assert.equal(hex(find(root, '6F5B').content), 'F00000F00000');
  assert.equal(hex(find(root, '6F08').content), `07${'FF'.repeat(32)}`);
  assert.equal(find(root, '6F08').special, 0x80);
  assert.equal(hex(find(root, '5F3B/4F20').content), `${'FF'.repeat(8)}07`);
  assert.ok(
    root.files.every(({ fid }) => fid !== 0x6f2c),
    'a file that is optional',
  );
});

test('doNotCreate leaves a file out, but for one of the MF [SAIP §8.3.2]', () => {
  const none = { name: 'ef-keys', file: [{ kind: 'doNotCreate', value: null }] } as const;
  const { root } = planOf(changed('usim', (value) => files(value, none))).applications[0]!;
  assert.ok(root.files.every(({ fid }) => fid !== 0x6f08));
  const umpc = { name: 'ef-umpc', file: [{ kind: 'doNotCreate', value: null }] } as const;
  const { mf } = planOf(changed('mf', (value) => files(value, umpc)));
  assert.ok(mf.root.files.some(({ fid }) => fid === 0x2f08));
});

test('a pattern of the package replaces that of the template, record by record [SAIP §8.3.3]', () => {
  const fcp: Fcp = {
    fileDescriptor: unhex('42210005'),
    efFileSize: bytes(10),
    proprietaryEFInfo: { specialFileInformation: bytes(0x40), repeatPattern: unhex('0102') },
  };
  const sms: NamedFile = {
    name: 'ef-sms',
    file: [
      { kind: 'fileDescriptor', value: fcp },
      { kind: 'fillFileOffset', value: 4 },
      { kind: 'fillFileContent', value: unhex('AABB') },
    ],
  };
  const plan = planOf(changed('usim', (value) => files(value, sms)));
  const file = find(plan.applications[0]!.root, '6F3C');
  assert.equal(hex(file.content), '01020102AABB02010201');
  assert.equal(hex(file.pattern), 'C2020102');
  assert.equal(file.special, 0x40);
});

test('an access domain is all rights, none, or keys [TS102226 §8.2.1.3.2.6] [SAIP §8.8]', () => {
  const accessOf = (uiccAccessDomain: string) => {
    const plan = planOf(
      changed('rfm', (value) => ({ ...value, uiccAccessDomain: unhex(uiccAccessDomain) })),
    );
    return uiccOfPlan(plan).remote![0]!.access;
  };
  assert.equal(accessOf('00'), 'full');
  for (const none of ['FF', '01', '', '020100']) assert.equal(accessOf(none), 'none', none);
  assert.deepEqual(accessOf('02000100'), [0x0a]);
  assert.deepEqual(accessOf('02FF21FF'), [0x0a, 0x8a]);
  assert.deepEqual(accessOf('02000000'), []);
});

test('several parameters of one file make several files [SAIP §9.1]', () => {
  const value = { fileDescriptor: unhex('42210002'), efFileSize: bytes(4) };
  const one = { kind: 'fileDescriptor', value } as const;
  const two = { ...one, value: { ...value, fileID: unhex('4F9F') } } as const;
  const grp: NamedFile = { name: 'ef-grp', file: [one, two] };
  const { mf } = planOf(changed('telecom', (element) => files(element, grp)));
  const found = find(mf.root, '7F10/5F3A').files.filter(({ name }) => name === 'ef-grp');
  assert.deepEqual(
    found.map(({ fid }) => fid.toString(16)),
    ['4f90', '4f9f'],
  );
});

test('a link shows the content of another file [SAIP §8.3.3]', () => {
  const link = { linkPath: unhex('7FD06F3C'), fileID: unhex('6F99') };
  const rules = { securityAttributesReferenced: bytes(2) };
  const { applications } = planOf(
    added(
      managed([
        ['filePath', unhex('7FB0')],
        ['createFCP', { ...link, ...rules }],
      ]),
    ),
  );
  const [usim, isim] = applications;
  assert.equal(find(isim!.root, '6F99').link, find(usim!.root, '6F3C'));
});

test('files without a template are created where the path leads, and filled [SAIP §8.3.5]', () => {
  const directory = { fileDescriptor: unhex('7821'), securityAttributesReferenced: bytes(14) };
  const { mf } = planOf(
    added(
      managed([
        ['filePath', unhex('7F10')],
        ['createFCP', { ...directory, fileID: unhex('5F77'), pinStatusTemplateDO: bytes(1) }],
        ['createFCP', { ...TRANSPARENT, fileID: unhex('6F11') }],
        ['fillFileOffset', 1],
        ['fillFileContent', unhex('0102')],
        ['filePath', unhex('7F105F776F11')],
        ['fillFileContent', unhex('EE')],
      ]),
    ),
  );
  const file = find(mf.root, '7F10/5F77/6F11');
  assert.equal(hex(file.content), 'EE0102FF');
  assert.equal(file.sfi, 0x11);
  assert.deepEqual(file.rule, { fid: 0x6f06, record: 2 });
});

test('an IoT minimal profile leaves the directory, rules and ICCID to the eUICC [SAIP §9.10.1]', () => {
  const value: FileElement = {
    header: mandated,
    templateID: '2.23.143.1.2.17',
    files: [
      { name: 'ef-imsi', file: [{ kind: 'fillFileContent', value: unhex('0809101010325476') }] },
      { name: 'ef-acc', file: [{ kind: 'fillFileContent', value: unhex('0001') }] },
    ],
  };
  const codes = testProfile().filter(({ kind }) => kind === 'pukCodes' || kind === 'akaParameter');
  const pins = testProfile().find(({ kind }) => kind === 'pinCodes')!;
  const domain = testProfile().find(({ kind }) => kind === 'securityDomain')!;
  const header = changed('header', (one) => ({
    ...one,
    mandatoryTemplates: [],
    iotOptions: { pix: unhex('1002FF49FF0589') },
  }))[0]!;
  const { mf, applications } = planOf([
    header,
    codes[0]!,
    { kind: 'iot', value },
    pins,
    codes[1]!,
    domain,
    testProfile().at(-1)!,
  ]);
  assert.equal(hex(find(mf.root, '2F00').content), '610E4F0CA0000000871002FF49FF0589');
  assert.equal(hex(find(mf.root, '2FE2').content), '988812910900000000F5');
  assert.equal(find(mf.root, '2F06').content.length, 14 * find(mf.root, '2F06').recordLength);
  assert.equal(hex(applications[0]!.root.dfName), 'A0000000871002FF49FF0589');
  assert.deepEqual(
    mf.pins.map(({ reference }) => reference),
    [1, 10],
  );
});
