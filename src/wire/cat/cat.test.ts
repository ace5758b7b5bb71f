import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, hex, isWireError, unhex } from '../../base/index.ts';
import { holdVector } from '../../../tests/support/wire-vector.ts';
import {
  CAT_COMMAND,
  CAT_DEVICE,
  CAT_EVENT,
  CAT_TAG,
  emitCatObject,
  emitDuration,
  emitEventDownload,
  emitMenuSelection,
  emitProactiveCommand,
  emitSmsPpDownload,
  emitTerminalResponse,
  emitText,
  emitTimerExpiration,
  emitTimerValue,
  ENVELOPE_TAG,
  findCat,
  mandatory,
  optional,
  parseCatObjects,
  parseDuration,
  parseEnvelope,
  parseProactiveCommand,
  parseTerminalResponse,
  parseText,
  parseTimerValue,
  TIMER_SECONDS_MAX,
} from './index.ts';

holdVector({
  name: 'DISPLAY TEXT [TS102223 §6.6.1]',
  bytes: 'D01A8103012180820281028D0F04546F6F6C6B697420546573742031',
  value: {
    details: { number: 1, type: CAT_COMMAND.DISPLAY_TEXT, qualifier: 0x80 },
    devices: { source: CAT_DEVICE.card, destination: CAT_DEVICE.display },
    objects: [mandatory(CAT_TAG.textString, emitText('Toolkit Test 1'))],
  },
  emit: emitProactiveCommand,
  parse: parseProactiveCommand,
});

/** A terminal's answer to SET UP MENU. [TS102223 §6.8] */
const MENU_DONE = '810301250082028281830100';

test('a terminal response is read and written as terminals write it [TS102223 §6.8]', () => {
  const parsed = parseTerminalResponse(unhex(MENU_DONE));
  assert.ok(!isWireError(parsed));
  assert.deepEqual(parsed, {
    details: { number: 1, type: CAT_COMMAND.SET_UP_MENU, qualifier: 0 },
    devices: { source: CAT_DEVICE.terminal, destination: CAT_DEVICE.card },
    result: 0,
    additional: bytes(),
    objects: [],
  });
  assert.equal(hex(emitTerminalResponse(parsed)), MENU_DONE);
});

test('a terminal response that lacks a part is an error with its place', () => {
  const broken = [
    '',
    '8103012500',
    '81030125008202828183',
    '820282818103012500830100',
    '8102012582028281830100',
    '8103012500820182830100',
    '8103012500820282818300',
  ];
  for (const source of broken)
    assert.ok(isWireError(parseTerminalResponse(unhex(source))), `${source} was accepted`);
});

/** Two envelopes that terminals send: a short message, and an item of the menu. */
const SMS_PP =
  'D12D8202838106099111223344556677F88B1C04049121437F16891010000000000D546573744D6573736167652031';

test('envelopes are the bytes that terminals send [TS31111 §7.1.1] [TS102223 §7.2]', () => {
  const tpdu = unhex('04049121437F16891010000000000D546573744D6573736167652031');
  const address = unhex('9111223344556677F8');
  assert.equal(hex(emitSmsPpDownload(tpdu, address)), SMS_PP);
  assert.equal(hex(emitMenuSelection(1, { help: false })), 'D30782020181900101');

  const parsed = parseEnvelope(unhex(SMS_PP));
  assert.ok(!isWireError(parsed));
  assert.equal(parsed.tag, ENVELOPE_TAG.smsPpDownload);
  assert.deepEqual(parsed.devices, { source: CAT_DEVICE.network, destination: CAT_DEVICE.card });
  assert.deepEqual(findCat(parsed.objects, CAT_TAG.smsTpdu), tpdu);
});

test('each envelope that is written is read again [TS102223 §7.4] [TS102223 §7.5]', () => {
  const envelopes = [
    emitMenuSelection(0xff, { help: true }),
    emitTimerExpiration(8, emitTimerValue(59)),
    emitEventDownload(CAT_EVENT.idleScreenAvailable, []),
    emitEventDownload(CAT_EVENT.locationStatus, [mandatory(CAT_TAG.locationStatus, bytes(0))]),
  ];
  for (const envelope of envelopes) {
    const parsed = parseEnvelope(envelope);
    assert.ok(!isWireError(parsed), hex(envelope));
    for (let length = 0; length < envelope.length; length++)
      assert.ok(isWireError(parseEnvelope(envelope.subarray(0, length))));
  }
  for (const wrong of ['D0028201', 'E000', 'D300', 'D3028200', 'D30782020181900101FF'])
    assert.ok(isWireError(parseEnvelope(unhex(wrong))), `${wrong} was accepted`);
});

test('tags of three bytes and long values keep their bytes [TS101220 §7.1.1.2]', () => {
  const objects = [
    optional(0x0123, bytes(1)),
    mandatory(0x7ffe, new Uint8Array(200)),
    mandatory(CAT_TAG.textString, new Uint8Array(300)),
  ];
  const source = Uint8Array.from(objects.flatMap((one) => [...emitCatObject(one)]));
  assert.equal(hex(source.subarray(0, 5)), '7F01230101');
  assert.deepEqual(parseCatObjects(source), objects);
  for (const wrong of ['0001', 'FF00', '8000', '7F00', '7F007D00', '0180', '0184000000', '0182FF'])
    assert.ok(isWireError(parseCatObjects(unhex(wrong))), `${wrong} was accepted`);
});

test('durations and timers are units and swapped digits [TS102223 §8.8] [TS102223 §8.38]', () => {
  assert.equal(hex(emitDuration(20)), '0114');
  assert.equal(hex(emitDuration(600)), '000A');
  assert.equal(parseDuration(unhex('0114')), 20);
  assert.equal(parseDuration(unhex('000A')), 600);
  for (const wrong of ['', '01', '0100', '0301', '011400'])
    assert.ok(isWireError(parseDuration(unhex(wrong))), wrong);
  assert.equal(hex(emitTimerValue(300)), '005000');
  for (const seconds of [1, 59, 60, 3600, 45_296, TIMER_SECONDS_MAX])
    assert.equal(parseTimerValue(emitTimerValue(seconds)), seconds);
  for (const wrong of ['', '0050', '006600', '000066', 'A00000', '00500000'])
    assert.ok(isWireError(parseTimerValue(unhex(wrong))), wrong);
});

test('texts are in the default alphabet, packed or not, or in UCS2 [TS102223 §8.15]', () => {
  for (const text of ['Toolkit Test 1', 'à {€} @£_', 'Ψ|~', 'Привет', '']) {
    assert.equal(parseText(emitText(text)), text);
  }
  assert.equal(hex(emitText('€')), '041B65');
  assert.equal(hex(emitText('Я')), '08042F');
  assert.equal(parseText(unhex('00E8329BFD4697D9EC37')), 'hellohello');
  assert.ok(isWireError(parseText(unhex('0100'))));
});
