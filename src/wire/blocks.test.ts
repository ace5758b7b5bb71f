import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../tests/random-counts.ts';
import { type Bytes, hex, isWireError, unhex } from '../base/index.ts';
import {
  blockKind,
  describePcb,
  emitT1Block,
  emitT1PrimeBlock,
  parseT1Block,
  parseT1PrimeBlock,
  PCB,
} from './index.ts';

const EMPTY = unhex('');

test('T=1 blocks carry an LRC or a CRC as hosts compute them [ISO7816-3 §11.4.4]', () => {
  const r = { nad: 0, pcb: PCB.S_RESYNCH, inf: EMPTY };
  assert.equal(hex(emitT1Block(r, 'lrc')), '00C000C0');
  assert.equal(hex(emitT1Block(r, 'crc')), '00C000F399');
  const ifs = { nad: 0, pcb: PCB.S_IFS, inf: unhex('20') };
  assert.equal(hex(emitT1Block(ifs, 'lrc')), '00C10120E0');
  assert.equal(hex(emitT1Block(ifs, 'crc')), '00C101206BBD');
});

test("T=1' blocks carry the complemented CRC [GPSPI §6.2]", () => {
  for (const [pcb, nad, expected] of [
    [PCB.S_CIP, 0x21, '21C4000006CD'],
    [PCB.S_RESYNCH, 0x21, '21C0000065AC'],
    [PCB.S_SWR, 0x21, '21CF00002F6B'],
    [PCB.S_RESYNCH | PCB.S_RESPONSE, 0x12, '12E000000FA8'],
  ] as const) {
    assert.equal(hex(emitT1PrimeBlock({ nad, pcb, inf: EMPTY })), expected);
  }
});

test('control bytes read like a protocol chart', () => {
  for (const [pcb, words] of [
    [0x00, 'I(0,0)'],
    [0x60, 'I(1,1)'],
    [0x90, 'R(1)'],
    [0x81, 'R(0) EDC'],
    [0x92, 'R(1) other'],
    [0xc3, 'S(WTX request)'],
    [0xe0, 'S(RESYNCH response)'],
    [0xc4, 'S(CIP request)'],
  ] as const) {
    assert.equal(describePcb(pcb), words);
  }
  for (let pcb = 0; pcb < 256; pcb++) assert.ok(describePcb(pcb).startsWith(blockKind(pcb)));
});

const octet = fc.integer({ min: 0, max: 255 });
const forms = [
  {
    name: 'T=1 with LRC',
    max: 254,
    emit: (b: Parameters<typeof emitT1Block>[0]) => emitT1Block(b, 'lrc'),
    parse: (b: Bytes) => parseT1Block(b, 'lrc'),
  },
  {
    name: 'T=1 with CRC',
    max: 254,
    emit: (b: Parameters<typeof emitT1Block>[0]) => emitT1Block(b, 'crc'),
    parse: (b: Bytes) => parseT1Block(b, 'crc'),
  },
  { name: "T=1'", max: 4_089, emit: emitT1PrimeBlock, parse: parseT1PrimeBlock },
];

for (const { name, max, emit, parse } of forms) {
  const block = fc.record(
    { nad: octet, pcb: octet, inf: fc.uint8Array({ maxLength: max }) },
    { noNullPrototype: true },
  );

  test(`${name}: every block survives writing and reading, and no damaged byte passes`, () => {
    fc.assert(
      fc.property(block, fc.nat(), fc.integer({ min: 1, max: 255 }), (value, where, change) => {
        const written = emit(value);
        assert.deepEqual(parse(written), value);
        const damaged = written.slice();
        damaged[where % damaged.length]! ^= change;
        assert.ok(isWireError(parse(damaged)));
      }),
      randomRuns('codec'),
    );
  });

  test(`${name}: arbitrary bytes are never more than a wire error`, () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (source) => {
        const value = parse(source);
        if (!isWireError(value)) assert.deepEqual(emit(value), source);
      }),
      randomRuns('codec'),
    );
  });
}

test('a length byte of FF is no T=1 block [ISO7816-3 §11.3.2.3]', () => {
  const whole = new Uint8Array(259);
  whole[2] = 0xff;
  whole[258] = 0xff;
  const error = parseT1Block(whole, 'lrc');
  assert.ok(isWireError(error) && error.offset === 2);
});
