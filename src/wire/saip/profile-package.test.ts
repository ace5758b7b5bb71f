/** Whole packages: what is read is written again; an error names element, component and byte. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Bytes,
  concat,
  describeWireError,
  hex,
  isWireError,
  unhex,
} from '../../base/index.ts';
import { emitTlv } from '../index.ts';
import * as saip from './index.ts';

const NONE = { names: [] };
const HEADER = saip.emitProfileElement({
  kind: 'header',
  value: {
    majorVersion: 2,
    minorVersion: 3,
    iccid: unhex('89882119900000000005'),
    mandatoryServices: NONE,
    mandatoryTemplates: [],
  },
});
const PUKS = unhex('A30E' + 'A003810105' + 'A10730058001018100');
const END = unhex('AA07' + 'A0058000810105');

function errorOf(source: Bytes): string {
  const result = saip.parseProfilePackage(source);
  assert.ok(isWireError(result));
  return describeWireError(result);
}

test('elements stand one after another; an empty package has none [SAIP §8.1]', () => {
  const source = concat(HEADER, END);
  const elements = saip.parseProfilePackage(source);
  assert.ok(!isWireError(elements));
  assert.deepEqual(
    elements.map(({ kind }) => kind),
    ['header', 'end'],
  );
  assert.deepEqual(saip.peHeaderOf(elements[1]!), { mandated: null, identification: 5 });
  assert.equal(saip.peHeaderOf(elements[0]!), undefined);
  assert.equal(hex(saip.emitProfilePackage(elements)), hex(source));
  assert.deepEqual(saip.parseProfilePackage(unhex('')), []);
});

test('an error names the element by number, the component and the byte', () => {
  const at = HEADER.length;
  assert.equal(
    errorOf(concat(HEADER, PUKS)),
    `element 2 pukCodes.pukCodes.0.pukValue: at byte ${at + 16} expected a size of 8, got 0`,
  );
  assert.equal(
    errorOf(concat(HEADER, END.subarray(0, 5))),
    `element 2 ProfileElement: at byte ${at + 2} expected 7 bytes of value, got 3`,
  );
});

const CASES: readonly (readonly [string, string, string])[] = [
  ['a tag of another class', '3003020100', 'element 1 ProfileElement: at byte 0'],
  [
    'a length that is not the shortest',
    'AA8107A0058000810105',
    'element 1 ProfileElement: at byte 0',
  ],
  ['an inner length that is not the shortest', 'AA06A081038101' + '05', 'element 1 end: at byte 2'],
  ['a component that is missing', 'AA00', 'element 1 end.end-header: at byte 2'],
  [
    'a missing component inside',
    'AA04A0028000',
    'element 1 end.end-header.identification: at byte 6',
  ],
  ['components out of order', 'AA07A0058101058000', 'element 1 end.end-header.mandated: at byte 7'],
  [
    'a component twice',
    'AA08A006810105810106',
    'element 1 end.end-header.identification: at byte 7',
  ],
  ['an INTEGER with a leading zero', 'AA06A00481020005', 'element 1 end.end-header.identification'],
  ['a negative INTEGER', 'AA05A003810180', 'element 1 end.end-header.identification'],
  ['an INTEGER beyond its range', 'AA07A0058103008000', 'element 1 end.end-header.identification'],
  ['a NULL with content', 'AA08A0068001FF810105', 'element 1 end.end-header.mandated: at byte 6'],
  ['no alternative', 'A209A003810105A1028900', 'element 1 pinCodes.pinCodes'],
  ['an empty list of PINs', 'A209A003810105A102A000', 'element 1 pinCodes.pinCodes.pinconfig'],
  ['an indefinite length', 'AA80A003810105' + '0000', 'element 1 ProfileElement: at byte 1'],
];

for (const [name, source, place] of CASES) {
  test(`${name} is an error with its place [X.690 §10]`, () => {
    const text = errorOf(unhex(source));
    assert.ok(text.startsWith(place), text);
  });
}

test('a component of a later edition is kept, and none may come before a known one', () => {
  const source = unhex('AA09' + 'A003810105' + '85020102');
  const elements = saip.parseProfilePackage(source);
  assert.ok(!isWireError(elements));
  assert.deepEqual(elements[0], {
    kind: 'end',
    value: { header: { identification: 5 }, unknown: unhex('85020102') },
  });
  assert.equal(hex(saip.emitProfilePackage(elements)), hex(source));
  const before = errorOf(unhex('AA09' + '85020102' + 'A003810105'));
  assert.ok(before.startsWith('element 1 end.end-header: at byte 2'), before);
});

test('an element of a later edition is kept whole, with its header [SAIP §7.3]', () => {
  const header = unhex('A0058000810107');
  const later = emitTlv(0xbf22, header, unhex('8101AA'));
  const odd = emitTlv(0xbf23, unhex('0401AA'));
  const elements = saip.parseProfilePackage(concat(later, odd));
  assert.ok(!isWireError(elements));
  const parts = { mandated: null, identification: 7 };
  assert.deepEqual(elements, [
    { kind: 'unknown', value: { whole: later, header: parts } },
    { kind: 'unknown', value: { whole: odd, header: undefined } },
  ]);
  assert.equal(hex(saip.emitProfilePackage(elements)), hex(concat(later, odd)));
});

test('services of a later edition stand beside the known ones [SAIP §8.2.1]', () => {
  const value = { names: ['usim'] as const, unknown: unhex('9F1E00') };
  const fields = { majorVersion: 3, minorVersion: 4, iccid: new Uint8Array(10) };
  const header = { ...fields, mandatoryServices: value, mandatoryTemplates: [] };
  const element: saip.ProfileElement = { kind: 'header', value: header };
  const back = saip.parseProfileElement(saip.emitProfileElement(element));
  assert.ok(!isWireError(back));
  assert.deepEqual(back.element, element);
});

test('a package in XML has one root and the names of the module', () => {
  const elements = saip.parseProfilePackage(concat(HEADER, END));
  assert.ok(!isWireError(elements));
  assert.equal(
    saip.profilePackageXml(elements),
    `<?xml version="1.0" encoding="UTF-8"?>
<ProfilePackage>
<ProfileElement><header><major-version>2</major-version><minor-version>3</minor-version>` +
      `<iccid>89 88 21 19 90 00 00 00 00 05</iccid><eUICC-Mandatory-services/>` +
      `<eUICC-Mandatory-GFSTEList/></header></ProfileElement>
<ProfileElement><end><end-header><mandated/><identification>5</identification></end-header>` +
      `</end></ProfileElement>
</ProfilePackage>
`,
  );
});

test('an EUICCResponse is written with what went wrong and where [SAIP §8.10]', () => {
  const response = {
    peStatus: [
      { status: saip.PE_STATUS_CODE['feature-not-supported'], identification: 9, offset: 300 },
    ],
    profileInstallationAborted: null,
  };
  const bytes = saip.EUICC_RESPONSE.emit(response);
  assert.equal(hex(bytes), '3010A00C300A80010A8101098302012C8100');
  assert.deepEqual(saip.parseEuiccResponse(bytes), response);
  assert.equal(saip.peStatusName(10), 'feature-not-supported');
  assert.equal(saip.peStatusName(0x6a84), 'status 6A84');
});
