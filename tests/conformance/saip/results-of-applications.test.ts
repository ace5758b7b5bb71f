/** Results of packages whose applications or files without a template are wrong. [SAIP §8.10] */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, unhex } from '../../../src/base/index.ts';
import { der } from '../../../src/wire/asn1/index.ts';
import { emitTlv } from '../../../src/wire/index.ts';
import {
  type NamedFile,
  PE_HEADER,
  peStatusName,
  type ProfileElement,
} from '../../../src/wire/saip/index.ts';
import {
  added,
  changed,
  files,
  holdResults,
  managed,
  mandated,
  optionally,
  planOf,
  TRANSPARENT,
  without,
} from '../../support/changed-packages.ts';
import { expanded, FULL_SUPPORT, testProfile } from '../../support/profile-packages.ts';

/** With an element that a later edition has. */
function withLater(header: typeof optionally): readonly ProfileElement[] {
  const coded = PE_HEADER.under(der.context(0)).emit(header);
  const whole = emitTlv(0xbf22, coded, unhex('8101AA'));
  const later: ProfileElement = { kind: 'unknown', value: { whole, header } };
  return [...testProfile().slice(0, -1), later, testProfile().at(-1)!];
}

holdResults([
  [
    'an unknown algorithm',
    'feature-not-supported',
    10,
    changed('akaParameter', (value) => ({
      ...value,
      algoConfiguration: {
        kind: 'algoParameter',
        value: {
          algorithmID: 9,
          algorithmOptions: bytes(0),
          key: new Uint8Array(16),
          opc: new Uint8Array(16),
        },
      },
    })),
  ],
  [
    'a key of another length',
    'bad-values',
    10,
    changed('akaParameter', (value) => ({
      ...value,
      algoConfiguration: {
        kind: 'algoParameter',
        value: {
          algorithmID: 1,
          algorithmOptions: bytes(1),
          key: new Uint8Array(15),
          opc: new Uint8Array(16),
        },
      },
    })),
  ],
  [
    'a mapping of an unknown application',
    'bad-values',
    10,
    changed('akaParameter', (value) => ({
      ...value,
      algoConfiguration: {
        kind: 'mappingParameter',
        value: { mappingOptions: bytes(6), mappingSource: unhex('A000000001') },
      },
    })),
  ],
  [
    'a key of an unknown type',
    'feature-not-supported',
    14,
    changed('securityDomain', (value) => ({
      ...value,
      keyList: [
        {
          keyUsageQualifier: bytes(0x18),
          keyIdentifier: bytes(1),
          keyVersionNumber: bytes(1),
          keyComponents: [{ keyType: bytes(0x33), keyData: new Uint8Array(16) }],
        },
      ],
    })),
  ],
  ['RFM before the MNO-SD', 'invalid-request-format', 15, without('securityDomain')],
  [
    'RFM of an unknown ADF',
    'bad-values',
    200,
    added({
      kind: 'rfm',
      value: {
        header: mandated,
        instanceAID: unhex('A00000055910100009'),
        tarList: [unhex('B00099')],
        minimumSecurityLevel: bytes(0),
        uiccAccessDomain: bytes(0),
        uiccAdminAccessDomain: bytes(0),
        adfRFMAccess: {
          adfAID: unhex('A000000001'),
          adfAccessDomain: bytes(0),
          adfAdminAccessDomain: bytes(0),
        },
      },
    }),
  ],
  [
    'an application in a domain that is not personalized',
    'invalid-parameter',
    200,
    added({
      kind: 'application',
      value: {
        header: mandated,
        loadBlock: {
          loadPackageAID: unhex('A000000001'),
          securityDomainAID: unhex('A000000002'),
          loadBlockObject: unhex('C400'),
        },
      },
    }),
  ],
  [
    'a path that leads to no file',
    'bad-values',
    200,
    added(managed([['filePath', unhex('7F99')]])),
  ],
  ['a half path', 'bad-values', 200, added(managed([['filePath', unhex('7F')]]))],
  ['content without a file', 'bad-values', 200, added(managed([['fillFileContent', unhex('00')]]))],
  [
    'a file twice',
    'bad-values',
    200,
    added(managed([['createFCP', { ...TRANSPARENT, fileID: unhex('2FE2') }]])),
  ],
  [
    'a file of an unknown structure',
    'bad-values',
    200,
    added(
      managed([
        ['createFCP', { ...TRANSPARENT, fileID: unhex('2F77'), fileDescriptor: unhex('4521') }],
      ]),
    ),
  ],
  [
    'a link to a DF',
    'feature-not-supported',
    200,
    added(
      managed([
        [
          'createFCP',
          {
            linkPath: unhex('7F10'),
            fileID: unhex('7F77'),
            securityAttributesReferenced: bytes(2),
          },
        ],
      ]),
    ),
  ],
  [
    'an offset in a BER-TLV file',
    'bad-values',
    200,
    added(
      managed([
        ['createFCP', { ...TRANSPARENT, fileID: unhex('2F77'), fileDescriptor: unhex('7921') }],
        ['fillFileOffset', 1],
      ]),
    ),
  ],
  [
    'no objects in a BER-TLV file',
    'bad-values',
    200,
    added(
      managed([
        ['createFCP', { ...TRANSPARENT, fileID: unhex('2F77'), fileDescriptor: unhex('7921') }],
        ['fillFileContent', unhex('8105')],
      ]),
    ),
  ],
  ['a mandated element of a later edition', 'pe-not-supported', 200, withLater(mandated)],
]);

