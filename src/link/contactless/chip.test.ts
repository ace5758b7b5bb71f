/** The cards of the chip behind the card RF gates, driven by the events of the controller. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, hex, unhex } from '../../base/index.ts';
import { testRng } from '../rig.testing.ts';
import { createCardTypeA, createCardTypeB, createRfGate } from './index.ts';

/** What the chip makes of the events that the controller sends, in any order. */
function chipFor() {
  const chip = createCardTypeA({ port: 'A' });
  const next = () => {
    const events: string[] = [];
    for (let one = chip.next(); one; one = chip.next()) {
      events.push(one.kind === 'command' ? `command ${hex(one.apdu)}` : one.kind);
    }
    return events;
  };
  const event = (instruction: number, data = '') => {
    chip.onEvent(0, { instruction, data: unhex(data) });
    return next();
  };
  return { chip, event, next };
}

test('the chip: field, activation, data, deactivation and field off in all legal orders', () => {
  const ON = 0x11;
  const OFF = 0x14;
  const UP = 0x13;
  const DOWN = 0x12;
  const DATA = 0x10;
  const orders: readonly (readonly [readonly number[], readonly string[]])[] = [
    [
      [ON, UP, DATA, DOWN, OFF],
      ['reset', 'command 00A40400', 'reset'],
    ],
    [
      [UP, DATA, DOWN, OFF],
      ['reset', 'command 00A40400', 'reset'],
    ],
    [
      [ON, UP, DATA, OFF],
      ['reset', 'command 00A40400', 'reset'],
    ],
    [
      [ON, UP, DOWN, UP, DATA, OFF],
      ['reset', 'reset', 'reset', 'command 00A40400', 'reset'],
    ],
    [[ON, OFF, ON, OFF], []],
    [[ON, DATA, OFF], []],
    [
      [ON, UP, DATA, DATA],
      ['reset', 'command 00A40400'],
    ],
    [[DOWN, OFF, DATA], []],
  ];
  for (const [order, seen] of orders) {
    const { event } = chipFor();
    const got = order.flatMap((one) => event(one, one === DATA ? '00A4040000' : ''));
    assert.deepEqual(got, seen, order.join(' '));
  }
});

test('the chip: data that came damaged through the air are not run', () => {
  const { event } = chipFor();
  event(0x13);
  assert.deepEqual(event(0x10, '00A4040001'), []);
  assert.deepEqual(event(0x10, ''), []);
  assert.deepEqual(event(0x10, '00A4040000'), ['command 00A40400']);
});

test('the chip: sound data that are no C-APDU go up, for the reader waits for an answer', () => {
  const { event } = chipFor();
  event(0x13);
  assert.deepEqual(event(0x10, '00'), ['command ']);
});

test('the chip: an answer leaves when it is ready, and not after the reader is gone', () => {
  const { chip, event } = chipFor();
  event(0x13);
  event(0x10, '00A4040000');
  chip.respond(bytes(0x90, 0), 500);
  assert.equal(chip.takeEvent(499), undefined);
  assert.equal(chip.wakeAt(), 500);
  assert.deepEqual(event(0x14), ['reset']);
  assert.equal(chip.takeEvent(500), undefined);
  chip.respond(bytes(0x90, 0), 500);
  assert.equal(chip.takeEvent(500), undefined, 'no event without a request');
});

test('what the chip requests of the controller is what the registry takes', () => {
  const a = createCardTypeA({ port: 'A', uid: unhex('04112233445566'), historical: unhex('80') });
  const b = createCardTypeB({ port: 'B', pupi: unhex('01020304'), afi: 0x20 });
  for (const { requested } of [a, b]) {
    const gate = createRfGate(requested!.hostGate === 0x23 ? 'A' : 'B', testRng(1));
    for (const { index, value } of requested!.parameters) {
      assert.equal(gate.registry!.write(index, value), 0, `parameter ${index}`);
    }
  }
});
