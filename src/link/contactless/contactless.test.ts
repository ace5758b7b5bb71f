import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, concat, hex, type Time, unhex } from '../../base/index.ts';
import { withIso14443Crc, withoutIso14443Crc } from '../../wire/index.ts';
import { transfer } from '../line/index.ts';
import { pattern, testRng } from '../rig.testing.ts';
import { type CardType, createNfcReader, createRfGate } from './index.ts';

/** A gate as the chip sets it up, with the chip played by hand. */
function gateFor(type: CardType, parameters: Readonly<Record<number, string>> = {}) {
  const gate = createRfGate(type, testRng(3));
  const registry = gate.registry!;
  registry.write(1, bytes(2));
  for (const [index, value] of Object.entries(parameters)) {
    assert.equal(registry.write(Number(index), unhex(value)), 0, `parameter ${index}`);
  }
  gate.onPipe(true);
  gate.onChip!(true);
  gate.antenna.signal(0, 'field-on');
  const say = (frame: string, now: Time = 0): string | undefined => {
    gate.antenna.receive(now, unhex(frame));
    const answer = gate.antenna.transmit(now);
    return answer && hex(answer);
  };
  /** A frame with its check; the answer without. */
  const ask = (frame: string, now: Time = 0): string | undefined => {
    const answer = say(hex(withIso14443Crc(type, unhex(frame))), now);
    if (answer === undefined) return undefined;
    const body = withoutIso14443Crc(type, unhex(answer));
    assert.ok(body !== undefined, 'the answer has a matching check');
    return hex(body);
  };
  const reported = (): string[] => {
    const events: string[] = [];
    for (let one = gate.takeEvent(0); one; one = gate.takeEvent(0)) {
      events.push(`${hex(bytes(one.instruction))}${hex(one.data)}`);
    }
    return events;
  };
  return { gate, say, ask, reported };
}

const UID4 = { 2: '01020304', 3: '20', 4: '0004', 6: '70' };

/** Up to the block protocol. */
function activeA(parameters: Readonly<Record<number, string>> = UID4) {
  const parts = gateFor('A', parameters);
  parts.say('26');
  parts.ask('93700102030404');
  parts.ask('E080');
  parts.reported();
  return parts;
}

test('type A: request, anticollision and selection of a UID of four bytes [M-72]', () => {
  const { say, ask, reported } = gateFor('A', UID4);
  assert.equal(say('26'), '0400', 'ATQA, low byte first');
  assert.equal(say('9320'), '0102030404');
  assert.equal(ask('93700102030404'), '20');
  assert.deepEqual(reported(), ['11'], 'only the field is reported to the chip');
  assert.equal(ask('E080'), '0578007000');
  assert.deepEqual(reported(), ['13']);
});

test('type A: UIDs of seven and ten bytes go by cascade levels', () => {
  const seven = gateFor('A', { ...UID4, 2: '04112233445566' });
  assert.equal(seven.say('52'), '4400');
  assert.equal(seven.say('9320'), '88041122BF');
  assert.equal(seven.ask('937088041122BF'), '04');
  assert.equal(seven.say('9520'), '3344556644');
  assert.equal(seven.ask('95703344556644'), '20');
  const ten = gateFor('A', { ...UID4, 2: '04112233445566778899' });
  assert.equal(ten.say('52'), '8400');
  ten.ask('937088041122BF');
  assert.equal(ten.say('9520'), '88334455AA');
  assert.equal(ten.ask('957088334455AA'), '04');
  assert.equal(ten.say('9720'), '6677889900');
  assert.equal(ten.ask('97706677889900'), '20');
});

test('type A: the SAK of the last level announces blocks and no further level', () => {
  const { say, ask } = gateFor('A', { ...UID4, 3: '0C' });
  say('26');
  assert.equal(ask('93700102030404'), '28');
});

test('type A: anticollision with known bits answers the rest, or nothing to another', () => {
  const { say } = gateFor('A', { ...UID4, 2: '5A020304' });
  say('26');
  assert.equal(say('93305A'), '0203045F');
  say('26');
  say('26');
  assert.equal(say('93240A'), '500203045F', 'a broken byte comes without the known bits');
  assert.equal(say('93305B'), undefined);
});

test('type A: frames out of turn send the card back to where it waits', () => {
  const { say, ask } = gateFor('A', UID4);
  assert.equal(say('9320'), undefined, 'before a request');
  say('26');
  assert.equal(say('26'), undefined, 'a request in the middle');
  assert.equal(say('26'), '0400');
  assert.equal(say('9520'), undefined, 'another cascade level');
  say('26');
  assert.equal(say('937001020304040000'), undefined, 'a wrong check');
  say('26');
  assert.equal(ask('93700102030505'), undefined, 'another card is meant');
  say('26');
  ask('93700102030404');
  assert.equal(ask('E0F0'), '0578007000', 'FSDI beyond 8 means 8');
});

