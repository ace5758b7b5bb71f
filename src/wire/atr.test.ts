import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../tests/random-counts.ts';
import { hex, isWireError, unhex } from '../base/index.ts';
import {
  type Atr,
  ATR_LENGTH_MAX,
  atrLength,
  atrParameters,
  buildAtr,
  emitAtr,
  parseAtr,
  rateFactors,
  UICC_GLOBAL,
} from './index.ts';

function parsed(text: string): Atr {
  const atr = parseAtr(unhex(text));
  assert.ok(!isWireError(atr), `${text} is an ATR`);
  return atr;
}

/** Public ATRs of real cards, and what their interface bytes say. */
const REAL = [
  {
    of: 'an eUICC with SWP',
    atr: '3B9F96803F87828031E073FE211F574543753130136502',
    message: { protocols: [0], ta1: 0x96, classes: 0x87, uicc: 0x80 | UICC_GLOBAL.EUICC },
  },
  {
    of: 'a UICC with SWP',
    atr: '3B9F96801FC78031A073BE21136743200718000001A5',
    message: { protocols: [0], ta1: 0x96 },
  },
  {
    of: 'a JCOP card with T=1',
    atr: '3BF81300008131FE454A434F5076323431B7',
    message: { protocols: [1], ta1: 0x13, ifsc: 254, bwi: 4, cwi: 5, edc: 'lrc' },
  },
  {
    of: 'a bank card with both',
    atr: '3B6500002063CB6A00',
    message: { protocols: [0], ta1: 0x11 },
  },
] as const;

for (const { of, atr, message } of REAL) {
  test(`the ATR of ${of} is read and written back`, () => {
    const value = parsed(atr);
    assert.equal(hex(emitAtr(value)), atr);
    const parameters = atrParameters(value);
    for (const [name, expected] of Object.entries(message)) {
      assert.deepEqual(parameters[name as keyof typeof parameters], expected, name);
    }
  });
}

test('a built ATR announces what was requested', () => {
  const atr = buildAtr({
    protocols: ['t0', 't1'],
    ta1: 0x95,
    wi: 5,
    ifsc: 200,
    edc: 'crc',
    bwi: 3,
    cwi: 6,
    classes: 7,
    uicc: UICC_GLOBAL.EUICC | UICC_GLOBAL.SWP,
    historical: unhex('8031'),
  });
  assert.equal(hex(atr.subarray(0, 4)), '3B9295C0');
  const parameters = atrParameters(parsed(hex(atr)));
  assert.deepEqual(parameters, {
    protocols: [0, 1],
    specific: undefined,
    ta1: 0x95,
    wi: 5,
    ifsc: 200,
    bwi: 3,
    cwi: 6,
    edc: 'crc',
    classes: 7,
    uicc: 0xa2,
  });
});

test('TCK is there unless T=0 alone is indicated [ISO7816-3 §8.2.5]', () => {
  assert.equal(hex(buildAtr({ protocols: ['t0'] })), '3B1096');
  assert.equal(hex(buildAtr({ protocols: ['t1'] })), '3B90968131FE450D');
  assert.equal(hex(buildAtr({ protocols: ['t0'], uicc: 2 })), '3B9096802F822B');
});

test('without interface bytes the defaults hold', () => {
  const parameters = atrParameters(parsed('3B00'));
  assert.deepEqual(parameters.protocols, [0]);
  assert.equal(parameters.ta1, 0x11);
  assert.equal(parameters.wi, 10);
  assert.equal(parameters.ifsc, 32);
  assert.equal(parameters.bwi, 4);
  assert.equal(parameters.cwi, 13);
  assert.equal(parameters.edc, 'lrc');
});

test('TA2 means specific mode [ISO7816-3 §8.3]', () => {
  assert.equal(atrParameters(parsed('3B909691018131FE459D')).specific, 1);
  assert.equal(atrParameters(parsed('3B90968131FE450D')).specific, undefined);
});

test('rates are read from the tables of F and D', () => {
  assert.deepEqual(rateFactors(0x11), { f: 372, d: 1 });
  assert.deepEqual(rateFactors(0x96), { f: 512, d: 32 });
  assert.deepEqual(rateFactors(0x18), { f: 372, d: 12 });
  assert.equal(rateFactors(0x70), undefined);
  assert.equal(rateFactors(0x9f), undefined);
});

test('each kind of damage has its own error', () => {
  for (const [text, offset] of [
    ['', 0],
    ['3C00', 0],
    ['3B01', 1],
    ['3B9096813140FE450E', 1],
    ['3B90968131FE450E', 7],
  ] as const) {
    const error = parseAtr(unhex(text));
    assert.ok(isWireError(error), text);
    assert.equal(error.offset, offset, text);
  }
});

const byte = fc.integer({ min: 0, max: 255 });
const optional = fc.option(byte, { nil: undefined });
const arbitraryAtr: fc.Arbitrary<Atr> = fc
  .record(
    {
      convention: fc.constantFrom('direct' as const, 'inverse' as const),
      groups: fc.array(
        fc.record(
          { protocol: fc.integer({ min: 0, max: 15 }), ta: optional, tb: optional, tc: optional },
          { noNullPrototype: true },
        ),
        { minLength: 1, maxLength: 4 },
      ),
      historical: fc.uint8Array({ maxLength: 15 }),
    },
    { noNullPrototype: true },
  )
  .map((atr) => ({
    ...atr,
    groups: atr.groups.map((group, i) => (i === 0 ? { ...group, protocol: undefined } : group)),
  }))
  .filter((atr) => emitAtr(atr).length <= ATR_LENGTH_MAX);

test('every ATR survives writing and reading', () => {
  fc.assert(
    fc.property(arbitraryAtr, (atr) => {
      const written = emitAtr(atr);
      const again = parseAtr(written);
      assert.deepEqual(again, atr);
      for (let length = 0; length < written.length; length++) {
        const found = atrLength(written.subarray(0, length));
        assert.ok(found === undefined || found === written.length);
      }
    }),
    randomRuns('codec'),
  );
});

test('arbitrary bytes are never more than a wire error as an ATR', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (source) => {
      const atr = parseAtr(source);
      if (!isWireError(atr)) {
        assert.deepEqual(emitAtr(atr), source);
        atrParameters(atr);
      }
      atrLength(source);
    }),
    randomRuns('codec'),
  );
});
