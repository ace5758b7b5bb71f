import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, concat, hex, unhex } from '../base/index.ts';
import { createSwpCard, createSwpTerminal, type SwpCardOptions } from './index.ts';
import { pattern, testRng, TestRig } from './test-rig.ts';

const ATR = unhex('3B8080018101'.slice(0, 8));
const OK = bytes(0x90, 0);

function rigFor(options: Partial<SwpCardOptions<string>> = {}, cost = 0) {
  const card = createSwpCard<string>({ apduGate: { port: 'GATE', atr: ATR }, ...options });
  const swp = createSwpTerminal({ rng: testRng(1) });
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

for (const type of ['A', 'B'] as const) {
  test(`a reader of type ${type} reaches the chip by its own link [M-72]`, () => {
    const { swp, card } = rigFor({
      typeA: { port: 'A', uid: unhex('04112233445566'), historical: unhex('8031') },
      typeB: { port: 'B', pupi: unhex('01020304') },
    });
    const reader = type === 'A' ? swp.readerA : swp.readerB;
    const rig = new TestRig(reader, card, {
      answer: (apdu, port) => concat(bytes(port.charCodeAt(0)), apdu.subarray(4), OK),
    });
    rig.powerOn();
    assert.equal(reader.failure, undefined);
    const atr = type === 'A' ? '3B8280018031B2' : '3B888001000000000081A10029';
    assert.equal(hex(reader.atr!), atr);
    for (const length of [0, 1, 250, 254, 1_000, 60_000]) {
      const result = rig.exchange(concat(bytes(0, 0xd6, 0, 0), pattern(length)));
      const right = concat(bytes(type.charCodeAt(0)), pattern(length), OK);
      assert.equal(result.kind === 'answer' && hex(result.bytes), hex(right));
    }
  });
}
