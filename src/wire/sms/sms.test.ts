import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bytes, hex, isWireError, unhex, utf8 } from '../../base/index.ts';
import { randomRuns } from '../../../tests/random-counts.ts';
import {
  concatenation,
  DATA_DOWNLOAD,
  emitAlphaField,
  emitDefaultAlphabet,
  emitNetworkName,
  emitSmsDeliver,
  emitSmsSubmit,
  packSeptets,
  parseAlphaField,
  parseDefaultAlphabet,
  parseSmsDeliver,
  parseSmsSubmit,
  SMS_ELEMENT,
  smsPart,
  unpackSeptets,
  type UserData,
} from './index.ts';

/** A message that terminals use in tests. */
const DELIVER = '04049121437F16891010000000000D546573744D6573736167652031';
/** First part of two, of a secured packet. */
const FIRST_PART = '400C919471227208027FF6792040907505000F070003070201700000181502012120';

test('SMS-DELIVER is read and written byte by byte [TS23040 §9.2.2.1]', () => {
  const parsed = parseSmsDeliver(unhex(DELIVER));
  assert.ok(!isWireError(parsed));
  assert.deepEqual(parsed, {
    address: { type: 0x91, digits: '1234' },
    protocolIdentifier: 0x7f,
    dataCodingScheme: 0x16,
    timestamp: unhex('89101000000000'),
    header: [],
    data: utf8('TestMessage 1'),
  });
  assert.equal(hex(emitSmsDeliver(parsed)), DELIVER);
});

test('a part of a secured packet has its place and its packet [TS23040 §9.2.3.24.1]', () => {
  const parsed = parseSmsDeliver(unhex(FIRST_PART));
  assert.ok(!isWireError(parsed));
  assert.deepEqual(parsed.address, { type: 0x91, digits: '491722278020' });
  assert.deepEqual(smsPart(parsed.header), { reference: 7, total: 2, part: 1 });
  assert.equal(parsed.header[1]?.id, SMS_ELEMENT.commandPacket);
  assert.equal(hex(parsed.data), '00181502012120');
});

const userData: fc.Arbitrary<UserData> = fc.record(
  {
    header: fc.array(
      fc.record(
        { id: fc.nat(0xff), value: fc.uint8Array({ maxLength: 10 }) },
        { noNullPrototype: true },
      ),
      { maxLength: 4 },
    ),
    data: fc.uint8Array({ maxLength: 60 }),
  },
  { noNullPrototype: true },
);
const message = fc.record(
  {
    address: fc.record(
      {
        type: fc.nat(0xff),
        digits: fc.string({ unit: fc.constantFrom(...'0123456789*#abc'), maxLength: 20 }),
      },
      { noNullPrototype: true },
    ),
    protocolIdentifier: fc.nat(0xff),
  },
  { noNullPrototype: true },
);

test('what is written is read again, and each shortened message is an error', () => {
  fc.assert(
    fc.property(message, userData, fc.nat(0xff), (head, user, reference) => {
      const { dataCodingScheme } = DATA_DOWNLOAD;
      const deliver = { ...head, ...user, dataCodingScheme, timestamp: new Uint8Array(7) };
      const submit = { ...head, ...user, dataCodingScheme, reference };
      assert.deepEqual(parseSmsDeliver(emitSmsDeliver(deliver)), deliver);
      assert.deepEqual(parseSmsSubmit(emitSmsSubmit(submit)), submit);
      const source = emitSmsDeliver(deliver);
      for (let length = 0; length < source.length; length++)
        assert.ok(isWireError(parseSmsDeliver(source.subarray(0, length))));
    }),
    randomRuns('codec'),
  );
});

test('SMS-SUBMIT may have a validity period of one byte or seven [TS23040 §9.2.3.3]', () => {
  for (const [first, validity] of [
    ['01', ''],
    ['11', 'A7'],
    ['19', '00000000000000'],
    ['09', '00000000000000'],
  ] as const) {
    const parsed = parseSmsSubmit(unhex(`${first}0505812143F500F6${validity}02AABB`));
    assert.ok(!isWireError(parsed), first);
    assert.equal(hex(parsed.data), 'AABB');
  }
});

test('septets are counted where the coding scheme is of 7 bits [TS23038 §4]', () => {
  const parsed = parseSmsSubmit(unhex('01010491214300000831D98C56B3DD70'));
  assert.ok(!isWireError(parsed));
  assert.equal(parsed.data.length, 7);
});

test('damaged headers and numbers are errors [TS23040 §9.2.3.24]', () => {
  const parts = ['000100', '0003000100', '0003000002', '0003020203', '080300'];
  for (const text of parts) {
    const whole = unhex(text);
    const header = [{ id: whole[0]!, value: whole.subarray(2) }];
    const part = smsPart(header);
    assert.ok(isWireError(part), text);
  }
  assert.equal(smsPart([]), undefined);
  const part = { reference: 9, total: 3, part: 3 };
  assert.deepEqual(smsPart([concatenation(part)]), part);
  const wide = { id: SMS_ELEMENT.concatenated16, value: bytes(1, 2, 4, 3) };
  assert.deepEqual(smsPart([wide]), { reference: 0x102, total: 4, part: 3 });
  for (const wrong of ['44', '41', '40159121', '400491F1437FF600000000000000', '05'])
    assert.ok(isWireError(parseSmsDeliver(unhex(wrong))), wrong);
});

test('the default alphabet has 128 places and ten behind the escape [TS23038 §6.2.1]', () => {
  for (let value = 0; value < 0x80; value++) {
    if (value === 0x1b) continue;
    const text = parseDefaultAlphabet(bytes(value));
    assert.equal(text.length, 1);
    assert.deepEqual(emitDefaultAlphabet(text), bytes(value), text);
  }
  assert.equal(hex(emitDefaultAlphabet('@$_[]')!), '0002111B3C1B3E');
  assert.equal(emitDefaultAlphabet('Я'), undefined);
});

test('eight characters are packed into seven bytes [TS23038 §6.1.2.1]', () => {
  const septets = emitDefaultAlphabet('hellohello')!;
  assert.equal(hex(packSeptets(septets)), 'E8329BFD4697D9EC37');
  assert.deepEqual(unpackSeptets(packSeptets(septets)), septets);
});

test('the name of a network is packed, with its spare bits, or UCS2 [TS24008 §10.5.3.5a]', () => {
  assert.equal(hex(emitNetworkName('hellohello')), '82E8329BFD4697D9EC37');
  assert.equal(hex(emitNetworkName('Я')), '90042F');
});

test('an alpha field ends at its fill bytes [TS102221 §A]', () => {
  assert.equal(parseAlphaField(unhex('4F70FFFF')), 'Op');
  assert.equal(parseAlphaField(unhex('80042FFFFF')), 'Я');
  for (const text of ['Operator', 'Оператор'])
    assert.equal(parseAlphaField(emitAlphaField(text)), text);
});
