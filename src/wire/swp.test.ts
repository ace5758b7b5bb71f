import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../tests/random-counts.ts';
import { type Bytes, bytes, concat, hex, isWireError, unhex } from '../base/index.ts';
import {
  describeHcp,
  describeLlc,
  emitActFrame,
  emitHcpMessage,
  emitReset,
  emitSwpFrame,
  type HcpMessage,
  llcKind,
  parseActFrame,
  parseHcpMessage,
  parseReset,
  SWP_PAYLOAD_MAX,
  swpCrc,
  SwpFrameReader,
} from './index.ts';

const payloads = fc.uint8Array({ minLength: 1, maxLength: SWP_PAYLOAD_MAX });

function framesOf(...runs: readonly Bytes[]): string[] {
  const reader = new SwpFrameReader();
  for (const run of runs) reader.push(run);
  const found: string[] = [];
  for (let frame = reader.next(); frame; frame = reader.next()) found.push(hex(frame));
  return found;
}

test('the CRC is that of published captures of a card', () => {
  const captured = { 69123400: 'CA37', 6201: '6066', 60: '8D56', F90400: '7D9B', E6: '7C18' };
  for (const [payload, crc] of Object.entries(captured)) {
    assert.equal(swpCrc(unhex(payload)), Number.parseInt(crc, 16), payload);
  }
});

test('a frame as another implementation writes it on the wire', () => {
  assert.equal(hex(emitSwpFrame(unhex('0201'))), '7E02016B4C7F');
  assert.equal(hex(emitSwpFrame(unhex('03'))), '7E03D1937F');
});

test('five ones in a row are followed by a zero, in payload and CRC alike', () => {
  // FF FF: 11111 0 11111 0 11111 0 1, then the CRC.
  const run = emitSwpFrame(unhex('FFFF'));
  assert.equal(hex(run.subarray(0, 3)), '7EFBEF');
  assert.deepEqual(framesOf(run), ['FFFF']);
});

test('a CRC that ends in five ones gets no zero before the EOF', () => {
  for (let value = 0; value < 0x10000; value++) {
    const payload = bytes(value >> 8, value & 0xff);
    if ((swpCrc(payload) & 0x3f) !== 0x1f) continue;
    assert.deepEqual(framesOf(emitSwpFrame(payload)), [hex(payload)]);
  }
});

test('what is framed is read back, one after another and however it is cut', () => {
  const many = fc.array(payloads, { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(many, fc.nat({ max: 6 }), fc.nat({ max: 3 }), (list, cut, idle) => {
      const line = concat(...list.map((one) => concat(new Uint8Array(idle), emitSwpFrame(one))));
      const runs: Bytes[] = [];
      for (let at = 0; at < line.length; at += cut + 1) runs.push(line.subarray(at, at + cut + 1));
      assert.deepEqual(
        framesOf(...runs),
        list.map((one) => hex(one)),
      );
    }),
    randomRuns('codec'),
  );
});

test('a burst of up to 16 bits never passes as another frame of the same length', () => {
  const bursts = fc.integer({ min: 1, max: 0xffff });
  fc.assert(
    fc.property(payloads, fc.nat(), bursts, (payload, place, burst) => {
      const run = emitSwpFrame(payload).slice();
      const at = place % (run.length - 1);
      run[at]! ^= burst >> 8;
      run[at + 1]! ^= burst & 0xff;
      const found = framesOf(run);
      if (found.length > 0) assert.deepEqual(found, [hex(payload)]);
    }),
    randomRuns('codec'),
  );
});

test('arbitrary bits never throw, and what they yield has a matching CRC', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (noise) => {
      for (const frame of framesOf(noise)) {
        const payload = unhex(frame);
        assert.ok(payload.length >= 1 && payload.length <= SWP_PAYLOAD_MAX);
      }
    }),
    randomRuns('codec'),
  );
});

test('after damage the next frame is read', () => {
  const broken = emitSwpFrame(unhex('80AABB')).subarray(0, 4);
  assert.deepEqual(framesOf(broken, emitSwpFrame(unhex('C1'))), ['C1']);
});

test('ACT frames are those of published captures', () => {
  const frames = {
    69123400: 'ACT_SYNC_ID 1234',
    69: undefined,
    61: undefined,
    611234: 'ACT_SYNC_ID 1234',
    6201: 'ACT_POWER_MODE full',
    6200: 'ACT_POWER_MODE low',
    7201: 'ACT_POWER_MODE full, repeat',
    60: 'ACT_READY',
    62: undefined,
    67: undefined,
  };
  for (const [text, name] of Object.entries(frames)) {
    const frame = unhex(text);
    const act = parseActFrame(frame);
    assert.equal(llcKind(frame[0]!), 'act');
    if (isWireError(act)) {
      assert.equal(name, undefined, text);
      assert.equal(describeLlc(frame), 'ACT malformed');
    } else {
      assert.equal(describeLlc(frame), name);
      assert.equal(hex(emitActFrame(act)), text);
    }
  }
});

test('the control byte of SHDLC as charts write it', () => {
  const frames = {
    80: 'I(0,0) +0',
    '8D8103': 'I(1,5) +2',
    BF00: 'I(7,7) +1',
    C1: 'RR(1)',
    CB: 'REJ(3)',
    D2: 'RNR(2)',
    DF: 'SREJ(7)',
    E6: 'UA',
    F90400: 'RSET 4',
    F90201: 'RSET 2 SREJ',
    F9: 'RSET 4',
    F9040000: 'RSET malformed',
    E0: 'U e0',
    40: 'CLT +0',
    '0102': 'unknown 1',
  };
  for (const [text, name] of Object.entries(frames)) assert.equal(describeLlc(unhex(text)), name);
  assert.deepEqual(parseReset(emitReset({ window: 3, srej: true })), { window: 3, srej: true });
});

test('HCP messages of every type are read back and named', () => {
  const messages = fc.record({
    type: fc.constantFrom(0 as const, 1 as const, 2 as const),
    instruction: fc.nat({ max: 63 }),
    data: fc.uint8Array({ maxLength: 40 }),
  });
  fc.assert(
    fc.property(messages, (message) => {
      const back = parseHcpMessage(emitHcpMessage(message));
      assert.ok(!isWireError(back));
      assert.deepEqual({ ...back, data: hex(back.data) }, { ...message, data: hex(message.data) });
    }),
    randomRuns('codec'),
  );
  const named = (text: string) => describeHcp(1, parseHcpMessage(unhex(text)) as HcpMessage);
  assert.equal(named('03'), 'pipe 01: ANY_OPEN_PIPE');
  assert.equal(named('8002'), 'pipe 01: ANY_OK 02');
  assert.equal(named('50AA'), 'pipe 01: event 10 AA');
  assert.ok(isWireError(parseHcpMessage(bytes())));
  assert.ok(isWireError(parseHcpMessage(bytes(0xc0))));
});
