import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../../tests/random-counts.ts';
import { type Bytes, bytes, concat, hex, isWireError, unhex } from '../../base/index.ts';
import {
  ATR_DISSECTOR,
  emitCaptureHead,
  emitCapturePacket,
  emitExportedPdu,
  emitGsmtap,
  emitTpdus,
  emitUdpPacket,
  type Exchange,
  LINK_TYPE_IPV4,
  mergeTpdus,
  parseExportedPdu,
  parseGsmtap,
  parseTpdu,
  parseUdpPacket,
  readCapture,
} from './index.ts';

const tpdus = (command: string, answer: string) =>
  emitTpdus({ command: unhex(command), answer: unhex(answer) }).map(({ bytes: one }) => hex(one));

test('the header is 16 bytes: version 2, four words, the type SIM', () => {
  const frame = { subtype: 1, link: 3, lsi: 2, uplink: true, sequence: 7, payload: bytes(0x3b, 0) };
  assert.equal(hex(emitGsmtap(frame)), '02040400400000000000000701030200' + '3B00');
  assert.deepEqual(parseGsmtap(emitGsmtap(frame)), frame);
});

for (const [what, source] of [
  ['a short header', '020404'],
  ['version 1', '01040400000000000000000000000000'],
  ['a header longer than the frame', '02050400000000000000000000000000'],
  ['a header shorter than 16 bytes', '02030400000000000000000000000000'],
  ['another type', '02040100000000000000000000000000'],
] as const) {
  test(`no GSMTAP frame of the type SIM: ${what}`, () => {
    assert.ok(isWireError(parseGsmtap(unhex(source))));
  });
}

test('each case of a command is mapped to TPDUs as T=0 does it', () => {
  assert.deepEqual(tpdus('00440000', '9000'), ['00440000009000']);
  assert.deepEqual(tpdus('80CA006600', '6601029000'), ['80CA0066036601029000']);
  assert.deepEqual(tpdus('80CA006600', '6A88'), ['80CA0066006A88']);
  assert.deepEqual(tpdus('00A4000C023F00', '9000'), ['00A4000C023F009000']);
  assert.deepEqual(tpdus('01A40400023F0000', '6F009000'), [
    '01A40400023F006102',
    '01C00000026F009000',
  ]);
});

test('an answer of more than 256 bytes comes in parts', () => {
  const long = 'AB'.repeat(300);
  assert.deepEqual(tpdus('80CA0066000000', `${long}9000`), [
    `80CA006600${'AB'.repeat(256)}612C`,
    `00C000002C${'AB'.repeat(44)}9000`,
  ]);
});

/** What a capture gives back of an exchange. */
function back(exchange: Exchange, isOurs: boolean): Exchange {
  const read = emitTpdus(exchange).map(({ bytes: one, toCard }) => {
    const parsed = parseTpdu(one, isOurs ? toCard : undefined);
    assert.ok(!isWireError(parsed));
    return parsed;
  });
  const [merged, ...more] = mergeTpdus(read);
  assert.ok(merged !== undefined && more.length === 0);
  return merged;
}

test('header, data and answer come back from the TPDUs, whatever the instruction', () => {
  const body = fc.uint8Array({ maxLength: 700 });
  fc.assert(
    fc.property(body, body, fc.integer({ min: 0, max: 255 }), (data, answer, ins) => {
      const extended = data.length > 255;
      const lc = extended ? bytes(0, data.length >> 8, data.length & 255) : bytes(data.length);
      const le = extended ? bytes(0, 0) : bytes(0);
      const head = bytes(0x80, ins === 0xc0 ? 0 : ins, 1, 2);
      const command = data.length === 0 ? concat(head, le) : concat(head, lc, data, le);
      const whole = concat(answer, bytes(0x90, 0));
      const got = back({ command, answer: whole }, true);
      assert.equal(hex(got.answer), hex(whole));
      const start = data.length === 0 ? head : concat(head, lc, data);
      assert.equal(hex(got.command.subarray(0, start.length)), hex(start));
    }),
    randomRuns('codec'),
  );
});

