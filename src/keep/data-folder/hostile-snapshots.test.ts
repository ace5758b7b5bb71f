/** Snapshots that somebody else wrote: the checksum is right, and the content is none. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { crc32 } from 'node:zlib';
import { HostError, utf8 } from '../../base/index.ts';
import { parseDescription, presets } from '../../device/index.ts';
import { listSnapshots, loadSnapshot, saveSnapshot } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'bifrons-forged-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const description = parseDescription(presets.patent);
/** Far below what the forged lengths amount to. */
const MEMORY_GROWTH_MAX = 64 * 1_024 * 1_024;

function forge(change: Readonly<Record<string, unknown>>): void {
  const image = change['image'] ?? {};
  const whole = {
    bifronsSnapshot: 2,
    made: '2030',
    description,
    crc: crc32(JSON.stringify(image)),
  };
  writeFileSync(join(folder, 's.json'), JSON.stringify({ ...whole, image, ...change }));
}

const NULL = { crc: crc32('null') };
for (const [what, change, why] of [
  ['no image', { image: null, ...NULL }, /holds no memory/],
  ['a list for an image', { image: [] }, /holds no memory/],
  ['numbers for values', { image: { 'os/c/x': 7 } }, /no bytes under os\/c\/x/],
  ['a length for a value', { image: { x: { length: 300_000_000 } } }, /no bytes under x/],
  ['nothing for a value', { image: { x: null } }, /no bytes under x/],
  ['a value that is no base 64', { image: { x: '***' } }, /no base 64 under x/],
  ['more than the device has', { image: { x: 'A'.repeat(8_000_000) } }, /holds more than/],
  [
    'a seal that is none',
    { sealed: { length: 300_000_000 }, key: 'x' },
    /a method that this build/,
  ],
  ['a key that is none', { sealed: 'AAAA', key: { length: 3e8 } }, /a method that this build/],
] as const) {
  test(`forged with ${what}: named and refused, and no memory goes to it`, () => {
    forge(change);
    const before = process.memoryUsage.rss();
    assert.throws(
      () => loadSnapshot(folder, 's'),
      (error) =>
        error instanceof HostError && error.code === 'STORE_DAMAGED' && why.test(error.message),
    );
    assert.ok(process.memoryUsage.rss() - before < MEMORY_GROWTH_MAX);
    assert.equal(listSnapshots(folder).length, 1, 'and a list of them is there');
  });
}

test('a description that is none is refused by name', () => {
  for (const one of [null, 7, {}, { name: { length: 9 } }]) {
    forge({ description: one });
    const isNamed = (error: unknown): boolean =>
      error instanceof HostError && error.code === 'DESCRIPTION_INVALID';
    assert.throws(() => loadSnapshot(folder, 's'), isNamed);
    assert.equal(listSnapshots(folder)[0]?.device, '(damaged)');
  }
});

test('a thousand snapshots are listed by their first bytes alone', async () => {
  const many = mkdtempSync(join(folder, 'many-'));
  const image = new Map([['os/c/x', utf8('x'.repeat(200_000))]]);
  await saveSnapshot(many, { name: 'one', made: '2030', description, image });
  const first = listSnapshots(many);
  assert.deepEqual(
    first.map(({ made, device }) => [made, device]),
    [['2030', 'patent']],
  );
  const length = 100_000;
  const head = JSON.stringify({ bifronsSnapshot: 1, made: '2031', device: 'x' }).slice(0, -1);
  for (let count = 0; count < 1_000; count++)
    writeFileSync(join(many, `n${count}.json`), `${head},"image":"${'A'.repeat(length)}"}`);
  const from = bytesRead();
  const rows = listSnapshots(many);
  const read = bytesRead() - from;
  assert.equal(rows.filter(({ device }) => device === 'x').length, 1_000);
  assert.ok(read < (1_000 * length) / 4, `${read} bytes were read`);
});

/** What this process has read by now, as Linux counts it. */
function bytesRead(): number {
  return Number(/^rchar: (\d+)/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);
}
