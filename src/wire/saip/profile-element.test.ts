/** Elements of every kind: bytes that another ASN.1 compiler reads as the same values. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, hex, isWireError, unhex } from '../../base/index.ts';
import { der } from '../asn1/index.ts';
import { holdVector } from '../../../tests/support/wire-vector.ts';
import * as saip from './index.ts';

const header = { mandated: null, identification: 5 };
const bare = { identification: 300 };
const AID = unhex('A0000000871002FF49FF0589');
const file: saip.ProfileFile = [
  {
    kind: 'fileDescriptor',
    value: {
      fileDescriptor: unhex('42210021'),
      fileID: unhex('2F00'),
      dfName: AID,
      lcsi: unhex('05'),
      securityAttributesReferenced: unhex('2F0601'),
      efFileSize: unhex('84'),
      pinStatusTemplateDO: unhex('010A'),
      shortEFID: unhex(''),
      proprietaryEFInfo: {
        specialFileInformation: unhex('40'),
        fillPattern: unhex('00FF'),
        repeatPattern: unhex('0A'),
        maximumFileSize: unhex('20'),
        fileDetails: unhex('01'),
      },
      linkPath: unhex('7F106F3A'),
    },
  },
  { kind: 'fillFileContent', value: unhex('6114') },
  { kind: 'fillFileOffset', value: 300 },
  { kind: 'fillFileContent', value: unhex('') },
  { kind: 'doNotCreate', value: null },
];

function vector(name: string, value: saip.KnownElement, bytes: string): void {
  const parse = (source: Bytes) => der.parseDer(saip.PROFILE_ELEMENT, source);
  holdVector({ name, bytes, value, emit: saip.PROFILE_ELEMENT.emit, parse });
}

vector(
  'profile header',
  {
    kind: 'header',
    value: {
      majorVersion: 3,
      minorVersion: 3,
      profileType: 'test',
      iccid: unhex('89882119900000000005'),
      pol: unhex('00'),
      mandatoryServices: { names: ['usim', 'milenage', 'eaka'] },
      mandatoryTemplates: ['2.23.143.1.2.1', '2.23.143.1.2.4.2'],
      connectivityParameters: unhex('A1023500'),
      mandatoryAids: [{ aid: AID, version: unhex('0102') }],
      iotOptions: { pix: unhex('1002FF49FF0589') },
    },
  },
  'A05D800103810103820474657374830A89882119900000000005840100A506810084009D00A611060667' +
    '810F010201060767810F010204028704A1023500A8143012800CA0000000871002FF49FF058981020102' +
    'A90980071002FF49FF0589',
);

vector(
  'generic file management',
  {
    kind: 'genericFileManagement',
    value: {
      header,
      fileManagementCMD: [
        [
          { kind: 'filePath', value: unhex('7FD0') },
          {
            kind: 'createFCP',
            value: {
              fileDescriptor: unhex('4121'),
              fileID: unhex('6F99'),
              efFileSize: unhex('10'),
              securityAttributesReferenced: unhex('02'),
            },
          },
          { kind: 'fillFileOffset', value: 2 },
          { kind: 'fillFileContent', value: unhex('0102') },
        ],
        [{ kind: 'filePath', value: unhex('') }],
      ],
    },
  },
  'A12AA0058000810105A121301B80027FD0620E8202412183026F998B0102800110020102810201023002' + '8000',
);

vector(
  'PIN codes',
  {
    kind: 'pinCodes',
    value: {
      header,
      pinCodes: {
        kind: 'pinconfig',
        value: [
          {
            keyReference: 1,
            pinValue: unhex('31323334FFFFFFFF'),
            unblockingPINReference: 129,
            pinAttributes: 6,
            attempts: 0x33,
          },
          { keyReference: 142, pinValue: unhex('3535353535353535') },
        ],
      },
    },
  },
  'A234A0058000810105A12BA0293017800101810831323334FFFFFFFF82020081830106840133300E8002' +
    '008E81083535353535353535',
);

vector(
  'PIN codes of another directory',
  {
    kind: 'pinCodes',
    value: { header: bare, pinCodes: { kind: 'filePath', value: unhex('7FD0') } },
  },
  'A20CA0048102012CA10481027FD0',
);

vector(
  'PUK codes',
  {
    kind: 'pukCodes',
    value: {
      header,
      pukCodes: [
        { keyReference: 1, pukValue: unhex('3131313131313131') },
        { keyReference: 136, pukValue: unhex('3232323232323232'), attempts: 0xaa },
      ],
    },
  },
  'A32CA0058000810105A123300D8001018108313131313131313130128002008881083232323232323232' +
    '820200AA',
);

vector(
  'AKA parameter',
  {
    kind: 'akaParameter',
    value: {
      header,
      algoConfiguration: {
        kind: 'algoParameter',
        value: {
          algorithmID: 1,
          algorithmOptions: unhex('01'),
          key: unhex('465B5CE8B199B49FAA5F0A2EE238A6BC'),
          opc: unhex('CD63CB71954A9F4E48A5994E37A02BAF'),
          rotationConstants: unhex('4000204060'),
          xoringConstants: new Uint8Array(80),
          authCounterMax: unhex('000100'),
          numberOfKeccak: 1,
        },
      },
      sqnOptions: unhex('02'),
      sqnDelta: unhex('000010000000'),
      sqnAgeLimit: unhex('000010000000'),
      sqnInit: Array(32).fill(unhex('000000000001')),
    },
  },
  'A48201AFA0058000810105A1818EA1818B8001018101018210465B5CE8B199B49FAA5F0A2EE238A6BC83' +
    '10CD63CB71954A9F4E48A5994E37A02BAF84054000204060855000000000000000000000000000000000' +
    '000000000000000000000000000000000000000000000000000000000000000000000000000000000000' +
    '000000000000000000000000000000000000000000008603000100870101820102830600001000000084' +
    '06000010000000A582010004060000000000010406000000000001040600000000000104060000000000' +
    '010406000000000001040600000000000104060000000000010406000000000001040600000000000104' +
    '060000000000010406000000000001040600000000000104060000000000010406000000000001040600' +
    '000000000104060000000000010406000000000001040600000000000104060000000000010406000000' +
    '000001040600000000000104060000000000010406000000000001040600000000000104060000000000' +
    '010406000000000001040600000000000104060000000000010406000000000001040600000000000104' +
    '060000000000010406000000000001',
);

vector(
  'AKA parameter of another application',
  {
    kind: 'akaParameter',
    value: {
      header: bare,
      algoConfiguration: {
        kind: 'mappingParameter',
        value: { mappingOptions: unhex('06'), mappingSource: AID },
      },
    },
  },
  'A41BA0048102012CA113A011800106810CA0000000871002FF49FF0589',
);

vector(
  'CDMA parameter',
  {
    kind: 'cdmaParameter',
    value: {
      header,
      authenticationKey: unhex('00000000FFFFFFFF'),
      ssd: unhex('0123456789ABCDEF0123456789ABCDEF'),
      hrpdAccessAuthenticationData: unhex('8008'),
      simpleIPAuthenticationData: unhex('108008'),
      mobileIPAuthenticationData: unhex('1080081018'),
    },
  },
  'A533A0058000810105810800000000FFFFFFFF82100123456789ABCDEF0123456789ABCDEF8302800884' +
    '0310800885051080081018',
);

vector(
  'non-standard element',
  {
    kind: 'nonStandard',
    value: { header: bare, issuerID: '1.3.6.1.4.1.99999', content: unhex('0102') },
  },
  'A914A0048102012C81082B06010401868D1F82020102',
);

vector('end', { kind: 'end', value: { header } }, 'AA07A0058000810105');

vector(
  'MF with files',
  {
    kind: 'mf',
    value: {
      header,
      templateID: '2.23.143.1.2.1',
      files: ['mf', 'ef-iccid', 'ef-dir', 'ef-arr', 'ef-umpc'].map((name) => ({ name, file })),
    },
  },
  'B08201A4A0058000810105810667810F010201A24FA14182044221002183022F00840CA0000000871002' +
    'FF49FF05898A01058B032F0601800184C602010A8800A510C00140C10200FFC2010A860120840101C704' +
    '7F106F3A830261148202012C83008000A44FA14182044221002183022F00840CA0000000871002FF49FF' +
    '05898A01058B032F0601800184C602010A8800A510C00140C10200FFC2010A860120840101C7047F106F' +
    '3A830261148202012C83008000A54FA14182044221002183022F00840CA0000000871002FF49FF05898A' +
    '01058B032F0601800184C602010A8800A510C00140C10200FFC2010A860120840101C7047F106F3A8302' +
    '61148202012C83008000A64FA14182044221002183022F00840CA0000000871002FF49FF05898A01058B' +
    '032F0601800184C602010A8800A510C00140C10200FFC2010A860120840101C7047F106F3A8302611482' +
    '02012C83008000A74FA14182044221002183022F00840CA0000000871002FF49FF05898A01058B032F06' +
    '01800184C602010A8800A510C00140C10200FFC2010A860120840101C7047F106F3A830261148202012C' +
    '83008000',
);

vector(
  'DF-SNPN',
  {
    kind: 'df-snpn',
    value: {
      header,
      templateID: '2.23.143.1.2.15',
      files: [
        { name: 'df-df-snpn', file: [] },
        { name: 'ef-pws-snpn', file: [{ kind: 'fillFileContent', value: unhex('00') }] },
      ],
    },
  },
  'BE16A0058000810105810667810F01020FA200A303830100',
);

vector(
  'DF-5GPROSE',
  {
    kind: 'df-5gprose',
    value: {
      header,
      templateID: '2.23.143.1.2.16',
      files: [
        { name: 'df-df-5g-prose', file: [] },
        { name: 'ef-5g-prose-uir', file: [] },
      ],
    },
  },
  'BF1F13A0058000810105810667810F010210A200A800',
);

vector(
  'IoT',
  {
    kind: 'iot',
    value: {
      header,
      templateID: '2.23.143.1.2.17',
      files: [
        { name: 'ef-imsi', file: [] },
        { name: 'ef-acc', file: [] },
        { name: 'ef-netpar', file: [] },
      ],
    },
  },
  'BF2015A0058000810105810667810F010211A900B200B700',
);

vector(
  'OPT-IoT',
  {
    kind: 'opt-iot',
    value: {
      header,
      templateID: '2.23.143.1.2.18',
      files: [
        { name: 'ef-fdn', file: [] },
        { name: 'ef-suci-calc-info-usim', file: [] },
      ],
    },
  },
  'BF2113A0058000810105810667810F010212A200BB00',
);

test('every file that an element may have is written and read in its place [SAIP §8.3.4]', () => {
  const kinds = saip.FILE_ELEMENT_KINDS;
  assert.equal(kinds.length, 18);
  for (const kind of kinds) {
    const files = saip.fileNames(kind).map((name) => ({ name, file: [] }));
    const value = { header: bare, templateID: '2.23.143.1.2.1', files };
    const bytes = saip.emitProfileElement({ kind, value } as saip.KnownElement);
    const back = saip.parseProfileElement(bytes);
    assert.ok(!isWireError(back));
    assert.deepEqual(back.element, { kind, value });
    const again = saip.emitProfileElement(back.element);
    assert.equal(hex(again), hex(bytes));
  }
});