test('type A: a halted card wakes by WUPA alone', () => {
  const { say, ask } = gateFor('A', UID4);
  say('26');
  ask('93700102030404');
  assert.equal(ask('5000'), undefined);
  assert.equal(say('26'), undefined);
  assert.equal(say('52'), '0400');
  assert.equal(say('26'), undefined, 'an error leads back to halt');
  assert.equal(say('26'), undefined);
  assert.equal(say('52'), '0400');
});

test('type A: without a UID the controller makes one up in each field', () => {
  const { gate, say } = gateFor('A', { 3: '20', 4: '0004' });
  say('26');
  const first = say('9320')!;
  assert.match(first, /^08/);
  gate.antenna.signal(0, 'field-off');
  gate.antenna.signal(0, 'field-on');
  say('26');
  assert.notEqual(say('9320'), first);
});

test('type A: ATS says what the registry says, PPS follows at once or never', () => {
  const { ask } = activeA({ ...UID4, 5: '8031', 6: '73', 7: '01', 9: '010200' });
  assert.equal(ask('D01100'), 'D0');
  assert.equal(ask('D01100'), undefined);
  const other = gateFor('A', { ...UID4, 5: '8031', 6: '73', 7: '01', 9: '010201' });
  other.say('26');
  other.ask('93700102030404');
  assert.equal(other.ask('E083'), '0778B173028031');
});

test('type B: request and ATTRIB with what the registry says [M-72]', () => {
  const parameters = { 2: 'AABBCCDD', 3: '10', 4: '11220171', 5: 'F00D', 6: '000000' };
  const { ask, reported } = gateFor('B', parameters);
  assert.equal(ask('050000'), '50AABBCCDD10112201008171');
  assert.deepEqual(reported(), ['11']);
  assert.equal(ask('1D0000000000080100'), undefined, 'another card is meant');
  assert.equal(ask('1DAABBCCDD00080000'), undefined, 'no block protocol');
  assert.equal(ask('1DAABBCCDD00080102'), '02F00D');
  assert.deepEqual(reported(), ['13']);
});

test('type B: application family, slots, halt and wake-up', () => {
  const { ask } = gateFor('B', { 2: 'AABBCCDD', 3: '12' });
  assert.equal(ask('052000'), undefined, 'another family');
  assert.ok(ask('051000') !== undefined, 'the whole family');
  assert.ok(ask('051200') !== undefined);
  assert.equal(ask('50AABBCCDD'), '00');
  assert.equal(ask('050000'), undefined);
  assert.ok(ask('050008') !== undefined, 'wake-up');
  let found = ask('050004') === undefined ? 0 : 1;
  for (let slot = 1; slot < 16; slot++) {
    if (ask(hex(bytes((slot << 4) | 5))) !== undefined) found++;
  }
  assert.equal(found, 1, 'one slot of sixteen');
});

test('a chip that hides the card, or is away, is not to be seen', () => {
  const { gate, say, reported } = gateFor('A', { ...UID4, 1: 'FF' });
  assert.equal(say('26'), undefined);
  gate.registry!.write(1, bytes(2));
  assert.equal(say('26'), '0400');
  gate.onChip!(false);
  assert.equal(say('52'), undefined);
  gate.onChip!(true);
  gate.onPipe(false);
  assert.equal(say('52'), undefined);
  assert.deepEqual(reported(), []);
});

test('blocks: chaining both ways, and the chip gets whole APDUs', () => {
  const { gate, ask, reported } = activeA();
  assert.equal(ask('1200A4'), 'A2');
  assert.equal(ask('130400'), 'A3');
  assert.equal(ask('0200'), undefined, 'the chip is busy');
  assert.deepEqual(reported(), ['1000A404000000']);
  gate.onEvent(0, { instruction: 0x10, data: concat(pattern(300), bytes(0x90, 0)) });
  const first = withoutIso14443Crc('A', gate.antenna.transmit(0)!)!;
  assert.equal(first.length, 1 + 252);
  assert.equal(first[0], 0x12);
  assert.equal(ask('A3'), hex(concat(bytes(0x03), pattern(300).subarray(252), bytes(0x90, 0))));
});

test('blocks: a repeated block runs nothing twice, and lost answers come again', () => {
  const { gate, ask, reported } = activeA();
  assert.equal(ask('0200A40400'), undefined);
  assert.equal(ask('0200A40400'), undefined);
  assert.equal(reported().length, 1);
  gate.onEvent(0, { instruction: 0x10, data: bytes(0x90, 0) });
  assert.equal(ask('B2'), '029000', 'requested by NAK');
  assert.equal(ask('0200A40400'), '029000');
  assert.equal(ask('B3'), 'A2', 'the next block did not arrive');
  assert.deepEqual(reported(), []);
});

