/** EVT_TRANSACTION on the wire. [TS102622 §11.4] */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, hex, isWireError, unhex } from '../../base/index.ts';
import { pattern } from '../rig.testing.ts';
import { emitTransaction, parseTransaction } from './connectivity.ts';
import { ConnectivityGate } from './index.ts';

const AID = 'A0000000041010';

test('AID and parameters are read back, at their shortest and longest', () => {
  for (const [aid, length] of [
    [5, 0],
    [16, 255],
  ] as const) {
    const transaction = { aid: pattern(aid), parameters: pattern(length) };
    assert.deepEqual(parseTransaction(emitTransaction(transaction)), transaction);
  }
  assert.equal(hex(emitTransaction({ aid: unhex(AID), parameters: bytes(1) })), `8107${AID}820101`);
});

test('parameters may be left out', () => {
  assert.deepEqual(parseTransaction(unhex(`8107${AID}`)), { aid: unhex(AID), parameters: bytes() });
});

test('what is none is a wire error, and the terminal passes over it', () => {
  const gate = new ConnectivityGate();
  const wrong = [
    '',
    '81',
    `8007${AID}`,
    '8104A0000000',
    `8111${'A0'.repeat(17)}`,
    `8107${AID.slice(2)}`,
    `8107${AID}83`,
    `8107${AID}82`,
    `8107${AID}820201`,
    `8107${AID}82010102`,
  ];
  for (const text of wrong) {
    assert.ok(isWireError(parseTransaction(unhex(text))), text);
    gate.onEvent(0, { instruction: 0x12, data: unhex(text) });
  }
  gate.onEvent(0, { instruction: 0x3f, data: bytes() });
  assert.equal(gate.next(), undefined);
});

test('of events without a receiver, the last 32 are kept', () => {
  const gate = new ConnectivityGate();
  for (let count = 0; count < 40; count++) {
    gate.onEvent(0, { instruction: 0x12, data: unhex(`8107${AID}8201${hex(bytes(count))}`) });
  }
  const first = gate.next();
  assert.deepEqual(first?.kind === 'transaction' && first.parameters, bytes(8));
  let left = 0;
  while (gate.next() !== undefined) left++;
  assert.equal(left, 31);
});
