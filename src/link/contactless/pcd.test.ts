import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, hex, SECOND, unhex } from '../../base/index.ts';
import { frameWaitingTime } from '../../wire/index.ts';
import { pattern } from '../rig.testing.ts';
import { Pcd } from './pcd.ts';

const FWI = 4;
const FWT = frameWaitingTime(FWI);

function readerFor() {
  const pcd = new Pcd({ fsc: 16, fwi: FWI });
  const sent = (now = 0) => {
    const block = pcd.transmit(now);
    return block && hex(block);
  };
  return { pcd, sent, receive: (block: string, now = 0) => pcd.receive(now, unhex(block)) };
}

test('a command goes in parts, each after its receipt', () => {
  const { pcd, sent, receive } = readerFor();
  pcd.begin(pattern(20));
  assert.equal(sent(), `12${hex(pattern(20).subarray(0, 13))}`);
  assert.equal(sent(), undefined);
  receive('A2');
  assert.equal(sent(), `03${hex(pattern(20).subarray(13))}`);
  receive('139000');
  assert.equal(sent(), 'A2');
  receive('02AA');
  assert.deepEqual(pcd.answer, unhex('9000AA'));
  assert.ok(pcd.idle);
});

test('waiting time that the card requests is granted, times its multiplier', () => {
  const { pcd, sent, receive } = readerFor();
  pcd.begin(bytes(1));
  sent();
  receive('F20A');
  assert.equal(sent(100), 'F20A');
  const wake = pcd.wakeAt()!;
  assert.ok(wake > 100 + 10 * FWT && wake < 100 + 11 * FWT + 20_000);
  assert.equal(sent(wake - 1), undefined);
  assert.equal(sent(wake), 'B2');
});

test('silence and damage are answered by NAK, in a chain of the card by ACK', () => {
  const { pcd, sent, receive } = readerFor();
  pcd.begin(bytes(1));
  sent();
  pcd.receive(0, undefined);
  assert.equal(sent(), 'B2');
  receive('A3');
  assert.equal(sent(), '0201', 'the block did not arrive');
  receive('12AA');
  assert.equal(sent(), 'A3');
  pcd.receive(0, undefined);
  assert.equal(sent(), 'A3');
  receive('F200');
  assert.equal(sent(), 'A3', 'a multiplier of 0 is none');
});

test('a card that stays silent is given up', () => {
  const { pcd, sent } = readerFor();
  pcd.begin(bytes(1));
  let now = 0;
  for (let tries = 0; tries < 20 && pcd.failure === undefined; tries++) {
    sent(now);
    now = pcd.wakeAt() ?? now;
  }
  assert.equal(pcd.failure, 'the card does not answer');
  assert.equal(sent(now), undefined);
});

test('a card that requests time again and again, or sends empty parts, is given up', () => {
  for (const message of ['F201', '12']) {
    const { pcd, sent, receive } = readerFor();
    pcd.begin(bytes(1));
    sent();
    for (let turns = 0; turns < 200_000 && pcd.failure === undefined; turns++) {
      receive(message === '12' ? (turns % 2 === 0 ? '12' : '13') : message);
      sent();
    }
    assert.equal(pcd.failure, 'the card requests more time without end', message);
  }
  const { pcd, sent, receive } = readerFor();
  pcd.begin(bytes(1));
  sent();
  receive('F201', 0);
  sent();
  receive('F201', 600 * SECOND);
  assert.notEqual(sent(), undefined);
  receive('F201', 600 * SECOND + 1);
  assert.equal(pcd.failure, 'the card requests more time without end');
});

test('DESELECT is repeated until it is answered', () => {
  const { pcd, sent, receive } = readerFor();
  pcd.deselect();
  assert.equal(sent(0), 'C2');
  assert.equal(sent(pcd.wakeAt()!), 'C2');
  receive('C2');
  assert.ok(pcd.idle);
});
