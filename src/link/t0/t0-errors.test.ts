/** T=0 when the line or the other side does not behave. [ISO7816-3 §10.3] */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, hex, unhex } from '../../base/index.ts';
import { createT0Card, createT0Terminal, type T0Card, type T0Terminal } from './index.ts';

const WT = 1_000_000;

function card(singleBytes = false): T0Card<string> {
  const end = createT0Card({ port: 'T0', wt: WT, singleBytes });
  end.begin();
  return end;
}

function terminal(): T0Terminal {
  const end = createT0Terminal({ manner: 'tpdu', wt: WT });
  end.begin();
  return end;
}

/** What an end says now. */
function message(end: { transmit(now: number): Uint8Array | undefined }, now = 0): string {
  const run = end.transmit(now);
  return run === undefined ? '' : hex(run);
}

function commandOf(end: T0Card<string>): string {
  const event = end.next();
  return event?.kind === 'command' ? hex(event.apdu) : String(event?.kind);
}

test('a character that came damaged does not count: its repetition does [ISO7816-3 §7.3]', () => {
  const end = card();
  end.receive(0, unhex('00A5A4000003'), bytes(0, 1, 0, 0, 0, 0));
  assert.equal(end.next()?.kind, 'header');
  end.proceed('in');
  assert.equal(message(end), 'A4');
  end.receive(0, unhex('01FF0203'), bytes(0, 1, 0, 0));
  assert.equal(commandOf(end), '00A4000003010203');
  const other = terminal();
  other.send(unhex('00B0000002'));
  other.transmit(0);
  other.receive(0, unhex('B1B00102FF9000'), bytes(1, 0, 0, 0, 1, 0, 0));
  assert.deepEqual(other.result(), { kind: 'answer', bytes: unhex('01029000') });
});

test('half a header is discarded when the waiting time is over', () => {
  const end = card();
  end.receive(0, unhex('00A4'));
  end.receive(WT, unhex('0400'));
  end.receive(2 * WT, unhex('00'));
  assert.equal(end.next()?.kind, 'header', 'each pause was within the waiting time');
  const late = card();
  late.receive(0, unhex('00A404'));
  late.receive(WT + 1, unhex('00B0000010'));
  const event = late.next();
  assert.ok(event?.kind === 'header');
  assert.equal(hex(event.header), '00B0000010');
});

test('data that stay away leave the card ready for another header', () => {
  const end = card();
  end.receive(0, unhex('00D6000003'));
  end.next();
  end.proceed('in');
  assert.equal(message(end), 'D6');
  end.receive(10, unhex('01'));
  end.receive(WT + 11, unhex('00B0000010'));
  assert.equal(end.next()?.kind, 'header');
});

test('P3 of an incoming command may be 0: no data, no procedure byte', () => {
  const end = card();
  end.receive(0, unhex('00D6000000'));
  end.next();
  end.proceed('in');
  assert.equal(commandOf(end), '00D60000');
  end.respond(unhex('9000'), 0);
  assert.equal(message(end), '9000');
});

test('P3 of an outgoing command may be 0: 256 bytes', () => {
  const end = card();
  end.receive(0, unhex('00B0000000'));
  end.next();
  end.proceed('out');
  assert.equal(commandOf(end), '00B0000000');
  end.respond(new Uint8Array(258), 0);
  assert.equal(message(end).length, 2 * 259);
});

test('data in answer to an incoming command never leave', () => {
  const end = card();
  end.receive(0, unhex('00D6000000'));
  end.next();
  end.proceed('in');
  end.next();
  end.respond(unhex('01029000'), 0);
  assert.equal(message(end), '9000');
});

test('while the upper side decides on the direction the terminal is kept waiting', () => {
  const end = card();
  end.receive(0, unhex('00B0000001'));
  assert.equal(end.wakeAt(), 750_000);
  assert.equal(message(end, 749_999), '');
  assert.equal(message(end, 750_000), '60');
  assert.equal(message(end, 750_000), '');
  end.next();
  end.proceed('out');
  end.next();
  assert.equal(message(end, 1_500_000), '60');
  end.respond(unhex('019000'), 1_600_000);
  assert.equal(end.wakeAt(), 1_600_000);
  assert.equal(message(end, 1_600_000), 'B0019000');
  assert.equal(end.wakeAt(), undefined);
});

