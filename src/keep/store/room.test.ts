import assert from 'node:assert/strict';
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { PAGE_LENGTH, Room } from './room.ts';

const root = mkdtempSync(join(tmpdir(), 'bifrons-room-'));
after(() => rmSync(root, { recursive: true, force: true }));

const ROOM = 262_144;

test('room is zeros behind the end, filled again when a quarter of it may be used', () => {
  const path = join(root, 'data.mdb');
  const page = new Uint8Array(PAGE_LENGTH).fill(0x5a);
  writeFileSync(path, page);
  let used = PAGE_LENGTH;
  const room = new Room(path, () => used);
  room.make();
  assert.equal(statSync(path).size, PAGE_LENGTH + ROOM);
  used += ROOM / 2;
  room.keep(ROOM / 8 - 1);
  assert.equal(statSync(path).size, PAGE_LENGTH + ROOM, 'so little is not looked at');
  // What somebody else put behind the end stays, and counts.
  appendFileSync(path, page);
  room.keep(1);
  assert.equal(statSync(path).size, used + ROOM);
  assert.deepEqual(new Uint8Array(readFileSync(path).subarray(ROOM + PAGE_LENGTH)), expected(used));
  room.giveBack(PAGE_LENGTH);
  assert.deepEqual(new Uint8Array(readFileSync(path)), page);
});

/** The file behind the first room: the page that was appended, then zeros. */
function expected(used: number): Uint8Array {
  const rest = new Uint8Array(used - PAGE_LENGTH);
  rest.fill(0x5a, 0, PAGE_LENGTH);
  return rest;
}
