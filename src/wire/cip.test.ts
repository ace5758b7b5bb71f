import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../tests/random-counts.ts';
import { hex, isWireError, unhex } from '../base/index.ts';
import { type Cip, emitCip, parseCip } from './index.ts';

const word = fc.integer({ min: 0, max: 0xffff });
const octet = fc.integer({ min: 0, max: 0xff });
const plain = { noNullPrototype: true } as const;
const spi = fc.record(
  {
    configuration: octet,
    wakeUpMs: octet,
    clockKhz: word,
    powerSavingMs: octet,
    pollingTime: octet,
    guardTime: word,
    accessLength: word,
    wakeUpTime: word,
  },
  plain,
);
const physical = fc.oneof(
  fc.record({ layer: fc.constant('spi' as const), spi }, plain),
  fc.record(
    {
      layer: fc.constant('i2c' as const),
      id: fc.constant(2),
      parameters: fc.uint8Array({ maxLength: 20 }),
    },
    plain,
  ),
);
const cip: fc.Arbitrary<Cip> = fc.record(
  {
    version: octet,
    issuer: fc.uint8Array({ minLength: 3, maxLength: 4 }),
    physical,
    bwtMs: word,
    ifsc: fc.integer({ min: 1, max: 4_089 }),
    historical: fc.uint8Array({ maxLength: 15 }),
  },
  plain,
);

test('a CIP record is laid out as hosts read it [GPSPI §5.2.1]', () => {
  const record = unhex('01 04 00000000 01 0C 0019 03E8 00 0A 00C8 0010 0000 04 012C 0FF9 02 8031');
  const value = parseCip(record);
  assert.ok(!isWireError(value));
  assert.equal(value.bwtMs, 300);
  assert.equal(value.ifsc, 4_089);
  assert.equal(hex(value.historical), '8031');
  assert.ok(value.physical.layer === 'spi');
  assert.equal(value.physical.spi.clockKhz, 1_000);
  assert.equal(value.physical.spi.accessLength, 16);
});

test('every CIP record survives writing and reading', () => {
  const survives = fc.property(cip, (value) => {
    assert.deepEqual(parseCip(emitCip(value)), value);
  });
  fc.assert(survives, randomRuns('codec'));
});

test('a cut CIP record is a wire error', () => {
  fc.assert(
    fc.property(cip, (value) => {
      const record = emitCip(value);
      for (let length = 0; length < record.length; length++) {
        assert.ok(isWireError(parseCip(record.subarray(0, length))));
      }
    }),
    randomRuns('codec'),
  );
});

test('arbitrary bytes are never more than a wire error as a CIP record', () => {
  const source = fc.uint8Array({ maxLength: 60 });
  fc.assert(
    fc.property(source, (record) => {
      const value = parseCip(record);
      if (!isWireError(value) && value.physical.layer !== 'spi') {
        assert.equal(value.version, record[0]);
      }
    }),
    randomRuns('codec'),
  );
});
