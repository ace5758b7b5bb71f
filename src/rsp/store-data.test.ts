import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bytes, EMPTY, equal, hex, type Bytes } from '../base/index.ts';
import { type Command, Refusal, type Session } from '../os/abi/index.ts';
import { Bench } from '../../tests/support/container-bench.ts';
import { checkBlock, ES10_COMMAND_LENGTH_MAX, forgetBlocks, storeData } from './index.ts';
import { randomRuns } from '../../tests/random-counts.ts';

interface Block {
  readonly p1: number;
  readonly p2: number;
  readonly data: Bytes;
  readonly cla?: number;
}

class Transport {
  readonly session: Session = new Bench().session(1);
  readonly ran: Bytes[] = [];

  /** The status word of one block. */
  send({ p1, p2, data, cla = 0x80 }: Block): number {
    const command: Command = {
      session: this.session,
      header: bytes(cla, 0xe2, p1, p2),
      cla,
      ins: 0xe2,
      p1,
      p2,
      data,
      le: undefined,
      extended: false,
      at: 0,
      selecting: undefined,
      charge: () => {},
    };
    try {
      checkBlock({ ...command, length: data.length });
      const response = storeData(command, (request) => {
        this.ran.push(request.slice());
        return bytes(0xaa);
      });
      assert.equal(hex(response.data), p1 === 0x91 ? 'AA' : '');
      return response.sw;
    } catch (error) {
      assert.ok(error instanceof Refusal, String(error));
      return error.sw;
    }
  }
}

/** Cuts a request as an LPA does. */
function blocks(request: Bytes, segment: number): readonly Block[] {
  const count = Math.ceil(request.length / segment);
  return Array.from({ length: count }, (_, i) => ({
    p1: i === count - 1 ? 0x91 : 0x11,
    p2: i,
    data: request.subarray(i * segment, (i + 1) * segment),
  }));
}

test('a request in blocks of any length arrives whole, and once', () => {
  const cut = fc.record({
    request: fc.uint8Array({ minLength: 1, maxLength: 2_000 }),
    segment: fc.integer({ min: 8, max: 255 }),
  });
  fc.assert(
    fc.property(cut, ({ request, segment }) => {
      const transport = new Transport();
      for (const block of blocks(request, segment)) assert.equal(transport.send(block), 0x9000);
      assert.equal(transport.ran.length, 1);
      assert.ok(equal(transport.ran[0]!, request));
      assert.equal(transport.send({ p1: 0x11, p2: 1, data: bytes(1) }), 0x6a86, 'nothing is kept');
    }),
    randomRuns('codec'),
  );
});

test('a block out of sequence is refused, and the request is reset', () => {
  fc.assert(
    fc.property(fc.nat(20), fc.integer({ min: 1, max: 255 }), (done, wrong) => {
      fc.pre(wrong !== done);
      const transport = new Transport();
      for (let p2 = 0; p2 < done; p2++) transport.send({ p1: 0x11, p2, data: bytes(p2) });
      assert.equal(transport.send({ p1: 0x91, p2: wrong, data: bytes(1) }), 0x6a86);
      assert.deepEqual(transport.ran, []);
      assert.equal(transport.send({ p1: 0x91, p2: done + 1, data: bytes(1) }), 0x6a86);
      assert.equal(transport.send({ p1: 0x91, p2: 0, data: bytes(7) }), 0x9000);
      assert.deepEqual(transport.ran.map(hex), ['07']);
    }),
    randomRuns('codec'),
  );
});

test('block 0 starts a new request, whatever came before', () => {
  const transport = new Transport();
  transport.send({ p1: 0x11, p2: 0, data: bytes(1) });
  transport.send({ p1: 0x11, p2: 1, data: bytes(2) });
  transport.send({ p1: 0x11, p2: 0, data: bytes(3) });
  assert.equal(transport.send({ p1: 0x91, p2: 1, data: bytes(4) }), 0x9000);
  assert.deepEqual(transport.ran.map(hex), ['0304']);
});

for (const [what, block, sw] of [
  ['P1 90', { p1: 0x90, p2: 0, data: bytes(1) }, 0x6a86],
  ['P1 01', { p1: 0x01, p2: 0, data: bytes(1) }, 0x6a86],
  ['no data', { p1: 0x91, p2: 0, data: EMPTY }, 0x6700],
  ['secure messaging', { p1: 0x91, p2: 0, data: bytes(1), cla: 0x84 }, 0x6882],
] as const) {
  test(`a block with ${what} is refused and ends what had begun`, () => {
    const transport = new Transport();
    transport.send({ p1: 0x11, p2: 0, data: bytes(1) });
    assert.equal(transport.send(block), sw);
    assert.equal(transport.send({ p1: 0x91, p2: 1, data: bytes(1) }), 0x6a86);
    assert.deepEqual(transport.ran, []);
  });
}

test('a request beyond the limit is refused with 6A84, one at the limit is not', () => {
  const send = (length: number): number => {
    const transport = new Transport();
    const words = blocks(new Uint8Array(length), 255).map((block) => transport.send(block));
    return words.find((sw) => sw !== 0x9000) ?? 0x9000;
  };
  assert.equal(send(ES10_COMMAND_LENGTH_MAX), 0x9000);
  assert.equal(send(ES10_COMMAND_LENGTH_MAX + 1), 0x6a84);
});

test('blocks are copied: the buffer they came in may be used again', () => {
  const transport = new Transport();
  const buffer = bytes(1, 2);
  transport.send({ p1: 0x11, p2: 0, data: buffer });
  buffer.fill(9);
  transport.send({ p1: 0x91, p2: 1, data: bytes(3) });
  assert.deepEqual(transport.ran.map(hex), ['010203']);
});

test('an unfinished request is discarded when the session ends', () => {
  const transport = new Transport();
  transport.send({ p1: 0x11, p2: 0, data: bytes(1) });
  forgetBlocks(transport.session);
  assert.equal(transport.send({ p1: 0x91, p2: 1, data: bytes(2) }), 0x6a86);
});