test('without a direction the instruction says where the data go', () => {
  const read = (frame: string) => {
    const parsed = parseTpdu(unhex(frame));
    assert.ok(!isWireError(parsed));
    return `${hex(parsed.command)} ${hex(parsed.answer)}`;
  };
  assert.equal(read('00B0000002ABCD9000'), '00B0000002 ABCD9000');
  assert.equal(read('00D6000002ABCD9000'), '00D6000002ABCD 9000');
  assert.equal(read('80F2000002ABCD9000'), '80F2000002 ABCD9000');
  assert.equal(read('80F28000024F009000'), '80F28000024F00 9000');
  assert.equal(read('00A40400023F00006F009000'), '00A40400023F0000 6F009000');
  assert.equal(read('004400009000'), '00440000 9000');
});

test('what T=0 repeats with the right length is one command', () => {
  const wrong = { command: unhex('80CA006600'), answer: unhex('6C02') };
  const right = { command: unhex('80CA006602'), answer: unhex('66009000') };
  assert.deepEqual(mergeTpdus([wrong, right]), [right]);
});

const SOURCES = ['t0', 'swp-a'].map((name) => ({ name, linkType: LINK_TYPE_IPV4 }));

function capture(frames: readonly Bytes[]): Bytes {
  const packets = frames.map((payload, source) =>
    emitCapturePacket(emitUdpPacket({ port: 4729, payload }), {
      source,
      at: 1_700_000_000_000_000n,
    }),
  );
  return concat(emitCaptureHead(SOURCES, 'test'), ...packets);
}

test('a capture gives each packet back with its link', () => {
  const packets = readCapture(capture([unhex('AA'), unhex('BBCC')]));
  assert.ok(!isWireError(packets));
  assert.deepEqual(
    packets.map(({ name, linkType, bytes: one }) => {
      assert.equal(linkType, LINK_TYPE_IPV4);
      const udp = parseUdpPacket(one, linkType);
      assert.ok(!isWireError(udp));
      return [name, udp.port, hex(udp.payload)];
    }),
    [
      ['t0', 4729, 'AA'],
      ['swp-a', 4729, 'BBCC'],
    ],
  );
});

test('an exported PDU names its dissector; tags of others are skipped, a cut one is an error', () => {
  const pdu = { dissector: ATR_DISSECTOR, payload: unhex('3B00') };
  assert.equal(hex(emitExportedPdu(pdu)), '000C000C69736F373831362E6174720000000000' + '3B00');
  assert.deepEqual(parseExportedPdu(emitExportedPdu(pdu)), pdu);
  const other = concat(unhex('001400030102030000'.slice(0, 16)), emitExportedPdu(pdu));
  assert.deepEqual(parseExportedPdu(other), pdu);
  assert.ok(isWireError(parseExportedPdu(unhex('000C000C6973'))));
});

test('pcap of either byte order is read, behind Ethernet too', () => {
  const packet = concat(
    new Uint8Array(12),
    bytes(8, 0),
    emitUdpPacket({ port: 4729, payload: unhex('AA') }),
  );
  const { length } = packet;
  const little = `D4C3B2A1020004000000000000000000FFFF000001000000${'00'.repeat(8)}`;
  const big = `A1B2C3D40002000400000000000000000000FFFF00000001${'00'.repeat(8)}`;
  const lengths = [bytes(length, 0, 0, 0), bytes(0, 0, 0, length)];
  [little, big].forEach((head, at) => {
    const packets = readCapture(concat(unhex(head), lengths[at]!, lengths[at]!, packet));
    assert.ok(!isWireError(packets) && packets.length === 1);
    const udp = parseUdpPacket(packets[0]!.bytes, packets[0]!.linkType);
    assert.ok(!isWireError(udp) && hex(udp.payload) === 'AA');
  });
});

test('any cut or damaged capture is read or refused, and never throws', () => {
  const whole = capture([unhex('AA'), unhex('BBCC')]);
  for (let length = 0; length < whole.length; length++) readCapture(whole.subarray(0, length));
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, value) => {
      const damaged = whole.slice();
      damaged[at] = value;
      const packets = readCapture(damaged);
      if (isWireError(packets)) return;
      for (const one of packets) {
        const udp = parseUdpPacket(one.bytes, one.linkType);
        if (!isWireError(udp)) parseGsmtap(udp.payload);
      }
    }),
    randomRuns('codec'),
  );
});
