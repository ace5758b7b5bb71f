import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bench } from '../../../../tests/support/container-bench.ts';
import { cmac as hostCmac } from '../../../../tests/support/scp03-host.ts';
import { bytes, concat, EMPTY, hex } from '../../../base/index.ts';
import { cmac, pureCrypto } from '../../../crypto/index.ts';
import type { Command } from '../../../os/abi/index.ts';
import { isLevelAllowed } from './options.ts';
import { Scp03Channel } from './secure-messaging.ts';

const ENC = new Uint8Array(16).fill(1);
const MAC = new Uint8Array(16).fill(2);
const RMAC = new Uint8Array(16).fill(3);
const DEK = new Uint8Array(16).fill(4);

function open(level: number): Scp03Channel {
  const { aes } = pureCrypto;
  const keys = { enc: aes(ENC), mac: cmac(aes(MAC)), rmac: cmac(aes(RMAC)) };
  return new Scp03Channel({ keys, dek: aes(DEK), level, domain: 1, option: 0x70 });
}

/** A first command of a session, signed over the header given. */
function signed(
  cla: number,
  parts: { header: Uint8Array; body: Uint8Array; le?: number },
): Command {
  const { header, body, le } = parts;
  const mac = hostCmac(MAC, concat(new Uint8Array(16), header, body)).subarray(0, 8);
  const [, ins = 0, p1 = 0, p2 = 0] = header;
  const session = new Bench().session();
  const data = concat(body, mac);
  const sent = { header: header.subarray(0, 4), extended: header.length > 5 };
  const rest = { at: 0, selecting: undefined, charge: () => {} };
  return { session, ...sent, cla, ins, p1, p2, data, le, ...rest };
}

test('an error travels without data and without MAC at any level [GPAmdD §6.2.5]', () => {
  for (const level of [0x11, 0x13, 0x33]) {
    const response = open(level).protect({ data: bytes(1, 2, 3), sw: 0x6a88 });
    assert.deepEqual([response.data.length, response.sw], [0, 0x6a88]);
  }
});

test('9000 and warnings have a MAC, also without data, which is not padded', () => {
  for (const sw of [0x9000, 0x6283, 0x6310]) {
    const mac = hostCmac(RMAC, concat(new Uint8Array(16), bytes(sw >> 8, sw & 0xff)));
    const response = open(0x33).protect({ data: EMPTY, sw });
    assert.equal(hex(response.data), hex(mac.subarray(0, 8)));
  }
});

test('the plain command has no secure messaging in its class, and only its own data', () => {
  const header = bytes(0x84, 0xf2, 0x80, 0x02, 10);
  const plain = open(0x01).verify(signed(0x84, { header, body: bytes(0x4f, 0) }));
  assert.ok('data' in plain);
  assert.deepEqual([plain.cla, hex(plain.data)], [0x80, '4F00']);
});

test('the length is signed as it was coded: three bytes where it was extended', () => {
  const long = new Uint8Array(300);
  const header = bytes(0x84, 0xe2, 0, 0, 0, 0x01, 0x34);
  assert.ok('data' in open(0x01).verify(signed(0x84, { header, body: long })));
  const extended = bytes(0x84, 0xca, 0, 0x66, 0, 0, 8);
  const short = bytes(0x84, 0xca, 0, 0x66, 8);
  for (const le of [undefined, 256, 65_536]) {
    const command = signed(0x84, { header: extended, body: EMPTY, ...(le && { le }) });
    assert.ok('data' in open(0x01).verify(command), 'a short Lc in extended form');
    assert.ok('why' in open(0x01).verify({ ...command, extended: false }));
  }
  const command = signed(0x84, { header: short, body: EMPTY, le: 256 });
  assert.ok('data' in open(0x01).verify(command));
  assert.ok('why' in open(0x01).verify({ ...command, extended: true }));
});

test('room is left for what protection adds, and no less', () => {
  for (const level of [0x01, 0x11, 0x33]) {
    const channel = open(level);
    const lengthMax = channel.responseLengthMax;
    const length = (plain: number) =>
      channel.protect({ data: new Uint8Array(plain), sw: 0x9000 }).data.length;
    assert.ok(length(lengthMax) <= 256);
    assert.ok(length(lengthMax + 1) > 256);
  }
});

test('levels require their bits of i [GPAmdD §7.1.2.1]', () => {
  const levels = [0x00, 0x01, 0x03, 0x11, 0x13, 0x33];
  const allowed = (option: number) => levels.filter((level) => isLevelAllowed(level, option));
  assert.deepEqual(allowed(0x00), [0x00, 0x01, 0x03]);
  assert.deepEqual(allowed(0x20), [0x00, 0x01, 0x03, 0x11, 0x13]);
  assert.deepEqual(allowed(0x60), levels);
  assert.equal(isLevelAllowed(0x10, 0x70), false);
});
