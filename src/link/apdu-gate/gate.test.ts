/** The APDU gate of the chip, event by event. [TS102622 §12] */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, hex, MS, unhex } from '../../base/index.ts';
import { pattern } from '../rig.testing.ts';
import { type ApduGateOptions, createApduGate } from './index.ts';

const C_APDU = 0x10;
const ABORT = 0x11;
const END = 0x21;
const SELECT = '00A40400';

function gateFor(options: Partial<ApduGateOptions<string>> = {}) {
  const gate = createApduGate({ port: 'GATE', atr: unhex('3B00'), waitMs: 1_000, ...options });
  gate.onPipe(true);
  const send = (instruction: number, data = '', now = 0) =>
    gate.onEvent(now, { instruction, data: unhex(data) });
  /** What goes to the client now. */
  const sent = (now = 0): string[] => {
    const events: string[] = [];
    for (let one = gate.takeEvent(now); one; one = gate.takeEvent(now)) {
      events.push(`${hex(bytes(one.instruction))}${hex(one.data)}`);
    }
    return events;
  };
  const up = (): string[] => {
    const events: string[] = [];
    for (let one = gate.next(); one; one = gate.next()) {
      events.push(one.kind === 'command' ? hex(one.apdu) : one.kind);
    }
    return events;
  };
  return { gate, send, sent, up };
}

test('the registry gives sizes and waiting time, and rejects writes', () => {
  const { gate } = gateFor({ sizeMax: 261, waitMs: 300 });
  assert.deepEqual(gate.registry!.read(1), unhex('0105'));
  assert.deepEqual(gate.registry!.read(2), unhex('012C'));
  assert.equal(gate.registry!.write(1, unhex('FFFF')), 0x0a);
  assert.equal(gate.registry!.write(2, unhex('FFFF')), 0x0a);
  assert.equal(gate.registry!.read(3), 0x05);
});

test('EVT_C-APDU goes up, EVT_R-APDU comes down when it is ready', () => {
  const { gate, send, sent, up } = gateFor();
  send(C_APDU, SELECT);
  assert.deepEqual(up(), [SELECT]);
  gate.respond(bytes(0x90, 0), 200);
  assert.deepEqual(sent(199), []);
  assert.equal(gate.wakeAt(), 200);
  assert.deepEqual(sent(200), ['109000']);
  assert.equal(gate.wakeAt(), undefined);
});

test('EVT_WTX leaves after half the waiting time, again and again', () => {
  const { gate, send, sent, up } = gateFor();
  send(C_APDU, SELECT);
  up();
  assert.equal(gate.wakeAt(), 500 * MS);
  assert.deepEqual(sent(500 * MS - 1), []);
  assert.deepEqual(sent(500 * MS), ['11']);
  assert.deepEqual(sent(999 * MS), []);
  assert.deepEqual(sent(1_000 * MS), ['11']);
  gate.respond(bytes(0x90, 0), 0);
  assert.deepEqual(sent(1_001 * MS), ['109000']);
});

test('EVT_ABORT resets this session, EVT_ATR answers, and a late answer is void', () => {
  const { gate, send, sent, up } = gateFor();
  send(C_APDU, SELECT);
  send(ABORT);
  assert.deepEqual(up(), ['reset'], 'a command that the device has not taken is dropped');
  gate.respond(bytes(0x90, 0), 0);
  assert.deepEqual(sent(), ['123B00']);
  send(C_APDU, SELECT);
  up();
  send(ABORT);
  assert.deepEqual(up(), ['reset']);
  gate.respond(bytes(0x90, 0), 0);
  assert.deepEqual(sent(), ['123B00']);
});

test('a C-APDU that is too long is answered 6700 and never goes up', () => {
  const { gate, send, sent, up } = gateFor({ sizeMax: 261 });
  send(C_APDU, hex(pattern(262)));
  assert.deepEqual(up(), []);
  assert.equal(gate.wakeAt(), 0);
  assert.deepEqual(sent(), ['106700']);
  send(C_APDU, hex(pattern(261)));
  assert.equal(up().length, 1);
});

test('one command at a time, and the end of a transaction ends nothing', () => {
  const { gate, send, sent, up } = gateFor();
  send(C_APDU, SELECT);
  send(C_APDU, '00B00000');
  send(END);
  send(0x3f, 'AA');
  assert.deepEqual(up(), [SELECT]);
  gate.respond(bytes(0x90, 0), 0);
  assert.deepEqual(sent(), ['109000']);
});

test('a pipe that closes takes the session with it, and an idle one nothing', () => {
  const { gate, send, sent, up } = gateFor();
  gate.onPipe(false);
  assert.deepEqual(up(), []);
  gate.onPipe(true);
  send(C_APDU, SELECT);
  up();
  gate.onPipe(false);
  assert.deepEqual(up(), ['reset']);
  gate.respond(bytes(0x90, 0), 0);
  assert.deepEqual(sent(), []);
});
