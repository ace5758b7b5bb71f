import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, concat, hex, unhex } from '../base/index.ts';
import { createSwpCard, createSwpTerminal, type SwpCardOptions } from './index.ts';
import { pattern, TestRig } from './test-rig.ts';

const ATR = unhex('3B8080018101'.slice(0, 8));
const OK = bytes(0x90, 0);

function rigFor(options: Partial<SwpCardOptions<string>> = {}, cost = 0) {
  const card = createSwpCard<string>({ apduGate: { port: 'GATE', atr: ATR }, ...options });
  const swp = createSwpTerminal();
  const rig = new TestRig(swp.apduGate, card, {
    answer: (apdu) => concat(apdu.subarray(4), OK),
    cost: () => cost,
  });
  return { card, swp, rig };
}

test('the APDU gate comes up and carries commands of any size [M-73]', () => {
  const { swp, rig } = rigFor();
  rig.powerOn();
  assert.equal(swp.apduGate.failure, undefined);
  assert.equal(hex(swp.apduGate.atr!), hex(ATR));
  for (const length of [0, 1, 23, 24, 25, 28, 255, 1_000, 60_000]) {
    const result = rig.exchange(concat(bytes(0, 0xd6, 0, 0), pattern(length)));
    assert.equal(result.kind === 'answer' && hex(result.bytes), hex(concat(pattern(length), OK)));
  }
});
