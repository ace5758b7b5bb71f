import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { HostError } from '../../base/index.ts';
import {
  installReaders,
  isPcscdUp,
  readStanzas,
  SlotAllotment,
  slotHolder,
  slotsOf,
  takeSlot,
  uninstallReaders,
} from './index.ts';

const scratch = mkdtempSync(join(tmpdir(), 'bifrons-pcsc-'));
after(() => rmSync(scratch, { recursive: true, force: true }));
/** No port of a driver that runs here. */
const PORT = 50_000 + (process.pid % 5_000) * 2;
const LINKS = ['t0', 't1', 'spi', 'swp-a', 'swp-b', 'apdu-gate'];

function places(name: string) {
  const readerConf = join(scratch, name, 'reader.conf.d');
  mkdirSync(readerConf, { recursive: true });
  const library = join(scratch, name, 'libifdvpcd.so');
  writeFileSync(library, 'a driver');
  writeFileSync(
    join(readerConf, 'vpcd'),
    [
      'FRIENDLYNAME "Virtual PCD"',
      `DEVICENAME /dev/null:${PORT}`,
      `LIBPATH ${library}`,
      `CHANNELID ${PORT}\n`,
    ].join('\n'),
  );
  return { readerConf, library, copies: join(scratch, name, 'copies') };
}

test('a slot is held once; a second device reads which one holds it', async () => {
  const holder = { device: 'patent', link: 't0', pid: process.pid };
  const lease = await takeSlot(PORT, holder);
  assert.ok(lease !== undefined);
  assert.equal(await takeSlot(PORT, { ...holder, device: 'phone' }), undefined);
  assert.deepEqual(await slotHolder(PORT), holder);
  lease.release();
  assert.equal(await slotHolder(PORT), undefined);
  const next = await takeSlot(PORT, holder);
  assert.ok(next !== undefined);
  next.release();
});

test('a second device waits for the slots, and gets them when the first lets go', async () => {
  const { readerConf } = places('two');
  const got: string[] = [];
  const begin = (device: string, links: readonly string[]) =>
    SlotAllotment.begin(
      { device, links },
      {
        readerConf,
        retryMs: 20,
        onSlot: (link, slot) => got.push(`${device} ${link} ${slot.port}`),
      },
    );
  const first = await begin('patent', LINKS.slice(0, 1));
  const second = await begin('phone', LINKS);
  assert.deepEqual(got, [`patent t0 ${PORT}`, `phone t0 ${PORT + 1}`], 'any free slot is used');
  assert.equal(second.of('spi'), undefined, 'no more slots than two');
  const waits = second.of('t1');
  assert.ok(waits?.kind === 'waits');
  assert.deepEqual(waits.holder, { device: 'phone', link: 't0', pid: process.pid });
  first.stop();
  while (second.of('t1')?.kind !== 'held') await new Promise((go) => setTimeout(go, 10));
  assert.equal(got.at(-1), `phone t1 ${PORT}`);
  second.stop();
  const third = await begin('car', LINKS);
  assert.deepEqual(got.slice(-2), [`car t0 ${PORT}`, `car t1 ${PORT + 1}`]);
  third.stop();
});

test('every link of two devices gets a reader, named after device and link', () => {
  const where = places('install');
  const alone = installReaders({ device: 'patent', links: LINKS }, where);
  assert.deepEqual(
    [...alone.values()].map(({ reader }) => reader),
    LINKS.map((link) => `Bifrons patent ${link}`),
  );
  const phone = installReaders({ device: 'phone', links: LINKS }, where);
  assert.equal(phone.get('t1')?.reader, 'Bifrons phone t0+t1 00 01');
  const patent = slotsOf({ device: 'patent', links: LINKS }, where.readerConf);
  const ports = [...patent.values(), ...phone.values()].map(({ port }) => port);
  assert.equal(new Set(ports).size, 2 * LINKS.length, 'each link has a slot of its own');
  const libraries = readStanzas(where.readerConf).map(({ library }) => library);
  assert.equal(new Set(libraries).size, libraries.length, 'no library twice');
  for (const library of libraries) assert.equal(readFileSync(library, 'utf8'), 'a driver');
  assert.throws(
    () => installReaders({ device: 'car', links: LINKS.slice(0, 3) }, where),
    (error: unknown) => error instanceof HostError && error.code === 'UNSUPPORTED',
  );
  assert.equal(slotsOf({ device: 'phone', links: LINKS }, where.readerConf).size, LINKS.length);
});

test('uninstall removes stanzas, driver copies and their folder', () => {
  const where = places('install');
  assert.equal(uninstallReaders(where), 6);
  assert.ok(!existsSync(where.copies));
  assert.deepEqual(
    readStanzas(where.readerConf).map(({ name }) => name),
    ['Virtual PCD'],
  );
  assert.equal(uninstallReaders(where), 0);
});

test('a socket file without a server is no pcscd', async () => {
  const path = join(scratch, 'pcscd.comm');
  assert.equal(await isPcscdUp(path), false);
  writeFileSync(path, '');
  assert.equal(await isPcscdUp(path), false);
});