test('blocks: S(WTX) requests time before the reader gives up', () => {
  const { gate, ask } = activeA();
  ask('0200A40400');
  const wake = gate.antenna.wakeAt()!;
  assert.ok(wake > 0 && wake <= 39_000 / 2, 'half of the waiting time');
  const wtx = () => hex(withoutIso14443Crc('A', gate.antenna.transmit(wake)!)!);
  assert.equal(wtx(), 'F201');
  assert.equal(ask('B2', wake), 'F201', 'requested again');
  assert.equal(ask('F201', wake), undefined);
  assert.ok(gate.antenna.wakeAt()! > wake);
  gate.onEvent(wake, { instruction: 0x10, data: bytes(0x90, 0) });
  assert.equal(hex(withoutIso14443Crc('A', gate.antenna.transmit(wake)!)!), '029000');
});

test('blocks: DESELECT halts the card, and it can be woken and activated again', () => {
  const { say, ask, reported } = activeA();
  assert.equal(ask('C2'), 'C2');
  assert.deepEqual(reported(), ['12']);
  assert.equal(say('26'), undefined);
  assert.equal(say('52'), '0400');
  ask('93700102030404');
  assert.equal(ask('E080'), '0578007000');
  assert.deepEqual(reported(), ['13'], 'the field was reported before');
});

test('blocks: CID is held to; damaged and foreign blocks stay unanswered', () => {
  const { say, ask, reported } = activeA({ ...UID4, 7: '01' });
  assert.equal(ask('0A0300A40400'), undefined, 'another CID');
  assert.equal(say('0200A404009999'), undefined, 'a wrong check');
  assert.equal(ask('0600A40400'), undefined, 'a node address');
  assert.equal(ask('C8'), undefined);
  assert.deepEqual(reported(), []);
  assert.equal(ask('0A0000A40400'), undefined);
  assert.equal(reported().length, 1);
});

test('the controller reports field, card and data in all legal orders', () => {
  const UP = ['26', '93700102030404', 'E080'];
  const orders: readonly (readonly [readonly string[], readonly string[]])[] = [
    [
      [...UP, '0200A40400', 'C2', 'off'],
      ['11', '13', '1000A4040000', '12', '14'],
    ],
    [
      [...UP, 'off'],
      ['11', '13', '14'],
    ],
    [
      ['26', '93700102030404', '5000', 'off'],
      ['11', '14'],
    ],
    [
      [...UP, 'C2', '52', ...UP.slice(1), '0200B0', 'off'],
      ['11', '13', '12', '13', '1000B000', '14'],
    ],
    [
      [...UP, '0200A4', 'off', 'on', ...UP],
      ['11', '13', '1000A400', '14', '11', '13'],
    ],
    [['off', 'on', 'off'], []],
    [
      ['26', 'off', 'on', '26', 'off'],
      ['11', '14', '11', '14'],
    ],
  ];
  for (const [steps, events] of orders) {
    const { gate, say, ask, reported } = gateFor('A', UID4);
    for (const step of steps) {
      if (step === 'on' || step === 'off') gate.antenna.signal(0, `field-${step}`);
      else if (step.length === 2 && step !== 'C2') say(step);
      else ask(step);
    }
    assert.deepEqual(reported(), events, steps.join(' '));
  }
});

test('the field that goes in mid-command ends the session at once', () => {
  const { gate, ask, reported } = activeA();
  ask('0200A40400');
  reported();
  gate.antenna.signal(0, 'field-off');
  assert.deepEqual(reported(), ['14']);
  gate.onEvent(0, { instruction: 0x10, data: bytes(0x90, 0) });
  assert.equal(gate.antenna.transmit(0), undefined);
  assert.equal(gate.antenna.wakeAt(), undefined);
});

test('a reader without a card gives up; one that comes late is found', () => {
  const reader = createNfcReader('A');
  reader.signal(0, 'power-on');
  let now = 0;
  const pass = (until: () => boolean, line?: Parameters<typeof transfer>[1]) => {
    for (let steps = 0; steps < 100_000 && !until(); steps++) {
      if (line ? transfer(reader, line, now) : reader.transmit(now) !== undefined) continue;
      const wake = reader.wakeAt();
      if (wake === undefined) return;
      now = Math.max(now, wake);
    }
  };
  pass(() => false);
  assert.equal(reader.failure, 'no card of this type in the field');
  assert.ok(now >= 20_000_000);
  reader.signal(now, 'reset');
  const { gate } = gateFor('A', UID4);
  const late = now + 1_000_000;
  pass(() => now > late);
  pass(() => reader.ready, gate.antenna);
  assert.equal(hex(reader.found!.uid), '01020304');
});