test('bytes out of turn are ignored', () => {
  const end = card();
  end.receive(0, unhex('00B000000100B0'));
  end.next();
  end.receive(0, unhex('00B0000002'));
  end.proceed('out');
  assert.equal(commandOf(end), '00B0000001');
  end.receive(0, unhex('FFFF'));
  end.respond(unhex('019000'), 0);
  assert.equal(message(end), 'B0019000');
  end.receive(0, unhex('00B0000003'));
  assert.equal(end.next()?.kind, 'header');
});

for (const [what, apdu, answer, why] of [
  ['an unknown procedure byte', '00B0000001', '12', /procedure byte 12/],
  ['more data than P3 says', '00B0000001', 'B001B0', /more data than P3/],
  ['more data requested than P3 says', '00D600000101', 'D6D6', /more data than P3/],
] as const) {
  test(`a terminal gives up on ${what}, until reset`, () => {
    const end = terminal();
    end.send(unhex(apdu));
    end.transmit(0);
    for (const byte of unhex(answer)) {
      end.receive(0, bytes(byte));
      end.transmit(0);
    }
    const result = end.result();
    assert.ok(result?.kind === 'failed');
    assert.match(result.why, why);
    assert.equal(end.ready, false);
    assert.equal(end.failure, result.why);
    end.begin();
    assert.equal(end.ready, true);
    assert.equal(end.failure, undefined);
  });
}

test('a terminal gives up when the waiting time is over, not before', () => {
  const end = terminal();
  end.send(unhex('00B0000001'));
  end.transmit(0);
  assert.equal(end.wakeAt(), WT + 1);
  end.receive(900_000, unhex('60'));
  assert.equal(end.wakeAt(), 900_000 + WT + 1);
  end.transmit(900_000 + WT);
  assert.equal(end.failure, undefined);
  end.transmit(900_001 + WT);
  assert.match(end.failure!, /silent/);
});

test('a card that sends nothing but NULL is given up', () => {
  const end = terminal();
  end.send(unhex('00B0000001'));
  end.transmit(0);
  end.receive(0, new Uint8Array(100_000).fill(0x60));
  assert.equal(end.failure, undefined);
  end.receive(0, unhex('60'));
  assert.match(end.failure!, /NULL/);
});

test('an APDU that never ends is given up', () => {
  const end = createT0Terminal({ manner: 'apdu', wt: WT });
  end.begin();
  end.send(unhex('00B00000000000'));
  for (let i = 0; i < 2_000 && end.failure === undefined; i++) {
    end.transmit(0);
    end.receive(0, unhex('6101'));
  }
  assert.match(end.failure!, /never comes to an end/);
});

for (const gapFactor of [1, 10]) {
  test(`a card that waits ${gapFactor} times for missing data discards that command alone`, () => {
    const chip = createT0Card({ port: 'T0', wt: WT, gap: gapFactor * WT });
    chip.begin();
    const end = createT0Terminal({ manner: 'tpdu', wt: WT, gapFactor });
    end.begin();
    end.send(unhex('00A4040008'));
    chip.receive(0, end.transmit(0)!);
    assert.equal(chip.next()?.kind, 'header');
    chip.proceed('in');
    end.receive(0, chip.transmit(0)!);
    assert.equal(end.transmit(WT), undefined);
    assert.equal(end.result(), undefined, 'the card may still send');
    assert.equal(end.transmit(end.wakeAt()!), undefined);
    assert.deepEqual(end.result(), { kind: 'answer', bytes: unhex('6700') });
    const at = end.wakeAt() ?? WT + 1;
    assert.equal(at > WT + 1, gapFactor > 1, 'it rests as long as the card still waits');
    assert.equal(end.ready, gapFactor === 1);
    end.transmit(at);
    assert.equal(end.ready, true);
    end.send(unhex('00B0000002'));
    chip.receive(at, end.transmit(at)!);
    const event = chip.next();
    assert.ok(event?.kind === 'header', 'what follows is a header, and no data');
    assert.equal(hex(event.header), '00B0000002');
  });
}

test('damaged data leave the state of the card unknown: the session is lost', () => {
  const end = terminal();
  end.send(unhex('00B0000002'));
  end.transmit(0);
  end.receive(0, unhex('B001029000'), bytes(0, 1, 1, 1, 1));
  end.transmit(WT + 1);
  assert.equal(end.result()?.kind, 'failed');
  assert.match(end.failure!, /silent/);
});
