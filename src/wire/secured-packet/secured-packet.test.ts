import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hex, isWireError, unhex } from '../../base/index.ts';
import { randomRuns } from '../../../tests/random-counts.ts';
import { holdVector } from '../../../tests/support/wire-vector.ts';
import {
  COUNTER_CHECKS,
  emitCommandBody,
  emitCommandPacket,
  emitCompactResponse,
  emitScript,
  emitSpi,
  INTEGRITY,
  parseCommandBody,
  parseCommandPacket,
  parseCompactResponse,
  parseScript,
  parseSpi,
  PROOF_OF_RECEIPT,
  SCRIPT_TAG,
  type Script,
} from './index.ts';

const integrity = fc.constantFrom(...INTEGRITY);
const spi = fc.record(
  {
    counter: fc.constantFrom(...COUNTER_CHECKS),
    ciphered: fc.boolean(),
    integrity,
    proof: fc.record(
      {
        when: fc.constantFrom(...PROOF_OF_RECEIPT),
        integrity,
        ciphered: fc.boolean(),
        submit: fc.boolean(),
      },
      { noNullPrototype: true },
    ),
  },
  { noNullPrototype: true },
);
const bytesOf = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

test('every SPI that can be said is read as it was written [TS102225 §5.1.1]', () => {
  fc.assert(
    fc.property(spi, (value) => assert.deepEqual(parseSpi(emitSpi(value)), value)),
    randomRuns('codec'),
  );
  let accepted = 0;
  for (let value = 0; value < 0x10000; value++) {
    const source = Uint8Array.of(value >> 8, value & 0xff);
    const parsed = parseSpi(source);
    if (isWireError(parsed)) continue;
    accepted++;
    assert.equal(hex(emitSpi(parsed)), hex(source));
  }
  assert.equal(accepted, 32 * 48);
});

test('a command packet is read as it was written [TS102225 §5.1]', () => {
  const packet = fc.record({
    spi,
    kic: fc.nat(255),
    kid: fc.nat(255),
    tar: bytesOf(3),
    counter: bytesOf(5),
    padding: fc.nat(15),
    checksum: bytesOf(8),
    data: fc.uint8Array({ maxLength: 300 }),
  });
  fc.assert(
    fc.property(packet, ({ counter, padding, checksum, data, ...header }) => {
      const sum = header.spi.integrity === 'none' ? checksum.subarray(8) : checksum;
      const body = { counter, padding, integrity: sum, data };
      const clear = { ...header, integrityLength: sum.length };
      const whole = emitCommandPacket({ ...clear, secured: emitCommandBody(body) });
      const read = parseCommandPacket(whole);
      assert.ok(!isWireError(read));
      const { secured, ...readClear } = read;
      assert.deepEqual(readClear, clear);
      assert.deepEqual(parseCommandBody(read, secured), body);
    }),
    randomRuns('codec'),
  );
});

test('padding that is longer than the data is an error [TS102225 §5.1]', () => {
  const packet = parseCommandPacket(unhex('00120D00193535B00000000000000004A4A4A4A4'));
  assert.ok(!isWireError(packet));
  assert.equal(isWireError(parseCommandBody(packet, packet.secured)), false);
  const error = parseCommandBody(packet, unhex('0000000000050102030A'));
  assert.ok(isWireError(error) && error.expected === 'padding of at most 4 bytes');
});

for (const [what, source] of [
  ['a CPL that does not count the rest', '00130D00193535B00000000000000004A4A4A4A4'],
  ['a CHL without the counter', '00120C00193535B00000000000000004A4A4A4A4'],
  ['a checksum that the SPI does not announce', '00121100193535B00000000000000004A4A4A4A4'],
  [
    'a checksum that the SPI announces and CHL does not',
    '00120D02193535B00000000000000004A4A4A4A4',
  ],
  ['a reserved bit of the SPI', '00120D20193535B00000000000000004A4A4A4A4'],
] as const) {
  test(`${what} is an error`, () => {
    assert.ok(isWireError(parseCommandPacket(unhex(source))));
  });
}

const commands = (source: Parameters<typeof parseScript>[1]) => parseScript('command', source);
const responses = (source: Parameters<typeof parseScript>[1]) => parseScript('response', source);
const apdu = (text: string) => ({ tag: SCRIPT_TAG.commandApdu, value: unhex(text) });

test('compact responses, both ways [TS102226 §5.1.2]', () => {
  const value = { executed: 2, sw: 0x6132, data: unhex('0102') };
  assert.equal(hex(emitCompactResponse(value)), '0261320102');
  assert.deepEqual(parseCompactResponse(unhex('0261320102')), value);
  assert.ok(isWireError(parseCompactResponse(unhex('0261'))));
});

const SCRIPTS: readonly {
  readonly name: string;
  readonly bytes: string;
  readonly value: Script;
}[] = [
  {
    name: 'one command, of definite length',
    bytes: 'AA0A220880F24002024F0000',
    value: { indefinite: false, elements: [apdu('80F24002024F0000')] },
  },
  {
    name: 'two commands, of definite length',
    bytes: 'AA14220880F24002024F0000220800A40004023F0000',
    value: { indefinite: false, elements: [apdu('80F24002024F0000'), apdu('00A40004023F0000')] },
  },
  {
    name: 'three commands, of indefinite length',
    bytes: 'AE80220700A4000C023F00220700A4000C022FE2220500B000000A0000',
    value: {
      indefinite: true,
      elements: [apdu('00A4000C023F00'), apdu('00A4000C022FE2'), apdu('00B000000A')],
    },
  },
];

for (const { name, bytes, value } of SCRIPTS) {
  holdVector({
    name,
    bytes,
    value,
    parse: commands,
    emit: (script) => emitScript('command', script),
  });
}

holdVector({
  name: 'a response script with its number of commands',
  bytes: 'AB0780010123026132',
  value: {
    indefinite: false,
    elements: [
      { tag: SCRIPT_TAG.executed, value: unhex('01') },
      { tag: SCRIPT_TAG.responseApdu, value: unhex('6132') },
    ],
  },
  parse: responses,
  emit: (script) => emitScript('response', script),
});
