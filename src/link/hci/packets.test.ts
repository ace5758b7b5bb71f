import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, hex } from '../../base/index.ts';
import { emitHcpMessage, HCP_TYPE } from '../../wire/index.ts';
import type { SwpEnd } from '../swp/index.ts';
import { pattern } from '../rig.testing.ts';
import { HcpLink } from './index.ts';

/** A data link that is only an epoch and a list of packets. */
function linkFor() {
  const packets: Bytes[] = [];
  const end = { epoch: 1, next: () => packets.shift() };
  const link = new HcpLink();
  link.attach(end as unknown as SwpEnd);
  return { link, end, packets };
}

function event(length: number) {
  return { type: HCP_TYPE.EVENT, instruction: 0x10, data: pattern(length) };
}

test('a message is cut into packets of 29 bytes, the last one marked', () => {
  const { link } = linkFor();
  link.send(5, event(60));
  const packets = [link.takePacket()!, link.takePacket()!, link.takePacket()!];
  assert.deepEqual(
    packets.map((one) => one.length),
    [29, 29, 6],
  );
  assert.deepEqual(
    packets.map((one) => one[0]),
    [5, 5, 0x85],
  );
  assert.equal(link.takePacket(), undefined);
  assert.equal(link.pending, false);
});

test('after a reset of the data link, what was half sent is dropped, what waits is kept', () => {
  const { link, end } = linkFor();
  link.send(5, event(60));
  link.send(6, event(1));
  link.takePacket();
  end.epoch++;
  assert.equal(link.takePacket()?.[0], 0x86);
  assert.equal(link.takePacket(), undefined);
});

test('after a reset of the data link, what was half received is dropped', () => {
  const { link, end, packets } = linkFor();
  const whole = emitHcpMessage(event(2));
  packets.push(Uint8Array.of(5, 0x50, 1, 2, 3));
  assert.equal(link.next(), undefined);
  end.epoch++;
  packets.push(Uint8Array.of(0x85, ...whole));
  assert.equal(hex(link.next()!.message.data), hex(pattern(2)));
});

test('fragments of several pipes are joined apart', () => {
  const { link, packets } = linkFor();
  packets.push(Uint8Array.of(5, 0x50, 1), Uint8Array.of(6, 0x51, 7));
  packets.push(Uint8Array.of(0x85, 2), Uint8Array.of(0x86, 8));
  const got = [link.next()!, link.next()!];
  assert.deepEqual(
    got.map((one) => [one.pipe, hex(one.message.data)]),
    [
      [5, '0102'],
      [6, '0708'],
    ],
  );
});

test('packets without any byte of a message take no room', () => {
  const { link, packets } = linkFor();
  for (let i = 0; i < 100_000; i++) packets.push(Uint8Array.of(5));
  packets.push(Uint8Array.of(5, 0x50), Uint8Array.of(5), Uint8Array.of(0x85, 9));
  assert.equal(hex(link.next()!.message.data), '09');
});

test('a message without end is read to its end and dropped', () => {
  const { link, packets } = linkFor();
  for (let i = 0; i < 3_000; i++) packets.push(Uint8Array.of(5, ...pattern(28)));
  packets.push(Uint8Array.of(0x85, 1), Uint8Array.of(0x85, 0x50, 9));
  assert.equal(hex(link.next()!.message.data), '09');
});