test('what an element that is not mandated cannot have is a warning, and the rest is created', () => {
  const later = expanded(withLater(optionally));
  assert.deepEqual(later.response(), {
    peStatus: [{ status: 1, identification: 200 }, { status: 0 }],
  });
  const template = changed('telecom', (value) => ({
    ...value,
    header: { identification: 4 },
    templateID: '2.23.143.1.2.99',
  }));
  const skipped = expanded(template);
  assert.deepEqual(
    skipped.warnings.map(({ status, identification }) => [peStatusName(status), identification]),
    [['template-not-supported', 4]],
  );
  assert.ok(skipped.plan()?.mf.root.files.every(({ fid }) => fid !== 0x7f10));
});

test('files of a service that is missing are left out, with its number [SAIP §8.2.1]', () => {
  const record = { fileDescriptor: unhex('42210005'), efFileSize: bytes(5) };
  const msk: NamedFile = { name: 'ef-msk', file: [{ kind: 'fileDescriptor', value: record }] };
  const elements = changed('opt-usim', (value) => ({
    ...files(value, msk),
    header: { identification: 7 },
  }));
  const expansion = expanded(elements);
  const [warning] = expansion.warnings;
  assert.deepEqual(
    [warning?.status, warning?.identification, warning?.additionalInformation],
    [10, 7, 2],
  );
  const usim = expansion.plan()!.applications[0]!;
  assert.ok(usim.root.files.every(({ fid }) => fid !== 0x6fd7));
  assert.ok(usim.root.files.some(({ fid }) => fid === 0x6f60));
});

test('without a runtime a load package is kept, and its instances are a warning or the end', () => {
  const loadBlock = { loadPackageAID: unhex('A000000001'), loadBlockObject: bytes(1, 2, 3) };
  const instance = {
    applicationLoadPackageAID: unhex('A000000001'),
    classAID: unhex('A00000000101'),
    instanceAID: unhex('A00000000102'),
    applicationPrivileges: bytes(0),
    applicationSpecificParametersC9: bytes(),
  };
  const element = (header: typeof optionally, instanceList?: readonly (typeof instance)[]) =>
    added({ kind: 'application', value: { header, loadBlock, instanceList } });
  const support = { ...FULL_SUPPORT, runs: () => false };
  assert.deepEqual(expanded(element(mandated), support).response().peStatus, [{ status: 0 }]);
  const warned = expanded(element(optionally, [instance]), support);
  assert.deepEqual(warned.response().peStatus, [{ status: 7, identification: 200 }, { status: 0 }]);
  assert.equal(warned.plan()!.loads[0]!.instanceList, undefined);
  const refused = expanded(element(mandated, [instance]), support);
  assert.deepEqual([refused.failure?.status, refused.failure?.identification], [7, 200]);
  assert.equal(planOf(element(mandated, [instance])).loads[0]!.instanceList?.length, 1);
  const again = { ...loadBlock, loadPackageAID: unhex('A000000009') };
  const value = { header: mandated, loadBlock: again, instanceList: [instance] };
  const { failure } = expanded(added({ kind: 'application', value }));
  assert.deepEqual([failure?.status, failure?.identification], [3, 200], 'of another package');
  const twice = expanded(element(mandated, [instance, instance]));
  assert.deepEqual([twice.failure?.status, twice.failure?.identification], [3, 200]);
});

test('bytes that are no element end the installation with their place', () => {
  const expansion = expanded([
    ...testProfile().slice(0, 2),
    { kind: 'unknown', value: { whole: unhex('0500'), header: undefined } },
  ]);
  assert.equal(expansion.failure?.status, 5);
  assert.ok((expansion.failure?.offset ?? 0) > 100);
});
